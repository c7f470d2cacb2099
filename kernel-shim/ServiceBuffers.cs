using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.Kernel;
using Keelson.Paging;

namespace Keelson.KernelShim;

/// <summary>
/// What services are handed pointers to, a room for each argument: the argument ends where its room ends, and nothing
/// is mapped behind that, so that a service that goes past it faults. What lies before it holds a pattern.
/// </summary>
internal static class ServiceBuffers
{
    public const int Count = 5;
    private const ulong Pattern = Memory.Poison.Pattern;

    /// <summary>Looked at after each call, before the argument.</summary>
    private const ulong WatchedBytes = 64;

    /// <summary>No month, no day, no zone, no boolean.</summary>
    private const byte Unset = 0x7f;

    private static bool s_isMapped;

    private static ulong PageSize => KernelSpace.Granule.PageSize;

    /// <summary>Of one argument: whole pages, and a report that is kept finds place.</summary>
    private static ulong RoomBytes => Math.Max(PageSize, Alignment.Size8K);

    public static void Map()
    {
        for (int i = 0; i < Count; i++)
        {
            PhysicalAddress page = PhysicalMemory.Allocate(RoomBytes, PageSize);
            KernelSpace.Map(
                PhysicalRange.FromSize(page, RoomBytes),
                Start(i),
                Protection.KernelData,
                BlockPolicy.PagesOnly
            );
        }
        s_isMapped = true;
    }

    /// <summary>Room for one argument, all of it zero; what stood there is gone.</summary>
    /// <param name="argument">Its place in the call, from 0.</param>
    /// <param name="sizeBytes">At most 8 KB.</param>
    // SAFETY: the room is mapped, to its end.
    public static unsafe Span<byte> Take(int argument, ulong sizeBytes)
    {
        ulong end = Start(argument).Value + RoomBytes;
        ulong start = end - sizeBytes;
        ulong watched = Math.Max(Start(argument).Value, (start & ~7ul) - WatchedBytes);
        for (ulong at = watched; at + sizeof(ulong) <= start; at += sizeof(ulong))
        {
            *(ulong*)at = Pattern;
        }
        Span<byte> room = new((void*)start, (int)sizeBytes);
        room.Clear();
        return room;
    }

    /// <summary>The pointer to hand over: of the last <see cref="Take"/> of this size.</summary>
    public static ulong Pointer(int argument, ulong sizeBytes) => Start(argument).Value + RoomBytes - sizeBytes;

    /// <summary>
    /// Room for a result, with what is in no field of one: what a service leaves out shows, as it would be whatever the
    /// caller had there.
    /// </summary>
    /// <returns>The pointer to hand over.</returns>
    public static ulong TakeUnset(int argument, ulong sizeBytes)
    {
        Take(argument, sizeBytes).Fill(Unset);
        return Pointer(argument, sizeBytes);
    }

    // SAFETY: as Take, whose room is at least as large as the value.
    public static unsafe ulong Put<T>(int argument, T value)
        where T : unmanaged
    {
        Take(argument, (ulong)sizeof(T));
        ulong pointer = Pointer(argument, (ulong)sizeof(T));
        *(T*)pointer = value;
        return pointer;
    }

    /// <summary>A string and its NUL, as CHAR16.</summary>
    public static ulong PutName(int argument, scoped ReadOnlySpan<char> name)
    {
        ulong sizeBytes = ((ulong)name.Length + 1) * sizeof(char);
        Span<char> room = MemoryMarshal.Cast<byte, char>(Take(argument, sizeBytes));
        name.CopyTo(room);
        return Pointer(argument, sizeBytes);
    }

    // SAFETY: the argument was put as the same type.
    public static unsafe T Get<T>(int argument)
        where T : unmanaged => *(T*)Pointer(argument, (ulong)sizeof(T));

    /// <summary>Whether a service wrote before an argument that it was given a pointer to.</summary>
    // SAFETY: pointers that Pointer returned; only bytes of their own pages are read.
    public static unsafe bool IsDamagedBefore(ulong pointer)
    {
        if (!s_isMapped || !TryFindArgument(pointer, out int argument) || pointer >= Start(argument).Value + RoomBytes)
        {
            return false;
        }
        ulong watched = Math.Max(Start(argument).Value, (pointer & ~7ul) - WatchedBytes);
        for (ulong at = watched; at + sizeof(ulong) <= pointer; at += sizeof(ulong))
        {
            if (*(ulong*)at != Pattern)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// Of the ends of some arguments' pages, in which all of an argument lies but a long name: the same again where
    /// nobody wrote to them.
    /// </summary>
    /// <param name="arguments">A bit each.</param>
    // SAFETY: as above.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static unsafe ulong SumOf(uint arguments)
    {
        ulong sum = 0;
        for (int i = 0; arguments >> i != 0 && s_isMapped; i++)
        {
            ulong end = Start(i).Value + RoomBytes;
            for (ulong at = end - (arguments >> i & 1) * 2 * WatchedBytes; at < end; at += sizeof(ulong))
            {
                sum = sum * 31 + *(ulong*)at;
            }
        }
        return sum;
    }

    /// <summary>Whether an address lies behind an argument, where nothing is mapped.</summary>
    /// <param name="pastBytes">How far behind: 0 is the first byte.</param>
    public static bool TryFindOverrun(ulong address, out int argument, out ulong pastBytes)
    {
        pastBytes = 0;
        if (!TryFindArgument(address, out argument) || address < Start(argument).Value + RoomBytes)
        {
            return false;
        }
        pastBytes = address - Start(argument).Value - RoomBytes;
        return true;
    }

    private static bool TryFindArgument(ulong address, out int argument)
    {
        ulong offset = address - KernelLayout.GuardedBuffers.Value;
        argument = (int)(offset / KernelLayout.GuardedStride);
        return offset < Count * KernelLayout.GuardedStride;
    }

    private static VirtualAddress Start(int argument) =>
        KernelLayout.GuardedBuffers + (ulong)argument * KernelLayout.GuardedStride;
}

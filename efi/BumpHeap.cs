using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using Internal.Runtime;
using Keelson.Addresses;
using Keelson.Uefi;

namespace Keelson.Efi;

/// <summary>
/// The heap of an application with <c>KeelsonHeap</c> <c>Bump</c>: objects lie one behind the other in pages of the
/// firmware's, and all go back when the application's entry point returns. The build calls both ends (tools/Weaving);
/// nothing is ever collected, so a program that makes objects without end runs out of memory and says so.
/// </summary>
internal static class BumpHeap
{
    private const ulong PageBytes = 4096;
    private const ulong ChunkPages = 256;

    /// <summary>What each chunk begins with.</summary>
    private struct Chunk
    {
        public unsafe Chunk* Next;
        public ulong PageCount;
    }

    private static unsafe Chunk* s_chunks;

    [RuntimeImport("*", "SetHeapSource")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern unsafe void SetSource(delegate* <ulong, void> source);

    [RuntimeImport("*", "SetHeapRange")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void SetRange(ulong next, ulong end);

    /// <summary>In front of the entry point.</summary>
    // SAFETY: the method is called as a managed one, with what it takes in the first register.
    private static unsafe void Prepare() => SetSource(&GetMore);

    /// <summary>Behind it.</summary>
    // SAFETY: each chunk names the one before it; it is read before its pages go.
    private static unsafe void Release()
    {
        Chunk* chunk = s_chunks;
        s_chunks = null;
        SetRange(0, 0);
        while (chunk != null)
        {
            Chunk* next = chunk->Next;
            EfiApplication.System.Boot.FreePages(new PhysicalAddress((ulong)chunk), chunk->PageCount);
            chunk = next;
        }
    }

    // SAFETY: the pages are ours until Release, and are cleared as objects must be.
    private static unsafe void GetMore(ulong sizeBytes)
    {
        ulong wanted = sizeBytes + (ulong)sizeof(Chunk);
        ulong pages = (wanted + PageBytes - 1) / PageBytes;
        pages = pages < ChunkPages ? ChunkPages : pages;
        // Before Start there is no firmware to ask.
        if (
            EfiApplication.ImageHandle == 0
            || !EfiApplication.BootServicesLast
            || EfiApplication.System.Boot.AllocatePages(
                MemoryType.LoaderData,
                pages,
                new PhysicalAddress(ulong.MaxValue),
                out PhysicalAddress address
            ) != EfiStatus.Success
        )
        {
            Internal.Runtime.FailFast.Stop(FailReason.OutOfMemory);
            return;
        }

        Chunk* chunk = (Chunk*)address.Value;
        for (ulong at = 0; at < pages; at++)
        {
            new Span<byte>((byte*)chunk + at * PageBytes, (int)PageBytes).Clear();
        }

        chunk->Next = s_chunks;
        chunk->PageCount = pages;
        s_chunks = chunk;
        SetRange(address.Value + (ulong)sizeof(Chunk), address.Value + pages * PageBytes);
    }
}

using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Keelson.Addresses;

namespace Keelson.DeviceTree;

/// <summary>
/// The memory reservation block, entry by entry (Devicetree Specification v0.4, 5.3). The specification ends the list
/// with address and size both 0; Linux and libfdt stop at the first size of 0 whatever the address, and so does this,
/// because an entry that no kernel sees must not be reported, and a tree that every kernel boots must not be refused.
/// </summary>
public ref struct ReservationEnumerator
{
    internal const int EntrySize = 16;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _next;

    internal ReservationEnumerator(ReadOnlySpan<byte> bytes, int start)
    {
        _bytes = bytes;
        _next = start;
        Current = default;
    }

    public MemoryReservation Current { get; private set; }

    public readonly ReservationEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        ulong size = BinaryPrimitives.ReadUInt64BigEndian(_bytes[(_next + 8)..]);
        if (size == 0)
        {
            return false;
        }

        Current = new MemoryReservation(
            new PhysicalAddress(BinaryPrimitives.ReadUInt64BigEndian(_bytes[_next..])),
            size
        );
        _next += EntrySize;
        return true;
    }

    /// <summary>The offset just after the ending entry, or -1 if the bytes stop before it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static int FindEnd(ReadOnlySpan<byte> bytes, int start)
    {
        for (int entry = start; bytes.Length - entry >= EntrySize; entry += EntrySize)
        {
            if (BinaryPrimitives.ReadUInt64BigEndian(bytes[(entry + 8)..]) == 0)
            {
                return entry + EntrySize;
            }
        }
        return -1;
    }
}

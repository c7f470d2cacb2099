using System.Numerics;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>The block operations that compiled code calls by name for large copies and clears.</summary>
internal static unsafe class SpanHelpers
{
    /// <summary>A byte times this is that byte eight times over.</summary>
    private const ulong Ones = 0x0101_0101_0101_0101;

    /// <summary>Copies <paramref name="bytes"/> bytes; the two ranges may overlap.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Memmove(ref byte destination, ref byte source, nuint bytes)
    {
        // SAFETY: the caller vouches for both ranges (spans check lengths first); booted code has no moving collector.
        byte* to = (byte*)Unsafe.AsPointer(ref destination);
        byte* from = (byte*)Unsafe.AsPointer(ref source);
        if ((nuint)to - (nuint)from >= bytes)
        {
            nuint inBlocks = bytes & ~(BulkMemory.BlockBytes - 1);
            if (inBlocks != 0)
            {
                BulkMemory.CopyBlocks(to, from, inBlocks, (nint)BulkMemory.BlockBytes);
            }
            CopyUp(to + inBlocks, from + inBlocks, bytes - inBlocks);
        }
        else
        {
            CopyDown(to, from, bytes);
        }
    }

    /// <summary>By itself, as it calls nothing and so needs no frame: most copies are short.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CopyUp(byte* to, byte* from, nuint bytes)
    {
        for (; bytes >= 8; bytes -= 8, to += 8, from += 8)
        {
            *(ulong*)to = *(ulong*)from;
        }

        for (; bytes > 0; bytes--)
        {
            *to++ = *from++;
        }
    }

    private static void CopyDown(byte* to, byte* from, nuint bytes)
    {
        to += bytes;
        from += bytes;
        nuint inBlocks = bytes & ~(BulkMemory.BlockBytes - 1);
        if (inBlocks != 0)
        {
            const nuint Block = BulkMemory.BlockBytes;
            BulkMemory.CopyBlocks(to - Block, from - Block, inBlocks, -(nint)Block);
            to -= inBlocks;
            from -= inBlocks;
            bytes -= inBlocks;
        }
        for (; bytes >= 8; bytes -= 8)
        {
            to -= 8;
            from -= 8;
            *(ulong*)to = *(ulong*)from;
        }
        for (; bytes > 0; bytes--)
        {
            *--to = *--from;
        }
    }

    /// <returns>The first place of <paramref name="value"/>, or -1.</returns>
    internal static int IndexOf(ref byte start, byte value, int length)
    {
        // SAFETY: as for Memmove.
        byte* bytes = (byte*)Unsafe.AsPointer(ref start);
        int i = 0;
        // Eight bytes hold the value when, under XOR with it, one of them is zero. Borrows show above the first such
        // byte only.
        for (; i + 8 <= length; i += 8)
        {
            ulong word = *(ulong*)(bytes + i) ^ value * Ones;
            ulong zeroes = (word - Ones) & ~word & Ones << 7;
            if (zeroes != 0)
            {
                return i + BitOperations.TrailingZeroCount(zeroes) / 8;
            }
        }
        for (; i < length; i++)
        {
            if (bytes[i] == value)
            {
                return i;
            }
        }
        return -1;
    }

    internal static void Fill(ref byte destination, byte value, nuint bytes)
    {
        // SAFETY: as for Memmove.
        byte* to = (byte*)Unsafe.AsPointer(ref destination);
        nuint inBlocks = bytes & ~(BulkMemory.BlockBytes - 1);
        if (inBlocks != 0)
        {
            BulkMemory.FillBlocks(to, inBlocks, value);
        }
        FillUp(to + inBlocks, value, bytes - inBlocks);
    }

    /// <summary>As <see cref="CopyUp"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FillUp(byte* to, byte value, nuint bytes)
    {
        ulong pattern = value * Ones;
        for (; bytes >= 8; bytes -= 8, to += 8)
        {
            *(ulong*)to = pattern;
        }

        for (; bytes > 0; bytes--)
        {
            *to++ = value;
        }
    }

    internal static bool SequenceEqual(ref byte left, ref byte right, nuint bytes)
    {
        // SAFETY: as for Memmove.
        byte* a = (byte*)Unsafe.AsPointer(ref left);
        byte* b = (byte*)Unsafe.AsPointer(ref right);
        for (; bytes >= 8; bytes -= 8, a += 8, b += 8)
        {
            if (*(ulong*)a != *(ulong*)b)
            {
                return false;
            }
        }
        for (; bytes > 0; bytes--)
        {
            if (*a++ != *b++)
            {
                return false;
            }
        }
        return true;
    }

    internal static void ClearWithoutReferences(ref byte destination, nuint bytes) => Fill(ref destination, 0, bytes);
}

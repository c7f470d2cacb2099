using System.Runtime.CompilerServices;

namespace System;

/// <summary>The block operations that compiled code calls by name for large copies and clears.</summary>
internal static unsafe class SpanHelpers
{
    /// <summary>64 bytes that the compiler moves with four pairs of loads and stores.</summary>
    private struct Block
    {
        private ulong _0, _1, _2, _3, _4, _5, _6, _7;
    }

    /// <summary>Copies <paramref name="bytes"/> bytes; the two ranges may overlap.</summary>
    internal static void Memmove(ref byte destination, ref byte source, nuint bytes)
    {
        // SAFETY: the caller vouches for both ranges (spans check lengths first); booted code has no moving collector.
        byte* to = (byte*)Unsafe.AsPointer(ref destination);
        byte* from = (byte*)Unsafe.AsPointer(ref source);
        if ((nuint)to - (nuint)from >= bytes)
            CopyUp(to, from, bytes);
        else
            CopyDown(to, from, bytes);
    }

    private static void CopyUp(byte* to, byte* from, nuint bytes)
    {
        for (; bytes >= 64; bytes -= 64, to += 64, from += 64)
            *(Block*)to = *(Block*)from;
        for (; bytes >= 8; bytes -= 8, to += 8, from += 8)
            *(ulong*)to = *(ulong*)from;
        for (; bytes > 0; bytes--)
            *to++ = *from++;
    }

    private static void CopyDown(byte* to, byte* from, nuint bytes)
    {
        to += bytes;
        from += bytes;
        for (; bytes >= 8; bytes -= 8)
        {
            to -= 8;
            from -= 8;
            *(ulong*)to = *(ulong*)from;
        }
        for (; bytes > 0; bytes--)
            *--to = *--from;
    }

    internal static void Fill(ref byte destination, byte value, nuint bytes)
    {
        // SAFETY: as for Memmove.
        byte* to = (byte*)Unsafe.AsPointer(ref destination);
        ulong pattern = value * 0x0101_0101_0101_0101ul;
        for (; bytes >= 8; bytes -= 8, to += 8)
            *(ulong*)to = pattern;
        for (; bytes > 0; bytes--)
            *to++ = value;
    }

    internal static void ClearWithoutReferences(ref byte destination, nuint bytes) => Fill(ref destination, 0, bytes);
}

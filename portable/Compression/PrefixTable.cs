using System;
using System.Runtime.CompilerServices;

namespace Keelson.Compression;

/// <summary>What the symbols of a DEFLATE code stand for.</summary>
internal enum PrefixAlphabet
{
    /// <summary>RFC 1951, 3.2.5: bytes, the end of the block, lengths.</summary>
    LiteralsAndLengths,

    /// <summary>3.2.5: distances.</summary>
    Distances,

    /// <summary>3.2.7: the lengths of the codes of the other two.</summary>
    CodeLengths,
}

/// <summary>
/// A table that decodes a prefix code (RFC 1951, 3.2.2) by its next bits: the first ones index the table, and where a
/// code is longer the entry leads to a further table behind it.
/// </summary>
internal static class PrefixTable
{
    public const int LiteralBits = 11;
    public const int DistanceBits = 9;
    public const int CodeLengthBits = 7;

    /// <summary>
    /// The most that codes of up to 15 bits can take: found by trying every count of codes of each length (zlib,
    /// examples/enough.c, for 288 symbols at 11 bits and 32 at 9).
    /// </summary>
    public const int LiteralEntries = 2342;
    public const int DistanceEntries = 594;

    /// <summary>
    /// Bits 0 to 7 of an entry: the bits that are used, of the code and behind it. A shift by the entry is a shift by
    /// them.
    /// </summary>
    public static int UsedBits(uint entry) => (byte)entry;

    /// <summary>Bits 8 to 11: the length of the code; in a link the index bits of the table.</summary>
    public const int LengthShift = 8;
    private const int LengthMask = 15;

    public const uint Exceptional = 1 << 12;
    private const uint Link = 1 << 13;
    public const uint EndOfBlock = 1 << 14;

    /// <summary>No code at all.</summary>
    public const uint Invalid = 1 << 15;

    /// <summary>
    /// Bits 16 to 30: the byte, the smallest length or distance, the code length, or where the further table begins.
    /// </summary>
    public const int ValueShift = 16;
    private const uint ValueMask = 0x7fff;
    public const uint Literal = 1u << 31;

    public const int MaximumCodeLength = 15;
    private const int MaximumSymbols = 288;
    private const int FirstLength = 257;

    /// <summary>The entry for the code that the bits begin with; none is a link.</summary>
    public static uint Find(ReadOnlySpan<uint> table, ulong bits, int rootBits)
    {
        uint entry = table[(int)bits & ((1 << rootBits) - 1)];
        if ((entry & Link) == 0)
        {
            return entry;
        }

        int indexBits = (int)(entry >> LengthShift) & LengthMask;
        return table[Value(entry) + ((int)(bits >> rootBits) & ((1 << indexBits) - 1))];
    }

    public static int Value(uint entry) => (int)(entry >> ValueShift & ValueMask);

    /// <summary>A length or a distance: with what stands in the bits behind its code.</summary>
    /// <param name="entry">Neither exceptional nor a literal.</param>
    /// <param name="bits">Begin with the code.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Value(uint entry, ulong bits) =>
        (int)(entry >> ValueShift) + (int)((bits & ~(ulong.MaxValue << (int)entry)) >> (int)(entry >> LengthShift));

    /// <returns>False where the lengths make no prefix code.</returns>
    public static bool TryBuild(ReadOnlySpan<byte> lengths, PrefixAlphabet alphabet, int rootBits, Span<uint> table)
    {
        Span<int> counts = stackalloc int[MaximumCodeLength + 1];
        counts.Clear();
        foreach (byte length in lengths)
        {
            counts[length]++;
        }

        counts[0] = 0;
        int free = 1;
        int longest = 0;
        Span<int> next = stackalloc int[MaximumCodeLength + 1];
        int symbols = 0;
        for (int length = 1; length <= MaximumCodeLength; length++)
        {
            free = (free << 1) - counts[length];
            if (free < 0)
            {
                return false;
            }

            next[length] = symbols;
            symbols += counts[length];
            longest = counts[length] != 0 ? length : longest;
        }
        // A single code of one bit may stand alone, and distances may be missing where nothing is repeated (3.2.7).
        if (free > 0 && (longest > 1 || alphabet == PrefixAlphabet.CodeLengths))
        {
            return false;
        }

        Span<ushort> sorted = stackalloc ushort[MaximumSymbols];
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] != 0)
            {
                sorted[next[lengths[symbol]]++] = (ushort)symbol;
            }
        }

        Fill(lengths, sorted[..symbols], counts, longest, alphabet, rootBits, table);
        return true;
    }

    private static void Fill(
        ReadOnlySpan<byte> lengths,
        ReadOnlySpan<ushort> sorted,
        Span<int> counts,
        int longest,
        PrefixAlphabet alphabet,
        int rootBits,
        Span<uint> table
    )
    {
        // Codes are sent from their highest bit on and read from the lowest, so they are counted up mirrored.
        uint code = 0;
        uint rootMask = (1u << rootBits) - 1;
        uint root = uint.MaxValue;
        int end = 1 << rootBits;
        int start = 0;
        int subBits = 0;
        int bits = 0;
        table[0] = Exceptional | Invalid;
        for (int i = 0; i < sorted.Length; i++)
        {
            int length = lengths[sorted[i]];
            uint entry = Entry(alphabet, sorted[i], length);
            Double(table, ref bits, Math.Min(length, rootBits));
            if (length <= rootBits)
            {
                table[(int)code] = entry;
            }
            else
            {
                if ((code & rootMask) != root)
                {
                    root = code & rootMask;
                    start = end;
                    subBits = BitsOfFurtherTable(counts, length, longest, rootBits);
                    end = start + (1 << subBits);
                    table[start..end].Fill(Exceptional | Invalid);
                    table[(int)root] = Exceptional | Link | (uint)start << ValueShift | (uint)subBits << LengthShift;
                }
                for (int at = (int)(code >> rootBits); at < 1 << subBits; at += 1 << (length - rootBits))
                {
                    table[start + at] = entry;
                }
            }

            counts[length]--;
            uint bit = 1u << (length - 1);
            while ((code & bit) != 0)
            {
                bit >>= 1;
            }

            code = bit == 0 ? 0 : code & (bit - 1) | bit;
        }

        Double(table, ref bits, rootBits);
    }

    /// <summary>A code that is shorter than the index stands for all that may follow it.</summary>
    private static void Double(Span<uint> table, ref int bits, int wanted)
    {
        for (; bits < wanted; bits++)
        {
            table[..(1 << bits)].CopyTo(table[(1 << bits)..]);
        }
    }

    /// <summary>As many as the codes behind one root take, which are the next ones in order.</summary>
    /// <param name="left">Codes of each length that have no entry yet.</param>
    private static int BitsOfFurtherTable(ReadOnlySpan<int> left, int length, int longest, int rootBits)
    {
        int bits = length - rootBits;
        for (int free = (1 << bits) - left[length]; free > 0 && rootBits + bits < longest; )
        {
            bits++;
            free = (free << 1) - left[rootBits + bits];
        }
        return bits;
    }

    private static uint Entry(PrefixAlphabet alphabet, int symbol, int length)
    {
        int value = symbol;
        int extraBits = 0;
        switch (alphabet)
        {
            case PrefixAlphabet.LiteralsAndLengths:
                if (symbol < FirstLength - 1)
                {
                    return Literal | (uint)symbol << ValueShift | (uint)(length << LengthShift | length);
                }

                if (symbol < FirstLength)
                {
                    return Exceptional | EndOfBlock | (uint)length;
                }

                symbol -= FirstLength;
                if (symbol > 28)
                {
                    return Exceptional | Invalid;
                }

                extraBits = symbol is < 8 or 28 ? 0 : (symbol >> 2) - 1;
                value = symbol switch
                {
                    < 8 => 3 + symbol,
                    28 => 258,
                    _ => 3 + ((4 + (symbol & 3)) << extraBits),
                };
                break;
            case PrefixAlphabet.Distances:
                if (symbol > 29)
                {
                    return Exceptional | Invalid;
                }

                extraBits = symbol < 4 ? 0 : (symbol >> 1) - 1;
                value = symbol < 4 ? 1 + symbol : 1 + ((2 + (symbol & 1)) << extraBits);
                break;
        }
        return (uint)value << ValueShift | (uint)(length << LengthShift | (length + extraBits));
    }
}

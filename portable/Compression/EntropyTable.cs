using System;
using System.Numerics;

namespace Keelson.Compression;

/// <summary>What the symbols of a finite state entropy code stand for.</summary>
internal enum EntropyAlphabet
{
    /// <summary>RFC 8878, 3.1.1.3.2.1.1, "Sequence Codes for Lengths and Offsets".</summary>
    LiteralLengths,
    Offsets,
    MatchLengths,

    /// <summary>4.2.1.2.</summary>
    Weights,
}

/// <summary>
/// A table of finite state entropy (RFC 8878, 4.1): an entry for each state, with what its symbol stands for.
/// </summary>
internal static class EntropyTable
{
    public const int MaximumLog = 9;
    public const int MaximumWeightLog = 6;
    private const int MaximumSymbols = 53;
    private const short LessThanOne = -1;

    /// <summary>Bits 0 to 7: of the next state, that are read.</summary>
    public static int StateBits(ulong entry) => (byte)entry;

    /// <summary>Bits 8 to 15: of the value, that are read.</summary>
    public static int ExtraBits(ulong entry) => (byte)(entry >> 8);

    /// <summary>The same for a shift, which takes six bits of it; a shift by an entry is one by its state's.</summary>
    public static int ExtraShift(ulong entry) => (int)(entry >> 8);

    /// <summary>Bits 16 to 31: the next state without what is read.</summary>
    public static int NextState(ulong entry) => (ushort)(entry >> 16);

    /// <summary>Bits 32 to 63: the value without what is read.</summary>
    public static uint Value(ulong entry) => (uint)(entry >> 32);

    public static int MaximumLogOf(EntropyAlphabet alphabet) =>
        alphabet switch
        {
            EntropyAlphabet.Offsets => 8,
            EntropyAlphabet.Weights => MaximumWeightLog,
            _ => MaximumLog,
        };

    private static int SymbolsOf(EntropyAlphabet alphabet) =>
        alphabet switch
        {
            EntropyAlphabet.LiteralLengths => 36,
            EntropyAlphabet.Offsets => 32,
            EntropyAlphabet.MatchLengths => 53,
            _ => 12,
        };

    /// <summary>A table of one state (RLE_Mode).</summary>
    public static CompressionError BuildSingle(EntropyAlphabet alphabet, int symbol, Span<ulong> table)
    {
        if (symbol >= SymbolsOf(alphabet))
        {
            return CompressionError.BadSequences;
        }

        table[0] = Entry(alphabet, symbol);
        return CompressionError.None;
    }

    /// <summary>3.1.1.3.2.2, "Default Distributions".</summary>
    /// <returns>The logarithm of the number of states.</returns>
    public static int BuildDefault(EntropyAlphabet alphabet, Span<ulong> table)
    {
        // How many symbols in turn have which count; 255 is "less than one".
        ReadOnlySpan<byte> literalLengths = [1, 4, 1, 3, 11, 2, 3, 1, 9, 2, 1, 3, 1, 2, 5, 1, 4, 255];
        ReadOnlySpan<byte> matchLengths = [1, 1, 1, 4, 1, 3, 6, 2, 37, 1, 7, 255];
        ReadOnlySpan<byte> offsets = [6, 1, 3, 2, 15, 1, 5, 255];
        ReadOnlySpan<byte> runs = alphabet switch
        {
            EntropyAlphabet.LiteralLengths => literalLengths,
            EntropyAlphabet.Offsets => offsets,
            _ => matchLengths,
        };
        Span<short> counts = stackalloc short[MaximumSymbols];
        int symbols = 0;
        for (int i = 0; i < runs.Length; i += 2)
        {
            counts.Slice(symbols, runs[i]).Fill((sbyte)runs[i + 1]);
            symbols += runs[i];
        }

        int log = alphabet == EntropyAlphabet.Offsets ? 5 : 6;
        Build(alphabet, counts[..symbols], log, table);
        return log;
    }

    /// <summary>4.1.1: the distribution is read, and the table made.</summary>
    /// <param name="alphabet">Of the symbols.</param>
    /// <param name="input">Begins with the distribution.</param>
    /// <param name="table">For as many states as the alphabet may have.</param>
    /// <param name="log">The logarithm of the number of states.</param>
    /// <param name="usedBytes">Of the input.</param>
    public static CompressionError Read(
        EntropyAlphabet alphabet,
        ReadOnlySpan<byte> input,
        Span<ulong> table,
        out int log,
        out int usedBytes
    )
    {
        ForwardBits bits = new(input);
        usedBytes = 0;
        log = (int)bits.Peek(4) + 5;
        bits.Skip(4);
        if (log > MaximumLogOf(alphabet))
        {
            return CompressionError.BadDistribution;
        }

        Span<short> counts = stackalloc short[MaximumSymbols];
        counts.Clear();
        int symbols = SymbolsOf(alphabet);
        int symbol = 0;
        int left = 1 << log;
        while (left > 0)
        {
            if (symbol >= symbols)
            {
                return CompressionError.BadDistribution;
            }

            // Values up to left + 1 take so many bits that the lower ones of them can do with one less.
            int width = BitOperations.Log2((uint)left + 1) + 1;
            int high = 1 << (width - 1);
            int spared = 2 * high - 2 - left;
            int value = (int)bits.Peek(width);
            if ((value & (high - 1)) < spared)
            {
                value &= high - 1;
                width--;
            }
            else if (value >= high)
            {
                value -= spared;
            }

            bits.Skip(width);
            int count = value - 1;
            left -= Magnitude(count);
            counts[symbol++] = (short)count;
            if (count == 0)
            {
                int zeros;
                do
                {
                    zeros = (int)bits.Peek(2);
                    bits.Skip(2);
                    symbol += zeros;
                } while (zeros == 3 && symbol < symbols);
            }
        }
        usedBytes = bits.UsedBytes;
        if (left < 0 || symbol > symbols)
        {
            return CompressionError.BadDistribution;
        }

        if (usedBytes > input.Length)
        {
            return CompressionError.Truncated;
        }

        Build(alphabet, counts[..symbol], log, table);
        return CompressionError.None;
    }

    private static void Build(EntropyAlphabet alphabet, ReadOnlySpan<short> counts, int log, Span<ulong> table)
    {
        int states = 1 << log;
        Span<byte> symbolOf = stackalloc byte[1 << MaximumLog];
        Span<ushort> next = stackalloc ushort[MaximumSymbols];
        Span<ulong> entries = stackalloc ulong[MaximumSymbols];
        int high = states - 1;
        for (int symbol = 0; symbol < counts.Length; symbol++)
        {
            entries[symbol] = Entry(alphabet, symbol);
            next[symbol] = (ushort)Magnitude(counts[symbol]);
            if (counts[symbol] == LessThanOne)
            {
                symbolOf[high--] = (byte)symbol;
            }
        }
        int step = (states >> 1) + (states >> 3) + 3;
        int at = 0;
        for (int symbol = 0; symbol < counts.Length; symbol++)
        {
            for (int i = 0; i < counts[symbol]; i++)
            {
                symbolOf[at] = (byte)symbol;
                do
                {
                    at = (at + step) & (states - 1);
                } while (at > high);
            }
        }
        for (int state = 0; state < states; state++)
        {
            int symbol = symbolOf[state];
            int number = next[symbol]++;
            int stateBits = log - BitOperations.Log2((uint)number);
            table[state] = entries[symbol] | (ulong)((number << stateBits) - states) << 16 | (uint)stateBits;
        }
    }

    /// <summary>Of a count: "less than one" takes one state.</summary>
    private static int Magnitude(int count) => count < 0 ? 1 : count;

    private static ulong Entry(EntropyAlphabet alphabet, int symbol)
    {
        ReadOnlySpan<byte> literalBits = [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
        ReadOnlySpan<byte> matchBits = [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
        switch (alphabet)
        {
            case EntropyAlphabet.LiteralLengths:
                return Range(symbol, 16, 0, literalBits);
            case EntropyAlphabet.MatchLengths:
                return Range(symbol, 32, 3, matchBits);
            case EntropyAlphabet.Offsets:
                return 1ul << (32 + symbol) | (ulong)symbol << 8;
            default:
                return (ulong)symbol << 32;
        }
    }

    /// <summary>
    /// Symbols below <paramref name="first"/> stand for themselves and <paramref name="smallest"/>; from there on each
    /// for a range, as large as its extra bits tell, that begins where that of the one before ends.
    /// </summary>
    private static ulong Range(int symbol, int first, int smallest, ReadOnlySpan<byte> extraBits)
    {
        if (symbol < first)
        {
            return (ulong)(symbol + smallest) << 32;
        }

        ulong value = (ulong)(first + smallest);
        for (int i = 0; i < symbol - first; i++)
        {
            value += 1ul << extraBits[i];
        }

        return value << 32 | (ulong)extraBits[symbol - first] << 8;
    }

    /// <summary>Bits from the lowest on; past the end there are zeros.</summary>
    private ref struct ForwardBits(ReadOnlySpan<byte> input)
    {
        private readonly ReadOnlySpan<byte> _input = input;
        private int _position;

        public readonly int UsedBytes => (_position + 7) >> 3;

        /// <param name="count">Up to 16.</param>
        public readonly uint Peek(int count)
        {
            uint value = 0;
            int first = _position >> 3;
            for (int i = 0; i < 3 && first + i < _input.Length; i++)
            {
                value |= (uint)_input[first + i] << (8 * i);
            }

            return value >> (_position & 7) & (1u << count) - 1;
        }

        public void Skip(int count) => _position += count;
    }
}

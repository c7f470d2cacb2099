using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Keelson.Compression;

/// <summary>The Huffman code of Zstandard's literals (RFC 8878, 4.2): an entry for each next 11 bits or less.</summary>
internal ref struct LiteralTable(Span<ushort> entries)
{
    public const int MaximumLog = 11;
    public const int Entries = 1 << MaximumLog;

    /// <summary>Of a stream, in bits from its lead.</summary>
    private const int End = BackwardBits.LeadSizeBytes * 8;
    private const int MaximumSymbols = 256;

    /// <summary>From here on a description's first byte gives the number of weights, four bits each.</summary>
    private const int DirectFrom = 128;

    /// <summary>Decoded between two refills: 5 times 11 bits.</summary>
    private const int Batch = 5;

    // Bits 0 to 5: the length of the code, by which a shift by the entry shifts; bits 8 to 15: the byte.
    private readonly Span<ushort> _entries = entries;
    private int _log;

    public readonly bool Exists => _log != 0;

    /// <summary>For a frame that has none yet.</summary>
    public void Forget() => _log = 0;

    /// <summary>4.2.1.</summary>
    /// <param name="block">The block, and what lies before it.</param>
    /// <param name="position">Of the description; then of what follows it.</param>
    /// <param name="end">Of the literals.</param>
    public CompressionError Read(ReadOnlySpan<byte> block, ref int position, int end)
    {
        Span<byte> weights = stackalloc byte[MaximumSymbols];
        int first = block[position++];
        int size = first < DirectFrom ? first : (first - DirectFrom + 2) / 2;
        if (size > end - position)
        {
            return CompressionError.BadLiterals;
        }

        int count = first - DirectFrom + 1;
        if (first < DirectFrom)
        {
            CompressionError error = ReadWeights(block, position, position + size, weights, out count);
            if (error != CompressionError.None)
            {
                return error;
            }
        }
        else
        {
            for (int i = 0; i < count; i++)
            {
                byte two = block[position + i / 2];
                weights[i] = (byte)((i & 1) == 0 ? two >> 4 : two & 15);
            }
        }

        position += size;
        return Build(weights, count) ? CompressionError.None : CompressionError.BadCodeLengths;
    }

    /// <summary>4.2.1.2: two states in turn, until the bits do not suffice for a next one.</summary>
    private static CompressionError ReadWeights(
        ReadOnlySpan<byte> block,
        int position,
        int end,
        Span<byte> weights,
        out int count
    )
    {
        count = 0;
        Span<ulong> table = stackalloc ulong[1 << EntropyTable.MaximumWeightLog];
        CompressionError error = EntropyTable.Read(
            EntropyAlphabet.Weights,
            block[position..end],
            table,
            out int log,
            out int usedBytes
        );
        if (error != CompressionError.None)
        {
            return error;
        }

        if (!BackwardBits.TryOpen(block, position + usedBytes, end, out BackwardBits bits))
        {
            return CompressionError.BadLiterals;
        }

        ulong current = table[(int)bits.Take(log)];
        ulong other = table[(int)bits.Take(log)];
        if (bits.IsOverrun)
        {
            return CompressionError.BadLiterals;
        }

        // The last weight is not sent, so one place stays free for it.
        while (count < MaximumSymbols - 2)
        {
            weights[count++] = (byte)EntropyTable.Value(current);
            int state = EntropyTable.NextState(current) + (int)bits.Take(EntropyTable.StateBits(current));
            if (!bits.TryRefill())
            {
                weights[count++] = (byte)EntropyTable.Value(other);
                return CompressionError.None;
            }

            current = other;
            other = table[state];
        }
        return CompressionError.BadLiterals;
    }

    /// <summary>4.2.1.3: what is missing to a power of two is the last weight.</summary>
    private bool Build(scoped Span<byte> weights, int count)
    {
        Span<int> next = stackalloc int[MaximumLog + 2];
        next.Clear();
        int total = 0;
        for (int i = 0; i < count; i++)
        {
            if (weights[i] > MaximumLog)
            {
                return false;
            }

            next[weights[i]]++;
            total += (1 << weights[i]) >> 1;
        }
        if (total == 0)
        {
            return false;
        }

        int log = BitOperations.Log2((uint)total) + 1;
        int rest = (1 << log) - total;
        if (log > MaximumLog || !BitOperations.IsPow2((ulong)rest))
        {
            return false;
        }

        weights[count] = (byte)(BitOperations.Log2((uint)rest) + 1);
        next[weights[count++]]++;
        // The longest codes come in pairs.
        if (next[1] < 2 || (next[1] & 1) != 0)
        {
            return false;
        }

        int start = 0;
        for (int weight = 1; weight <= log; weight++)
        {
            int symbols = next[weight];
            next[weight] = start;
            start += symbols << (weight - 1);
        }
        for (int symbol = 0; symbol < count; symbol++)
        {
            int weight = weights[symbol];
            if (weight != 0)
            {
                int places = 1 << (weight - 1);
                _entries.Slice(next[weight], places).Fill((ushort)(symbol << 8 | (log + 1 - weight)));
                next[weight] += places;
            }
        }
        _log = log;
        return true;
    }

    /// <summary>4.2.2: one stream, which must give exactly so many bytes.</summary>
    public readonly bool TryDecode(ReadOnlySpan<byte> block, int start, int end, Span<byte> literals)
    {
        if (!BackwardBits.TryOpen(block, start, end, out BackwardBits stream))
        {
            return false;
        }

        // As long as a constant, so that no masked index needs a check.
        ReadOnlySpan<ushort> entries = _entries[..Entries];
        int shift = 64 - _log;
        int left = stream.Position - (start * 8);
        block = block[(start - BackwardBits.LeadSizeBytes)..];
        left += End;
        while (left >= End)
        {
            ulong bits = BackwardBits.At(block, left);
            if (literals.Length < Batch)
            {
                for (int i = 0; i < literals.Length; i++)
                {
                    left -= Next(entries, shift, ref bits, out literals[i]);
                }

                return left == End;
            }

            Span<byte> batch = literals[..Batch];
            left -=
                Next(entries, shift, ref bits, out batch[0])
                + Next(entries, shift, ref bits, out batch[1])
                + Next(entries, shift, ref bits, out batch[2])
                + Next(entries, shift, ref bits, out batch[3])
                + Next(entries, shift, ref bits, out batch[4]);
            literals = literals[Batch..];
        }

        return false;
    }

    /// <returns>Bits of its code.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Next(ReadOnlySpan<ushort> entries, int shift, ref ulong bits, out byte literal)
    {
        int entry = entries[(int)(bits >> shift) & (Entries - 1)];
        bits <<= entry;
        literal = (byte)(entry >> 8);
        return (byte)entry;
    }
}

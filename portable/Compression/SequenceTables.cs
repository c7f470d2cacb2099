using System;

namespace Keelson.Compression;

/// <summary>
/// The sequences of a block (RFC 8878, 3.1.1.3.2): how many literals, then how far back and how long a repetition.
/// </summary>
internal ref struct SequenceTables
{
    private const int LargeEntries = 1 << EntropyTable.MaximumLog;
    private const int OffsetEntries = 256;
    private const int Matches = LargeEntries;
    private const int Offsets = Matches + LargeEntries;
    private const int Entries = Offsets + OffsetEntries;

    /// <summary>Of the bit stream, counted from its lead.</summary>
    public const int End = BackwardBits.LeadSizeBytes * 8;

    private enum Mode
    {
        Predefined,
        Single,
        Compressed,
        Repeat,
    }

    /// <summary>Of the lengths of literals, of the lengths of matches, of the offsets, one behind the other.</summary>
    private readonly Span<ulong> _tables;

    // Logarithms of the number of states; -1 where no block has brought a table yet.
    private int _literalLengthLog;
    private int _offsetLog;
    private int _matchLengthLog;

    // 3.1.1.5, "Repeat Offsets".
    private uint _last;
    private uint _secondLast;
    private uint _thirdLast;

    public SequenceTables(scoped ref Span<byte> scratch)
    {
        _tables = Decompressor.Take<ulong>(ref scratch, Entries);
        _literalLengthLog = -1;
        _offsetLog = -1;
        _matchLengthLog = -1;
        _last = 1;
        _secondLast = 4;
        _thirdLast = 8;
    }

    /// <summary>3.1.1.3.2.1: their number, and the tables that they are sent with.</summary>
    public CompressionError Read(ReadOnlySpan<byte> block, ref int position, out int count)
    {
        count = 0;
        ReadOnlySpan<byte> header = block[position..];
        if (header.IsEmpty)
        {
            return CompressionError.BadSequences;
        }

        int size = header[0] switch
        {
            < 128 => 1,
            < 255 => 2,
            _ => 3,
        };
        if (header.Length < size)
        {
            return CompressionError.BadSequences;
        }

        count = size switch
        {
            1 => header[0],
            2 => (header[0] - 128 << 8) + header[1],
            _ => header[1] + (header[2] << 8) + 0x7f00,
        };
        position += size;
        if (count == 0)
        {
            return CompressionError.None;
        }

        if (header.Length == size || (header[size] & 3) != 0)
        {
            return CompressionError.BadSequences;
        }

        int modes = header[size];
        position++;
        CompressionError error = ReadTable(
            (Mode)(modes >> 6),
            EntropyAlphabet.LiteralLengths,
            block,
            ref position,
            _tables[..Matches],
            ref _literalLengthLog
        );
        if (error == CompressionError.None)
        {
            error = ReadTable(
                (Mode)(modes >> 4 & 3),
                EntropyAlphabet.Offsets,
                block,
                ref position,
                _tables[Offsets..],
                ref _offsetLog
            );
        }

        if (error == CompressionError.None)
        {
            error = ReadTable(
                (Mode)(modes >> 2 & 3),
                EntropyAlphabet.MatchLengths,
                block,
                ref position,
                _tables[Matches..Offsets],
                ref _matchLengthLog
            );
        }

        return error;
    }

    private static CompressionError ReadTable(
        Mode mode,
        EntropyAlphabet alphabet,
        ReadOnlySpan<byte> block,
        ref int position,
        Span<ulong> table,
        ref int log
    )
    {
        switch (mode)
        {
            case Mode.Predefined:
                log = EntropyTable.BuildDefault(alphabet, table);
                return CompressionError.None;
            case Mode.Single:
                log = 0;
                return position < block.Length
                    ? EntropyTable.BuildSingle(alphabet, block[position++], table)
                    : CompressionError.BadSequences;
            case Mode.Compressed:
                CompressionError error = EntropyTable.Read(
                    alphabet,
                    block[position..],
                    table,
                    out log,
                    out int usedBytes
                );
                position += usedBytes;
                return error;
            default:
                return log < 0 ? CompressionError.BadSequences : CompressionError.None;
        }
    }

    /// <summary>3.1.1.4: opens the bit stream of the sequences, which ends with the block.</summary>
    /// <param name="block">As for <see cref="ZstandardBlocks.Unpack"/>.</param>
    /// <param name="position">Of the bit stream.</param>
    /// <param name="sequences">Begin.</param>
    /// <returns>False where it has not the bits to begin with.</returns>
    public bool TryOpen(scoped ReadOnlySpan<byte> block, int position, out SequenceStates sequences)
    {
        sequences = default;
        if (!BackwardBits.TryOpen(block, position, block.Length, out BackwardBits bits))
        {
            return false;
        }

        sequences.LiteralLength = _tables[(int)bits.Take(_literalLengthLog)];
        sequences.Offset = _tables[Offsets + (int)bits.Take(_offsetLog)];
        sequences.MatchLength = _tables[Matches + (int)bits.Take(_matchLengthLog)];
        sequences.Left = bits.Position - (position * 8) + End;
        return true;
    }

    /// <summary>3.1.1.4: half of what a Zstandard kernel's unpacking spends its time in.</summary>
    /// <param name="stream">The bit stream, and <see cref="BackwardBits.LeadSizeBytes"/> in front of it.</param>
    /// <param name="states">Of the next sequence; then of the one behind those that were decoded.</param>
    /// <param name="count">Of all sequences that are left: the last one is followed by no states.</param>
    /// <param name="sequences">The next ones.</param>
    /// <returns>How many were decoded; fewer where the bits end before.</returns>
    public int Decode(
        scoped ReadOnlySpan<byte> stream,
        scoped ref SequenceStates states,
        int count,
        scoped Span<Sequence> sequences
    )
    {
        // As long as a constant, so that no masked index needs a check; no sound table is left by one either.
        ReadOnlySpan<ulong> tables = _tables[..Entries];
        ulong literal = states.LiteralLength;
        ulong back = states.Offset;
        ulong match = states.MatchLength;
        int left = states.Left;
        uint last = _last;
        uint secondLast = _secondLast;
        uint thirdLast = _thirdLast;
        int i = 0;
        while ((uint)i < (uint)sequences.Length && left >= End)
        {
            ulong bits = BackwardBits.At(stream, left);
            // The fields add up without a carry: 31 + 16 + 16 bits at most, and 9 + 8 + 9 for the next states.
            ulong sum = back + match + literal;
            int total = EntropyTable.ExtraBits(sum) + EntropyTable.StateBits(sum);
            uint offset = EntropyTable.Value(back) + BackwardBits.Take(ref bits, EntropyTable.ExtraShift(back));
            uint matchLength = EntropyTable.Value(match) + BackwardBits.Take(ref bits, EntropyTable.ExtraShift(match));
            if (total > BackwardBits.RefilledBits)
            {
                int taken = EntropyTable.ExtraBits(back + match);
                if (left - taken < End)
                {
                    break;
                }

                bits = BackwardBits.At(stream, left - taken);
            }

            uint literalLength =
                EntropyTable.Value(literal) + BackwardBits.Take(ref bits, EntropyTable.ExtraShift(literal));
            // 3.1.1.5: values 1 to 3 stand for the last offsets; without literals, for the next ones.
            if (offset > 3)
            {
                offset -= 3;
                (thirdLast, secondLast, last) = (secondLast, last, offset);
            }
            else
            {
                offset += literalLength == 0 ? 1u : 0;
                if (offset == 1)
                {
                    offset = last;
                }
                else if (offset == 2)
                {
                    (secondLast, last, offset) = (last, secondLast, secondLast);
                }
                else
                {
                    offset = offset == 3 ? thirdLast : last - 1;
                    (thirdLast, secondLast, last) = (secondLast, last, offset);
                }
            }

            ref Sequence sequence = ref sequences[i];
            sequence.LiteralLength = (int)literalLength;
            sequence.MatchLength = (int)matchLength;
            sequence.Offset = (int)offset;
            i++;
            if (i == count)
            {
                left -= EntropyTable.ExtraBits(sum);
                break;
            }

            left -= total;
            int next = EntropyTable.NextState(literal) + (int)BackwardBits.Take(ref bits, (int)literal);
            literal = tables[next & (LargeEntries - 1)];
            next = EntropyTable.NextState(match) + (int)BackwardBits.Take(ref bits, (int)match);
            match = tables[Matches + (next & (LargeEntries - 1))];
            next = EntropyTable.NextState(back) + (int)BackwardBits.Take(ref bits, (int)back);
            back = tables[Offsets + (next & (OffsetEntries - 1))];
        }

        states.LiteralLength = literal;
        states.Offset = back;
        states.MatchLength = match;
        states.Left = left;
        _last = last;
        _secondLast = secondLast;
        _thirdLast = thirdLast;
        return i;
    }
}

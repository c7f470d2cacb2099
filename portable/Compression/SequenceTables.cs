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

    /// <summary>3.1.1.4: what a Zstandard kernel's unpacking spends its time in.</summary>
    /// <param name="block">As for <see cref="ZstandardBlocks.Unpack"/>.</param>
    /// <param name="position">Of the bit stream, which ends with the block.</param>
    /// <param name="count">Of sequences, at least one.</param>
    /// <param name="literals">As they are to be copied.</param>
    /// <param name="used">Literals that the sequences took.</param>
    /// <param name="output">The frame's content, and room for more.</param>
    /// <param name="at">Of the first byte that was not written.</param>
    public CompressionError Execute(
        scoped ReadOnlySpan<byte> block,
        int position,
        int count,
        scoped ReadOnlySpan<byte> literals,
        out int used,
        scoped Span<byte> output,
        ref int at
    )
    {
        used = 0;
        if (!BackwardBits.TryOpen(block, position, block.Length, out BackwardBits stream))
        {
            return CompressionError.BadSequences;
        }

        // As long as a constant, so that no masked index needs a check; no sound table is left by one either.
        ReadOnlySpan<ulong> tables = _tables[..Entries];
        ulong literal = tables[(int)stream.Take(_literalLengthLog) & (LargeEntries - 1)];
        ulong back = tables[Offsets + ((int)stream.Take(_offsetLog) & (OffsetEntries - 1))];
        ulong match = tables[Matches + ((int)stream.Take(_matchLengthLog) & (LargeEntries - 1))];
        // Counted from the stream's lead, so that its end is a constant.
        const int End = BackwardBits.LeadSizeBytes * 8;
        block = block[(position - BackwardBits.LeadSizeBytes)..];
        int left = stream.Position - (position * 8) + End;
        scoped ReadOnlySpan<byte> rest = literals;
        int to = at;
        while (true)
        {
            if (left < End)
            {
                return CompressionError.BadSequences;
            }

            ulong bits = BackwardBits.At(block, left);
            // The fields add up without a carry: 31 + 16 + 16 bits at most, and 9 + 8 + 9 for the next states.
            ulong sum = literal + back + match;
            uint offset = EntropyTable.Value(back) + BackwardBits.Take(ref bits, EntropyTable.ExtraShift(back));
            int matchLength = (int)(
                EntropyTable.Value(match) + BackwardBits.Take(ref bits, EntropyTable.ExtraShift(match))
            );
            if (EntropyTable.ExtraBits(sum) + EntropyTable.StateBits(sum) > BackwardBits.RefilledBits)
            {
                int taken = EntropyTable.ExtraBits(back) + EntropyTable.ExtraBits(match);
                if (left - taken < End)
                {
                    return CompressionError.BadSequences;
                }

                bits = BackwardBits.At(block, left - taken);
            }

            int literalLength = (int)(
                EntropyTable.Value(literal) + BackwardBits.Take(ref bits, EntropyTable.ExtraShift(literal))
            );
            left -= EntropyTable.ExtraBits(sum);
            count--;
            if (count != 0)
            {
                int next = EntropyTable.NextState(literal) + (int)BackwardBits.Take(ref bits, (int)literal);
                literal = tables[next & (LargeEntries - 1)];
                next = EntropyTable.NextState(match) + (int)BackwardBits.Take(ref bits, (int)match);
                match = tables[Matches + (next & (LargeEntries - 1))];
                next = EntropyTable.NextState(back) + (int)BackwardBits.Take(ref bits, (int)back);
                back = tables[Offsets + (next & (OffsetEntries - 1))];
                left -= EntropyTable.StateBits(sum);
            }

            if (offset > 3)
            {
                offset -= 3;
                _thirdLast = _secondLast;
                _secondLast = _last;
                _last = offset;
            }
            else
            {
                offset = Repeated(offset, literalLength);
            }

            if ((uint)literalLength > (uint)rest.Length)
            {
                return CompressionError.BadSequences;
            }

            int room = output.Length - to;
            if (literalLength + matchLength > room)
            {
                // As much as fits.
                int copied = Math.Min(literalLength, room);
                WordCopy.Copy(rest, copied, output, to);
                to += copied;
                if (offset - 1 < (uint)to)
                {
                    WordCopy.Repeat(output, to, (int)offset, room - copied);
                }

                at = output.Length;
                return CompressionError.DestinationFull;
            }

            WordCopy.Copy(rest, literalLength, output, to);
            rest = rest[literalLength..];
            to += literalLength;
            if (offset - 1 >= (uint)to)
            {
                return CompressionError.BadDistance;
            }

            WordCopy.Repeat(output, to, (int)offset, matchLength);
            to += matchLength;
            if (count == 0)
            {
                break;
            }
        }

        used = literals.Length - rest.Length;
        at = to;
        return left == End ? CompressionError.None : CompressionError.BadSequences;
    }

    /// <summary>3.1.1.5: values 1 to 3 stand for the last offsets; without literals, for the next ones.</summary>
    private uint Repeated(uint value, int literalLength)
    {
        uint which = value + (literalLength == 0 ? 1u : 0);
        if (which == 1)
        {
            return _last;
        }

        uint offset = which switch
        {
            2 => _secondLast,
            3 => _thirdLast,
            _ => _last - 1,
        };
        _thirdLast = which == 2 ? _thirdLast : _secondLast;
        _secondLast = _last;
        _last = offset;
        return offset;
    }
}

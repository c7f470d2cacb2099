using System;

namespace Keelson.Compression;

/// <summary>
/// The sequences of a block (RFC 8878, 3.1.1.3.2): how many literals, then how far back and how long a repetition.
/// </summary>
internal ref struct SequenceTables
{
    private const int LargeEntries = 1 << EntropyTable.MaximumLog;
    private const int OffsetEntries = 256;

    private enum Mode
    {
        Predefined,
        Single,
        Compressed,
        Repeat,
    }

    private readonly Span<ulong> _literalLengths;
    private readonly Span<ulong> _offsets;
    private readonly Span<ulong> _matchLengths;

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
        _literalLengths = Decompressor.Take<ulong>(ref scratch, LargeEntries);
        _offsets = Decompressor.Take<ulong>(ref scratch, OffsetEntries);
        _matchLengths = Decompressor.Take<ulong>(ref scratch, LargeEntries);
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
            _literalLengths,
            ref _literalLengthLog
        );
        if (error == CompressionError.None)
        {
            error = ReadTable(
                (Mode)(modes >> 4 & 3),
                EntropyAlphabet.Offsets,
                block,
                ref position,
                _offsets,
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
                _matchLengths,
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
    /// <param name="literals">May be longer than they are.</param>
    /// <param name="literalCount">Of them.</param>
    /// <param name="used">Literals that the sequences took.</param>
    /// <param name="output">Takes the content.</param>
    /// <param name="start">Of the frame's content in it.</param>
    /// <param name="at">Of the first byte that was not written.</param>
    public CompressionError Execute(
        scoped ReadOnlySpan<byte> block,
        int position,
        int count,
        scoped ReadOnlySpan<byte> literals,
        int literalCount,
        ref int used,
        Span<byte> output,
        int start,
        ref int at
    )
    {
        if (!BackwardBits.TryOpen(block, position, block.Length, out BackwardBits bits))
        {
            return CompressionError.BadSequences;
        }

        ReadOnlySpan<ulong> literalLengths = _literalLengths;
        ReadOnlySpan<ulong> offsets = _offsets;
        ReadOnlySpan<ulong> matchLengths = _matchLengths;
        ulong literal = literalLengths[(int)bits.Take(_literalLengthLog)];
        ulong back = offsets[(int)bits.Take(_offsetLog)];
        ulong match = matchLengths[(int)bits.Take(_matchLengthLog)];
        int from = used;
        int to = at;
        CompressionError error = CompressionError.None;
        while (true)
        {
            if (!bits.TryRefill())
            {
                return CompressionError.BadSequences;
            }

            // The fields add up without a carry: 31 + 16 + 16 bits at most, and 9 + 8 + 9 for the next states.
            ulong sum = literal + back + match;
            uint offsetValue = EntropyTable.Value(back) + bits.Take(EntropyTable.ExtraBits(back));
            int matchLength = (int)(EntropyTable.Value(match) + bits.Take(EntropyTable.ExtraBits(match)));
            if (
                EntropyTable.ExtraBits(sum) + EntropyTable.StateBits(sum) > BackwardBits.RefilledBits
                && !bits.TryRefill()
            )
            {
                return CompressionError.BadSequences;
            }

            int literalLength = (int)(EntropyTable.Value(literal) + bits.Take(EntropyTable.ExtraBits(literal)));
            uint offset = Offset(offsetValue, literalLength);
            if (literalLength > literalCount - from)
            {
                return CompressionError.BadSequences;
            }

            int room = output.Length - to;
            if (literalLength + matchLength > room)
            {
                // As much as fits.
                error = CompressionError.DestinationFull;
                matchLength = Math.Max(room - literalLength, 0);
                literalLength = Math.Min(literalLength, room);
            }

            WordCopy.Copy(literals, from, output, to, literalLength);
            from += literalLength;
            to += literalLength;
            if (matchLength != 0)
            {
                if (offset - 1 >= (uint)(to - start))
                {
                    return CompressionError.BadDistance;
                }

                WordCopy.Repeat(output, to, (int)offset, matchLength);
                to += matchLength;
            }

            if (error != CompressionError.None || --count == 0)
            {
                break;
            }

            literal = literalLengths[EntropyTable.NextState(literal) + (int)bits.Take(EntropyTable.StateBits(literal))];
            match = matchLengths[EntropyTable.NextState(match) + (int)bits.Take(EntropyTable.StateBits(match))];
            back = offsets[EntropyTable.NextState(back) + (int)bits.Take(EntropyTable.StateBits(back))];
        }
        used = from;
        at = to;
        return error == CompressionError.None && !bits.IsAtEnd ? CompressionError.BadSequences : error;
    }

    /// <summary>3.1.1.5: values 1 to 3 stand for the last offsets; without literals, for the next ones.</summary>
    private uint Offset(uint value, int literalLength)
    {
        uint offset;
        if (value > 3)
        {
            offset = value - 3;
            _thirdLast = _secondLast;
        }
        else
        {
            uint which = value + (literalLength == 0 ? 1u : 0);
            if (which == 1)
            {
                return _last;
            }

            offset = which switch
            {
                2 => _secondLast,
                3 => _thirdLast,
                _ => _last - 1,
            };
            _thirdLast = which == 2 ? _thirdLast : _secondLast;
        }
        _secondLast = _last;
        _last = offset;
        return offset;
    }
}

using System;

namespace Keelson.Compression;

/// <summary>
/// The blocks of a frame (RFC 8878, 3.1.1.3): each gives literals, and sequences that place them among repetitions of
/// what was written. Tables and last offsets stay from block to block.
/// </summary>
internal ref struct ZstandardBlocks
{
    /// <summary>Of content, and by that of a block.</summary>
    public const int MaximumSizeBytes = 0x2_0000;

    /// <summary>Few enough to stay in the first cache.</summary>
    private const int SequencesAtOnce = 64;

    private enum LiteralsType
    {
        Raw,
        Repeated,
        Compressed,

        /// <summary>With the table of the block before.</summary>
        Treeless,
    }

    private readonly Span<byte> _output;
    private readonly Span<byte> _literalRoom;
    private readonly Span<Sequence> _sequences;

    /// <summary>Where the frame's content begins in the output.</summary>
    private readonly int _start;
    private LiteralTable _table;
    private SequenceTables _tables;

    public ZstandardBlocks(Span<byte> output, int at, Span<byte> scratch)
    {
        this = default;
        _output = output;
        _start = at;
        At = at;
        _tables = new SequenceTables(ref scratch);
        _table = new LiteralTable(Decompressor.Take<ushort>(ref scratch, LiteralTable.Entries));
        _sequences = Decompressor.Take<Sequence>(ref scratch, SequencesAtOnce);
        _literalRoom = scratch;
    }

    /// <summary>Of the first byte of output that was not written.</summary>
    public int At { get; private set; }

    public CompressionError Append(scoped ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> present = content[..Math.Min(content.Length, _output.Length - At)];
        present.CopyTo(_output[At..]);
        At += present.Length;
        return present.Length == content.Length ? CompressionError.None : CompressionError.DestinationFull;
    }

    public CompressionError AppendRepeated(byte value, int size)
    {
        int present = Math.Min(size, _output.Length - At);
        _output.Slice(At, present).Fill(value);
        At += present;
        return present == size ? CompressionError.None : CompressionError.DestinationFull;
    }

    /// <param name="block">The block, and <see cref="BackwardBits.LeadSizeBytes"/> of what lies before it.</param>
    /// <param name="maximum">Bytes that it may give.</param>
    public CompressionError Unpack(ReadOnlySpan<byte> block, int maximum)
    {
        int position = BackwardBits.LeadSizeBytes;
        CompressionError error = ReadLiterals(block, ref position, maximum, out ReadOnlySpan<byte> literals);
        if (error != CompressionError.None)
        {
            return error;
        }

        error = _tables.Read(block, ref position, out int sequences);
        if (error != CompressionError.None)
        {
            return error;
        }

        if (sequences == 0)
        {
            return position == block.Length ? Append(literals) : CompressionError.BadSequences;
        }

        int written = At;
        error = Execute(block, position, sequences, literals, out int used);
        literals = literals[used..];
        return error != CompressionError.None ? error
            : At - written + literals.Length > maximum ? CompressionError.BadBlock
            : Append(literals);
    }

    /// <summary>3.1.1.4: some sequences are decoded, then played, so that each of the two stays in registers.</summary>
    private CompressionError Execute(
        scoped ReadOnlySpan<byte> block,
        int position,
        int count,
        scoped ReadOnlySpan<byte> literals,
        out int used
    )
    {
        used = 0;
        if (!_tables.TryOpen(block, position, out SequenceStates states))
        {
            return CompressionError.BadSequences;
        }

        block = block[(position - BackwardBits.LeadSizeBytes)..];
        while (count > 0)
        {
            Span<Sequence> sequences = _sequences[..Math.Min(count, _sequences.Length)];
            int decoded = _tables.Decode(block, ref states, count, sequences);
            CompressionError error = Play(sequences[..decoded], literals, ref used);
            if (error != CompressionError.None || decoded < sequences.Length)
            {
                return error != CompressionError.None ? error : CompressionError.BadSequences;
            }

            count -= decoded;
        }

        return states.Left == SequenceTables.End ? CompressionError.None : CompressionError.BadSequences;
    }

    /// <summary>The other half of what a Zstandard kernel's unpacking spends its time in.</summary>
    private CompressionError Play(
        scoped ReadOnlySpan<Sequence> sequences,
        scoped ReadOnlySpan<byte> literals,
        ref int used
    )
    {
        scoped ReadOnlySpan<byte> rest = literals[used..];
        Span<byte> output = _output[_start..];
        int at = At - _start;
        CompressionError error = CompressionError.None;
        for (; sequences.Length != 0; sequences = sequences[1..])
        {
            int length = sequences[0].LiteralLength;
            if (length != 0)
            {
                if ((uint)length > (uint)rest.Length || length > output.Length - at)
                {
                    error = CompressionError.BadSequences;
                    if (length <= rest.Length)
                    {
                        WordCopy.CopyAny(rest, output.Length - at, output, at);
                        at = output.Length;
                        error = CompressionError.DestinationFull;
                    }

                    break;
                }

                WordCopy.Copy(rest, length, output, at);
                // Read anew, as a register for it would be one too many.
                rest = rest[sequences[0].LiteralLength..];
                at += sequences[0].LiteralLength;
            }

            int distance = sequences[0].Offset;
            length = sequences[0].MatchLength;
            if ((uint)distance - 1 >= (uint)at)
            {
                error = CompressionError.BadDistance;
                break;
            }

            if (length > output.Length - at)
            {
                WordCopy.RepeatAny(output, at, distance, output.Length - at);
                at = output.Length;
                error = CompressionError.DestinationFull;
                break;
            }

            WordCopy.Repeat(output, at, distance, length);
            at += sequences[0].MatchLength;
        }

        used = literals.Length - rest.Length;
        At = _start + at;
        return error;
    }

    /// <summary>3.1.1.3.1.</summary>
    /// <param name="block">As for <see cref="Unpack"/>.</param>
    /// <param name="position">Of the section; then of what follows it.</param>
    /// <param name="maximum">Of literals.</param>
    /// <param name="literals">As they are to be copied.</param>
    private CompressionError ReadLiterals(
        ReadOnlySpan<byte> block,
        ref int position,
        int maximum,
        out ReadOnlySpan<byte> literals
    )
    {
        literals = default;
        if (position >= block.Length)
        {
            return CompressionError.BadLiterals;
        }

        int first = block[position];
        LiteralsType type = (LiteralsType)(first & 3);
        int format = first >> 2 & 3;
        bool isPlain = type is LiteralsType.Raw or LiteralsType.Repeated;
        int headerSize = isPlain
            ? format switch
            {
                1 => 2,
                3 => 3,
                _ => 1,
            }
            : 3 + (format >> 1) + (format == 3 ? 1 : 0);
        if (headerSize > block.Length - position)
        {
            return CompressionError.BadLiterals;
        }

        ulong header = 0;
        for (int i = 0; i < headerSize; i++)
        {
            header |= (ulong)block[position + i] << (8 * i);
        }

        position += headerSize;
        int sizeBits = format < 2 ? 10 : 4 * format + 6;
        int count = isPlain ? (int)(header >> (headerSize == 1 ? 3 : 4)) : (int)(header >> 4) & (1 << sizeBits) - 1;
        int packed = type switch
        {
            LiteralsType.Raw => count,
            LiteralsType.Repeated => 1,
            _ => (int)(header >> (4 + sizeBits)),
        };
        if (count > maximum || packed > block.Length - position)
        {
            return CompressionError.BadLiterals;
        }

        int start = position;
        position += packed;
        switch (type)
        {
            case LiteralsType.Raw:
                literals = block.Slice(start, count);
                return CompressionError.None;
            case LiteralsType.Repeated:
                _literalRoom[..count].Fill(block[start]);
                literals = _literalRoom[..count];
                return CompressionError.None;
            default:
                literals = _literalRoom[..count];
                return Decode(block, start, position, type, format == 0 ? 1 : 4, _literalRoom[..count]);
        }
    }

    private CompressionError Decode(
        ReadOnlySpan<byte> block,
        int start,
        int end,
        LiteralsType type,
        int streams,
        Span<byte> literals
    )
    {
        if (type == LiteralsType.Compressed)
        {
            CompressionError error = start < end ? _table.Read(block, ref start, end) : CompressionError.BadLiterals;
            if (error != CompressionError.None)
            {
                return error;
            }
        }

        if (!_table.Exists)
        {
            return CompressionError.BadLiterals;
        }

        if (streams == 1)
        {
            return _table.TryDecode(block, start, end, literals) ? CompressionError.None : CompressionError.BadLiterals;
        }

        // 3.1.1.3.1.6: the sizes of the first three streams, and each but the last gives as much as the others.
        const int JumpTableSizeBytes = 6;
        int part = (literals.Length + 3) / 4;
        if (end - start < JumpTableSizeBytes || literals.Length < 6)
        {
            return CompressionError.BadLiterals;
        }

        int stream = start + JumpTableSizeBytes;
        for (int i = 0; i < 4; i++)
        {
            int streamEnd = i < 3 ? stream + (block[start + 2 * i] | block[start + 2 * i + 1] << 8) : end;
            Span<byte> decoded = i < 3 ? literals.Slice(part * i, part) : literals[(part * 3)..];
            if (streamEnd > end || !_table.TryDecode(block, stream, streamEnd, decoded))
            {
                return CompressionError.BadLiterals;
            }

            stream = streamEnd;
        }
        return CompressionError.None;
    }
}

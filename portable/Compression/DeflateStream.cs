using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Keelson.Compression;

/// <summary>
/// A DEFLATE stream (RFC 1951). Up to 63 bits lie in a register, filled eight bytes at a time; past the end of the
/// input there are zeros, and the first to use them is told that the stream is cut.
/// </summary>
internal ref struct DeflateStream
{
    /// <summary>After a refill there are at least so many bits.</summary>
    private const int RefilledBits = 56;

    /// <summary>Of a distance: its code and its extra bits.</summary>
    private const int LongestDistanceBits = 28;

    private readonly ReadOnlySpan<byte> _input;
    private readonly Span<byte> _output;
    private readonly Span<uint> _literals;
    private readonly Span<uint> _distances;

    /// <summary>Where the content begins in the output.</summary>
    private readonly int _start;
    private int _position;
    private int _at;
    private int _count;

    /// <summary>The next bits, lowest first. Above <see cref="_count"/> there may be some of what follows.</summary>
    private ulong _bits;

    public DeflateStream(ReadOnlySpan<byte> input, int position, Span<byte> output, int at, Span<byte> scratch)
    {
        this = default;
        _input = input;
        _position = position;
        _output = output;
        _start = at;
        _at = at;
        _literals = Decompressor.Take<uint>(ref scratch, PrefixTable.LiteralEntries);
        _distances = Decompressor.Take<uint>(ref scratch, PrefixTable.DistanceEntries);
    }

    /// <summary>Of the first byte behind the stream.</summary>
    public readonly int Position => _position;

    /// <summary>Of the first byte of output that was not written.</summary>
    public readonly int At => _at;

    public CompressionError Unpack()
    {
        CompressionError error;
        bool isLast;
        do
        {
            if (!Refill())
            {
                return CompressionError.Truncated;
            }

            isLast = Take(1) != 0;
            switch (Take(2))
            {
                case 0:
                    error = CopyStored();
                    break;
                case 1:
                    BuildFixedTables();
                    error = UnpackBlock();
                    break;
                case 2:
                    error = ReadTables();
                    if (error == CompressionError.None)
                    {
                        error = UnpackBlock();
                    }

                    break;
                default:
                    error = CompressionError.BadBlock;
                    break;
            }
        } while (error == CompressionError.None && !isLast);
        if (error == CompressionError.None)
        {
            return AlignToByte() ? CompressionError.None : CompressionError.Truncated;
        }

        // Behind the stream stands what its container checks it with, so who reads zeros past that has lost the way.
        return _position > _input.Length ? CompressionError.Truncated : error;
    }

    /// <summary>3.2.4.</summary>
    private CompressionError CopyStored()
    {
        if (!AlignToByte() || _position > _input.Length - 4)
        {
            return CompressionError.Truncated;
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(_input[_position..]);
        if (length != (ushort)~BinaryPrimitives.ReadUInt16LittleEndian(_input[(_position + 2)..]))
        {
            return CompressionError.BadBlock;
        }

        _position += 4;
        int present = Math.Min(length, _input.Length - _position);
        int copied = Math.Min(present, _output.Length - _at);
        _input.Slice(_position, copied).CopyTo(_output[_at..]);
        _position += copied;
        _at += copied;
        return copied == length ? CompressionError.None
            : copied < present ? CompressionError.DestinationFull
            : CompressionError.Truncated;
    }

    /// <summary>3.2.6.</summary>
    private readonly void BuildFixedTables()
    {
        Span<byte> lengths = stackalloc byte[288];
        lengths[..144].Fill(8);
        lengths[144..256].Fill(9);
        lengths[256..280].Fill(7);
        lengths[280..].Fill(8);
        PrefixTable.TryBuild(lengths, PrefixAlphabet.LiteralsAndLengths, PrefixTable.LiteralBits, _literals);
        lengths[..32].Fill(5);
        PrefixTable.TryBuild(lengths[..32], PrefixAlphabet.Distances, PrefixTable.DistanceBits, _distances);
    }

    /// <summary>3.2.7.</summary>
    private CompressionError ReadTables()
    {
        int literals = (int)Take(5) + 257;
        int distances = (int)Take(5) + 1;
        int codeLengths = (int)Take(4) + 4;
        if (literals > 286 || distances > 30)
        {
            return CompressionError.BadCodeLengths;
        }

        ReadOnlySpan<byte> order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
        Span<byte> lengths = stackalloc byte[286 + 30];
        lengths.Clear();
        for (int i = 0; i < codeLengths; i++)
        {
            if (!Refill())
            {
                return CompressionError.Truncated;
            }

            lengths[order[i]] = (byte)Take(3);
        }
        // Their table is needed only until the other two are known.
        Span<uint> table = _distances;
        if (
            !PrefixTable.TryBuild(
                lengths[..order.Length],
                PrefixAlphabet.CodeLengths,
                PrefixTable.CodeLengthBits,
                table
            )
        )
        {
            return CompressionError.BadCodeLengths;
        }

        int total = literals + distances;
        byte previous = 0;
        for (int i = 0; i < total; )
        {
            if (!Refill())
            {
                return CompressionError.Truncated;
            }

            uint entry = table[(int)_bits & (1 << PrefixTable.CodeLengthBits) - 1];
            Take((int)(entry & PrefixTable.CodeLengthMask));
            int code = (int)(entry >> PrefixTable.ValueShift);
            if (code < 16)
            {
                previous = (byte)code;
                lengths[i++] = previous;
                continue;
            }

            int repeats = code switch
            {
                16 => 3 + (int)Take(2),
                17 => 3 + (int)Take(3),
                _ => 11 + (int)Take(7),
            };
            if (repeats > total - i || code == 16 && i == 0)
            {
                return CompressionError.BadCodeLengths;
            }

            previous = code == 16 ? previous : (byte)0;
            lengths.Slice(i, repeats).Fill(previous);
            i += repeats;
        }
        // Without an end the block has none.
        return
            lengths[256] != 0
            && PrefixTable.TryBuild(
                lengths[..literals],
                PrefixAlphabet.LiteralsAndLengths,
                PrefixTable.LiteralBits,
                _literals
            )
            && PrefixTable.TryBuild(
                lengths[literals..total],
                PrefixAlphabet.Distances,
                PrefixTable.DistanceBits,
                _distances
            )
            ? CompressionError.None
            : CompressionError.BadCodeLengths;
    }

    /// <summary>3.2.3: what a kernel's unpacking spends its time in.</summary>
    private CompressionError UnpackBlock()
    {
        const int LiteralMask = (1 << PrefixTable.LiteralBits) - 1;
        const int DistanceMask = (1 << PrefixTable.DistanceBits) - 1;
        ReadOnlySpan<byte> input = _input;
        Span<byte> output = _output;
        ReadOnlySpan<uint> literals = _literals;
        ReadOnlySpan<uint> distances = _distances;
        ulong bits = _bits;
        int count = _count;
        int position = _position;
        int at = _at;
        CompressionError error;
        while (true)
        {
            if (!TryRefill(input, ref bits, ref count, ref position))
            {
                (_bits, _count, _position) = (bits, count, position);
                bool isSound = Refill();
                (bits, count, position) = (_bits, _count, _position);
                if (!isSound)
                {
                    error = CompressionError.Truncated;
                    break;
                }
            }

            // Two literals and a length need 11 + 11 + 15 + 5 bits of the 56.
            uint entry = literals[(int)bits & LiteralMask];
            if ((entry & PrefixTable.Literal) != 0)
            {
                if (at > output.Length - 2)
                {
                    if (at == output.Length)
                    {
                        error = CompressionError.DestinationFull;
                        break;
                    }

                    bits >>= (int)entry;
                    count -= (int)(entry & PrefixTable.CodeLengthMask);
                    output[at++] = (byte)(entry >> PrefixTable.ValueShift);
                    continue;
                }

                bits >>= (int)entry;
                count -= (int)(entry & PrefixTable.CodeLengthMask);
                output[at++] = (byte)(entry >> PrefixTable.ValueShift);
                entry = literals[(int)bits & LiteralMask];
                if ((entry & PrefixTable.Literal) != 0)
                {
                    bits >>= (int)entry;
                    count -= (int)(entry & PrefixTable.CodeLengthMask);
                    output[at++] = (byte)(entry >> PrefixTable.ValueShift);
                    entry = literals[(int)bits & LiteralMask];
                    if ((entry & PrefixTable.Literal) != 0)
                    {
                        continue;
                    }
                }
            }
            if ((entry & PrefixTable.Exceptional) != 0)
            {
                if ((entry & PrefixTable.Link) != 0)
                {
                    entry = Follow(literals, entry, bits, PrefixTable.LiteralBits);
                }

                if ((entry & (PrefixTable.EndOfBlock | PrefixTable.Invalid)) != 0)
                {
                    bits >>= (int)entry;
                    count -= (int)(entry & PrefixTable.CodeLengthMask);
                    error = (entry & PrefixTable.Invalid) != 0 ? CompressionError.BadCode : CompressionError.None;
                    break;
                }

                if ((entry & PrefixTable.Literal) != 0)
                {
                    if (at == output.Length)
                    {
                        error = CompressionError.DestinationFull;
                        break;
                    }

                    bits >>= (int)entry;
                    count -= (int)(entry & PrefixTable.CodeLengthMask);
                    output[at++] = (byte)(entry >> PrefixTable.ValueShift);
                    continue;
                }
            }

            int length = Value(entry, ref bits, ref count);
            if (count < LongestDistanceBits && !TryRefill(input, ref bits, ref count, ref position))
            {
                (_bits, _count, _position) = (bits, count, position);
                bool isSound = Refill();
                (bits, count, position) = (_bits, _count, _position);
                if (!isSound)
                {
                    error = CompressionError.Truncated;
                    break;
                }
            }

            entry = distances[(int)bits & DistanceMask];
            if ((entry & PrefixTable.Exceptional) != 0)
            {
                if ((entry & PrefixTable.Link) != 0)
                {
                    entry = Follow(distances, entry, bits, PrefixTable.DistanceBits);
                }

                if ((entry & PrefixTable.Invalid) != 0)
                {
                    error = CompressionError.BadCode;
                    break;
                }
            }

            int distance = Value(entry, ref bits, ref count);
            if (distance > at - _start)
            {
                error = CompressionError.BadDistance;
                break;
            }

            if (length > output.Length - at)
            {
                WordCopy.Repeat(output, at, distance, output.Length - at);
                at = output.Length;
                error = CompressionError.DestinationFull;
                break;
            }

            WordCopy.Repeat(output, at, distance, length);
            at += length;
        }
        _bits = bits;
        _count = count;
        _position = position;
        _at = at;
        return error;
    }

    private static uint Follow(ReadOnlySpan<uint> table, uint link, ulong bits, int rootBits)
    {
        int indexBits = (int)(link >> PrefixTable.TotalShift) & 15;
        int start = (int)(link >> PrefixTable.ValueShift & PrefixTable.ValueMask);
        return table[start + ((int)(bits >> rootBits) & (1 << indexBits) - 1)];
    }

    /// <summary>A length or a distance, with its extra bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Value(uint entry, ref ulong bits, ref int count)
    {
        int total = (int)(entry >> PrefixTable.TotalShift) & 0x3f;
        int extra = (int)((bits & ((1ul << total) - 1)) >> (int)entry);
        bits >>= total;
        count -= total;
        return (int)(entry >> PrefixTable.ValueShift & PrefixTable.ValueMask) + extra;
    }

    /// <summary>Fills the register where eight more bytes are there, as they nearly always are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryRefill(ReadOnlySpan<byte> input, ref ulong bits, ref int count, ref int position)
    {
        if (position > input.Length - sizeof(ulong))
        {
            return false;
        }

        // Whole bytes that still fit count as read; the bits of the next one are put there again, the same.
        bits |= WordCopy.Load(input, position) << count;
        position += (63 - count) >> 3;
        count |= RefilledBits;
        return true;
    }

    /// <summary>The same, byte by byte: at the end, and where nothing is read often.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Refill()
    {
        for (; _count < RefilledBits; _count += 8, _position++)
        {
            if (_position < _input.Length)
            {
                _bits |= (ulong)_input[_position] << _count;
            }
        }
        // A sound stream leaves what it did not need in the register.
        return _position - (_count >> 3) <= _input.Length;
    }

    /// <param name="count">Of bits; after a refill there are enough for all that stands in one piece.</param>
    private uint Take(int count)
    {
        uint value = (uint)_bits & (1u << count) - 1;
        _bits >>= count;
        _count -= count;
        return value;
    }

    /// <returns>False where the stream has used bits that it does not have.</returns>
    private bool AlignToByte()
    {
        _position -= _count >> 3;
        _count = 0;
        _bits = 0;
        return _position <= _input.Length;
    }
}

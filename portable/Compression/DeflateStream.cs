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

    private readonly ReadOnlySpan<byte> _input;
    private readonly Span<byte> _output;

    /// <summary>That of the literals and lengths, and behind it that of the distances.</summary>
    private readonly Span<uint> _tables;

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
        _tables = Decompressor.Take<uint>(ref scratch, PrefixTable.LiteralEntries + PrefixTable.DistanceEntries);
    }

    private readonly Span<uint> Literals => _tables[..PrefixTable.LiteralEntries];
    private readonly Span<uint> Distances => _tables[PrefixTable.LiteralEntries..];

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
        PrefixTable.TryBuild(lengths, PrefixAlphabet.LiteralsAndLengths, PrefixTable.LiteralBits, Literals);
        lengths[..32].Fill(5);
        PrefixTable.TryBuild(lengths[..32], PrefixAlphabet.Distances, PrefixTable.DistanceBits, Distances);
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
        Span<uint> table = Distances;
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
            Take(PrefixTable.UsedBits(entry));
            int code = PrefixTable.Value(entry);
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
                Literals
            )
            && PrefixTable.TryBuild(
                lengths[literals..total],
                PrefixAlphabet.Distances,
                PrefixTable.DistanceBits,
                Distances
            )
            ? CompressionError.None
            : CompressionError.BadCodeLengths;
    }

    /// <summary>3.2.3.</summary>
    private CompressionError UnpackBlock()
    {
        CompressionError error;
        do
        {
            UnpackQuickly();
        } while (!Step(out error));
        return error;
    }

    /// <summary>
    /// What a kernel's unpacking spends its time in: literals, and repetitions with short codes. Whatever is neither,
    /// an end and a mistake among them, is left to <see cref="Step"/>, and so is what lies at the input's end.
    /// </summary>
    private void UnpackQuickly()
    {
        const int LiteralMask = (1 << PrefixTable.LiteralBits) - 1;
        const int DistanceMask = (1 << PrefixTable.DistanceBits) - 1;
        ReadOnlySpan<byte> input = _input[Math.Min(_position, _input.Length)..];
        Span<byte> output = _output[_start..];
        // As long as a constant, so that no masked index needs a check.
        ReadOnlySpan<uint> tables = _tables[..(PrefixTable.LiteralEntries + DistanceMask + 1)];
        ulong bits = _bits;
        uint count = (uint)_count; // of which only the lowest byte counts
        int at = _at - _start;
        while (input.Length >= sizeof(ulong))
        {
            // Whole bytes that still fit count as read; the bits of the next one are put there again, the same.
            bits |= WordCopy.Load(input, 0) << (int)count;
            input = input[(int)(~count >> 3 & 7)..];
            count |= RefilledBits;
            // One literal, a length and a distance need 11 + 11 + 5 + 9 + 13 bits of the 56.
            uint entry = tables[(int)bits & LiteralMask];
            if ((int)entry < 0)
            {
                if ((uint)at >= (uint)output.Length)
                {
                    break;
                }

                output[at] = (byte)(entry >> PrefixTable.ValueShift);
                at++;
                bits >>= (int)entry;
                count -= entry;
                entry = tables[(int)bits & LiteralMask];
                if ((int)entry < 0)
                {
                    if ((uint)at >= (uint)output.Length)
                    {
                        break;
                    }

                    output[at] = (byte)(entry >> PrefixTable.ValueShift);
                    at++;
                    bits >>= (int)entry;
                    count -= entry;
                    continue;
                }
            }

            ulong rest = bits >> (int)entry;
            uint far = tables[PrefixTable.LiteralEntries + ((int)rest & DistanceMask)];
            if (((entry | far) & PrefixTable.Exceptional) != 0)
            {
                break;
            }

            int length = PrefixTable.Value(entry, bits);
            int distance = PrefixTable.Value(far, rest);
            if (distance > at || length > output.Length - at)
            {
                break;
            }

            bits = rest >> (int)far;
            count -= entry + far;
            WordCopy.Repeat(output, at, distance, length);
            at += length;
        }

        _bits = bits;
        _count = (byte)count;
        // Once the input is used up the position counts the zeros behind it.
        _position = Math.Max(_position, _input.Length - input.Length);
        _at = _start + at;
    }

    /// <summary>A literal, a repetition, or the block's end.</summary>
    /// <returns>Whether the block has ended, by a mistake or as it should.</returns>
    private bool Step(out CompressionError error)
    {
        error = CompressionError.Truncated;
        if (!Refill())
        {
            return true;
        }

        uint entry = PrefixTable.Find(Literals, _bits, PrefixTable.LiteralBits);
        int length = PrefixTable.Value(entry, _bits);
        Take(PrefixTable.UsedBits(entry));
        if ((entry & PrefixTable.Exceptional) != 0)
        {
            error = (entry & PrefixTable.Invalid) != 0 ? CompressionError.BadCode : CompressionError.None;
            return true;
        }

        int room = _output.Length - _at;
        if ((entry & PrefixTable.Literal) != 0)
        {
            error = CompressionError.DestinationFull;
            if (room > 0)
            {
                _output[_at++] = (byte)PrefixTable.Value(entry);
            }

            return room == 0;
        }

        if (!Refill())
        {
            return true;
        }

        entry = PrefixTable.Find(Distances, _bits, PrefixTable.DistanceBits);
        int distance = PrefixTable.Value(entry, _bits);
        Take(PrefixTable.UsedBits(entry));
        if ((entry & PrefixTable.Exceptional) != 0 || distance > _at - _start)
        {
            error = (entry & PrefixTable.Exceptional) != 0 ? CompressionError.BadCode : CompressionError.BadDistance;
            return true;
        }

        WordCopy.Repeat(_output, _at, distance, Math.Min(length, room));
        _at += Math.Min(length, room);
        error = CompressionError.DestinationFull;
        return length > room;
    }

    /// <summary>Fills the register byte by byte.</summary>
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

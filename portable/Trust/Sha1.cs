using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Keelson.Trust;

/// <summary>
/// SHA-1 (FIPS 180-4, 6.1), a byte at a time: for names that are made with it (RFC 9562, 5.5), and nothing that is to
/// be trusted.
/// </summary>
public ref struct Sha1
{
    public const int DigestBytes = 20;
    private const int BlockBytes = 64;
    private const int LengthBytes = sizeof(ulong);
    private const int StateWords = 5;
    private const int ScheduleWords = 80;

    [InlineArray(BlockBytes)]
    private struct Block
    {
        private byte _first;
    }

    [InlineArray(StateWords)]
    private struct State
    {
        private uint _first;
    }

    private Block _block;
    private State _state;
    private ulong _length;

    private static ReadOnlySpan<uint> Start => [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];

    public static Sha1 Begin()
    {
        Sha1 hash = default;
        Start.CopyTo(hash._state);
        return hash;
    }

    public void Add(scoped ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            Add(value);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Add(byte value)
    {
        _block[(int)(_length++ % BlockBytes)] = value;
        if (_length % BlockBytes == 0)
        {
            AddBlock();
        }
    }

    /// <summary>Once; nothing may be added afterwards.</summary>
    /// <param name="digest">Of <see cref="DigestBytes"/>.</param>
    public void End(scoped Span<byte> digest)
    {
        ulong bits = _length * 8;
        Add(0x80);
        while (_length % BlockBytes != BlockBytes - LengthBytes)
        {
            Add(0);
        }

        for (int i = LengthBytes - 1; i >= 0; i--)
        {
            Add((byte)(bits >> (8 * i)));
        }

        for (int i = 0; i < StateWords; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(digest[(i * sizeof(uint))..], _state[i]);
        }
    }

    private void AddBlock()
    {
        Span<uint> schedule = stackalloc uint[ScheduleWords];
        for (int i = 0; i < ScheduleWords; i++)
        {
            schedule[i] =
                i < 16
                    ? BinaryPrimitives.ReadUInt32BigEndian(((ReadOnlySpan<byte>)_block)[(i * sizeof(uint))..])
                    : BitOperations.RotateLeft(
                        schedule[i - 3] ^ schedule[i - 8] ^ schedule[i - 14] ^ schedule[i - 16],
                        1
                    );
        }

        uint a = _state[0],
            b = _state[1],
            c = _state[2],
            d = _state[3],
            e = _state[4];
        for (int i = 0; i < ScheduleWords; i++)
        {
            // The functions and constants of the four rounds (4.1.1, 4.2.1).
            uint mixed =
                i < 20 ? (b & c | ~b & d) + 0x5a82_7999
                : i < 40 ? (b ^ c ^ d) + 0x6ed9_eba1
                : i < 60 ? (b & c | b & d | c & d) + 0x8f1b_bcdc
                : (b ^ c ^ d) + 0xca62_c1d6;
            uint next = BitOperations.RotateLeft(a, 5) + mixed + e + schedule[i];
            e = d;
            d = c;
            c = BitOperations.RotateLeft(b, 30);
            b = a;
            a = next;
        }

        _state[0] += a;
        _state[1] += b;
        _state[2] += c;
        _state[3] += d;
        _state[4] += e;
    }
}

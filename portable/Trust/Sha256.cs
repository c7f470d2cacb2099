using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Keelson.Trust;

/// <summary>SHA-256 (FIPS 180-4, 6.2), a byte at a time: for little, and in little code.</summary>
public ref struct Sha256
{
    public const int DigestBytes = 32;
    private const int BlockBytes = 64;
    private const int LengthBytes = sizeof(ulong);
    private const int StateWords = 8;
    private const int ScheduleWords = 64;

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

    // The fractions of the square roots of the first primes (5.3.3), and of the cube roots (4.2.2).
    private static ReadOnlySpan<uint> Start =>
        [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

    private static ReadOnlySpan<uint> Constants =>
        [
            0x428a_2f98,
            0x7137_4491,
            0xb5c0_fbcf,
            0xe9b5_dba5,
            0x3956_c25b,
            0x59f1_11f1,
            0x923f_82a4,
            0xab1c_5ed5,
            0xd807_aa98,
            0x1283_5b01,
            0x2431_85be,
            0x550c_7dc3,
            0x72be_5d74,
            0x80de_b1fe,
            0x9bdc_06a7,
            0xc19b_f174,
            0xe49b_69c1,
            0xefbe_4786,
            0x0fc1_9dc6,
            0x240c_a1cc,
            0x2de9_2c6f,
            0x4a74_84aa,
            0x5cb0_a9dc,
            0x76f9_88da,
            0x983e_5152,
            0xa831_c66d,
            0xb003_27c8,
            0xbf59_7fc7,
            0xc6e0_0bf3,
            0xd5a7_9147,
            0x06ca_6351,
            0x1429_2967,
            0x27b7_0a85,
            0x2e1b_2138,
            0x4d2c_6dfc,
            0x5338_0d13,
            0x650a_7354,
            0x766a_0abb,
            0x81c2_c92e,
            0x9272_2c85,
            0xa2bf_e8a1,
            0xa81a_664b,
            0xc24b_8b70,
            0xc76c_51a3,
            0xd192_e819,
            0xd699_0624,
            0xf40e_3585,
            0x106a_a070,
            0x19a4_c116,
            0x1e37_6c08,
            0x2748_774c,
            0x34b0_bcb5,
            0x391c_0cb3,
            0x4ed8_aa4a,
            0x5b9c_ca4f,
            0x682e_6ff3,
            0x748f_82ee,
            0x78a5_636f,
            0x84c8_7814,
            0x8cc7_0208,
            0x90be_fffa,
            0xa450_6ceb,
            0xbef9_a3f7,
            0xc671_78f2,
        ];

    public static Sha256 Begin()
    {
        Sha256 hash = default;
        Start.CopyTo(hash._state);
        return hash;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Add(scoped ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            _block[(int)(_length++ % BlockBytes)] = value;
            if (_length % BlockBytes == 0)
            {
                AddBlock();
            }
        }
    }

    /// <summary>Ends the message; nothing may be added after it.</summary>
    /// <param name="digest">Of <see cref="DigestBytes"/>.</param>
    public void Finish(scoped Span<byte> digest)
    {
        Span<byte> bits = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteUInt64BigEndian(bits, _length * 8);
        ReadOnlySpan<byte> mark = [0x80, 0];
        Add(mark[..1]);
        while (_length % BlockBytes != BlockBytes - LengthBytes)
        {
            Add(mark[1..]);
        }

        Add(bits);
        for (int i = 0; i < StateWords; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(digest[(i * sizeof(uint))..], _state[i]);
        }
    }

    private void AddBlock()
    {
        Span<uint> schedule = stackalloc uint[ScheduleWords];
        State s = _state;
        for (int i = 0; i < ScheduleWords; i++)
        {
            uint word;
            if (i < BlockBytes / sizeof(uint))
            {
                word = BinaryPrimitives.ReadUInt32BigEndian(((ReadOnlySpan<byte>)_block)[(i * sizeof(uint))..]);
            }
            else
            {
                uint early = schedule[i - 15];
                uint late = schedule[i - 2];
                word =
                    schedule[i - 16]
                    + (Rotate(early, 7) ^ Rotate(early, 18) ^ early >> 3)
                    + schedule[i - 7]
                    + (Rotate(late, 17) ^ Rotate(late, 19) ^ late >> 10);
            }

            schedule[i] = word;
            uint first =
                s[7]
                + (Rotate(s[4], 6) ^ Rotate(s[4], 11) ^ Rotate(s[4], 25))
                + (s[4] & s[5] ^ ~s[4] & s[6])
                + Constants[i]
                + word;
            uint second =
                (Rotate(s[0], 2) ^ Rotate(s[0], 13) ^ Rotate(s[0], 22)) + (s[0] & s[1] ^ s[0] & s[2] ^ s[1] & s[2]);
            for (int k = StateWords - 1; k > 0; k--)
            {
                s[k] = s[k - 1];
            }

            s[4] += first;
            s[0] = first + second;
        }

        for (int i = 0; i < StateWords; i++)
        {
            _state[i] += s[i];
        }
    }

    private static uint Rotate(uint word, int bits) => word >> bits | word << 32 - bits;
}

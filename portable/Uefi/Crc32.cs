using System;
using System.Runtime.InteropServices;
using Processor = System.Runtime.Intrinsics.Arm.Crc32.Arm64;

namespace Keelson.Uefi;

/// <summary>
/// The CRC-32 of table headers (UEFI 2.10, 4.2; ISO 3309, reflected polynomial EDB88320h) and of gzip (RFC 1952, 8): 32
/// bytes at a time where the processor has instructions for it, four bits where it has none.
/// </summary>
public struct Crc32
{
    /// <summary>What four bits leave: 64 bytes that save five sixths of the work of going bit by bit.</summary>
    private static ReadOnlySpan<uint> Remainders =>
        [
            0x0000_0000,
            0x1db7_1064,
            0x3b6e_20c8,
            0x26d9_30ac,
            0x76dc_4190,
            0x6b6b_51f4,
            0x4db2_6158,
            0x5005_713c,
            0xedb8_8320,
            0xf00f_9344,
            0xd6d6_a3e8,
            0xcb61_b38c,
            0x9b64_c2b0,
            0x86d3_d2d4,
            0xa00a_e278,
            0xbdbd_f21c,
        ];

    private const int BlockSizeBytes = 4 * sizeof(ulong);

    private uint _state;

    public static Crc32 Start() => new() { _state = 0xffff_ffff };

    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint state = _state;
        int i = 0;
        if (Processor.IsSupported)
        {
            for (; i <= bytes.Length - BlockSizeBytes; i += BlockSizeBytes)
            {
                ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(i, BlockSizeBytes));
                state = Processor.ComputeCrc32(state, words[0]);
                state = Processor.ComputeCrc32(state, words[1]);
                state = Processor.ComputeCrc32(state, words[2]);
                state = Processor.ComputeCrc32(state, words[3]);
            }
        }

        for (; i < bytes.Length; i++)
        {
            state ^= bytes[i];
            state = (state >> 4) ^ Remainders[(int)state & 15];
            state = (state >> 4) ^ Remainders[(int)state & 15];
        }
        _state = state;
    }

    public void Append(ulong value)
    {
        for (int i = 0; i < 8; i++)
        {
            Append([(byte)(value >> (8 * i))]);
        }
    }

    public readonly uint Value => ~_state;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        Crc32 crc = Start();
        crc.Append(bytes);
        return crc.Value;
    }
}

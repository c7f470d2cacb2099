using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Keelson.Compression;

/// <summary>XXH64 with seed 0 (xxHash fast digest algorithm, "XXH64"), the checksum of RFC 8878, 3.1.1.</summary>
internal static class XxHash64
{
    private const ulong Prime1 = 0x9e37_79b1_85eb_ca87;
    private const ulong Prime2 = 0xc2b2_ae3d_27d4_eb4f;
    private const ulong Prime3 = 0x1656_67b1_9e37_79f9;
    private const ulong Prime4 = 0x85eb_ca77_c2b2_ae63;
    private const ulong Prime5 = 0x27d4_eb2f_1656_67c5;
    private const int StripeSizeBytes = 32;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong hash = Prime5;
        int length = bytes.Length;
        if (length >= StripeSizeBytes)
        {
            ulong a = 0x60ea_27ee_adc0_b5d6; // the first two primes, added
            ulong b = Prime2;
            ulong c = 0;
            ulong d = unchecked(0 - Prime1);
            int stripes = length & -StripeSizeBytes;
            for (int i = 0; i < stripes; i += StripeSizeBytes)
            {
                ReadOnlySpan<ulong> stripe = MemoryMarshal.Cast<byte, ulong>(bytes.Slice(i, StripeSizeBytes));
                a = Round(a, stripe[0]);
                b = Round(b, stripe[1]);
                c = Round(c, stripe[2]);
                d = Round(d, stripe[3]);
            }
            hash = RotateLeft(a, 1) + RotateLeft(b, 7) + RotateLeft(c, 12) + RotateLeft(d, 18);
            hash = Merge(Merge(Merge(Merge(hash, a), b), c), d);
            bytes = bytes[stripes..];
        }
        return Avalanche(AppendRest(hash + (ulong)length, bytes));
    }

    private static ulong AppendRest(ulong hash, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            hash ^= Round(0, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            hash = RotateLeft(hash, 27) * Prime1 + Prime4;
        }
        if (bytes.Length >= 4)
        {
            hash ^= BinaryPrimitives.ReadUInt32LittleEndian(bytes) * Prime1;
            hash = RotateLeft(hash, 23) * Prime2 + Prime3;
            bytes = bytes[4..];
        }
        foreach (byte value in bytes)
        {
            hash = RotateLeft(hash ^ value * Prime5, 11) * Prime1;
        }

        return hash;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Round(ulong state, ulong word) => RotateLeft(state + word * Prime2, 31) * Prime1;

    private static ulong Merge(ulong hash, ulong state) => (hash ^ Round(0, state)) * Prime1 + Prime4;

    private static ulong Avalanche(ulong hash)
    {
        hash = (hash ^ hash >> 33) * Prime2;
        hash = (hash ^ hash >> 29) * Prime3;
        return hash ^ hash >> 32;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong RotateLeft(ulong value, int bits) => value << bits | value >> (64 - bits);
}

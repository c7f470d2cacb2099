using System;
using System.Buffers.Binary;

namespace Keelson.Compression;

/// <summary>
/// The CRC-32 of gzip (RFC 1952, 8), eight bytes at a time: what is over in a second table for the second byte, and so
/// on. The tables are made when they are needed, 8 KB that no image has to carry.
/// </summary>
internal readonly ref struct SlicedCrc32
{
    private const uint Polynomial = 0xedb8_8320;
    private const int Slices = 8;
    private const int SliceEntries = 256;

    private readonly Span<uint> _tables;

    public SlicedCrc32(scoped ref Span<byte> scratch)
    {
        _tables = Decompressor.Take<uint>(ref scratch, Slices * SliceEntries);
        for (int i = 0; i < SliceEntries; i++)
        {
            uint rest = (uint)i;
            for (int bit = 0; bit < 8; bit++)
            {
                rest = (rest >> 1) ^ (Polynomial & (0 - (rest & 1)));
            }

            _tables[i] = rest;
        }
        for (int i = SliceEntries; i < _tables.Length; i++)
        {
            uint rest = _tables[i - SliceEntries];
            _tables[i] = (rest >> 8) ^ _tables[(byte)rest];
        }
    }

    public uint Of(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> first = _tables[..256];
        ReadOnlySpan<uint> second = _tables[256..512];
        ReadOnlySpan<uint> third = _tables[512..768];
        ReadOnlySpan<uint> fourth = _tables[768..1024];
        ReadOnlySpan<uint> fifth = _tables[1024..1280];
        ReadOnlySpan<uint> sixth = _tables[1280..1536];
        ReadOnlySpan<uint> seventh = _tables[1536..1792];
        ReadOnlySpan<uint> eighth = _tables[1792..2048];
        uint crc = 0xffff_ffff;
        int i = 0;
        for (; i <= bytes.Length - Slices; i += Slices)
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Slice(i, Slices)) ^ crc;
            crc =
                eighth[(byte)word]
                ^ seventh[(byte)(word >> 8)]
                ^ sixth[(byte)(word >> 16)]
                ^ fifth[(byte)(word >> 24)]
                ^ fourth[(byte)(word >> 32)]
                ^ third[(byte)(word >> 40)]
                ^ second[(byte)(word >> 48)]
                ^ first[(byte)(word >> 56)];
        }
        for (; i < bytes.Length; i++)
        {
            crc = (crc >> 8) ^ first[(byte)(crc ^ bytes[i])];
        }

        return ~crc;
    }
}

using System;

namespace Keelson.Uefi;

/// <summary>The CRC-32 of table headers (UEFI 2.10, 4.2; ISO 3309, reflected polynomial EDB88320h), bit by bit: tables are short.</summary>
public struct Crc32
{
    private uint _state;

    public static Crc32 Start() => new() { _state = 0xffff_ffff };

    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint state = _state;
        for (int i = 0; i < bytes.Length; i++)
        {
            state ^= bytes[i];
            for (int bit = 0; bit < 8; bit++)
                state = (state >> 1) ^ (0xedb8_8320 & (0 - (state & 1)));
        }
        _state = state;
    }

    public void Append(ulong value)
    {
        for (int i = 0; i < 8; i++)
            Append([(byte)(value >> (8 * i))]);
    }

    public readonly uint Value => ~_state;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        Crc32 crc = Start();
        crc.Append(bytes);
        return crc.Value;
    }
}

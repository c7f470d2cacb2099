using System;
using System.Buffers.Binary;

namespace Keelson.Text;

/// <summary>From the firmware's UTF-16 to the kernel's UTF-8 (Unicode 15, 3.9). Lone surrogates become U+FFFD.</summary>
public static class Utf8
{
    /// <summary>Bytes in UTF-8 that <paramref name="codeUnits"/> code units can become at most.</summary>
    public static int MaximumLength(int codeUnits) => 3 * codeUnits;

    /// <summary>Converts up to the first zero or the end.</summary>
    /// <param name="utf16">Little-endian code units; an odd last byte is passed over.</param>
    /// <param name="destination">At least <see cref="MaximumLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int FromUtf16(ReadOnlySpan<byte> utf16, Span<byte> destination)
    {
        int length = 0;
        for (int i = 0; i + 2 <= utf16.Length; i += 2)
        {
            uint unit = BinaryPrimitives.ReadUInt16LittleEndian(utf16[i..]);
            if (unit == 0)
                break;
            if (unit is >= 0xd800 and < 0xdc00 && i + 4 <= utf16.Length
                && BinaryPrimitives.ReadUInt16LittleEndian(utf16[(i + 2)..]) is >= 0xdc00 and < 0xe000 and ushort low)
            {
                unit = 0x1_0000 + ((unit - 0xd800) << 10) + (uint)(low - 0xdc00);
                i += 2;
            }
            else if (unit is >= 0xd800 and < 0xe000)
                unit = 0xfffd;
            length += Encode(unit, destination[length..]);
        }
        return length;
    }

    private static int Encode(uint scalar, Span<byte> destination)
    {
        if (scalar < 0x80)
        {
            destination[0] = (byte)scalar;
            return 1;
        }
        int continuation = scalar < 0x800 ? 1 : scalar < 0x1_0000 ? 2 : 3;
        destination[0] = (byte)((0xff00u >> (continuation + 1)) & 0xff | scalar >> (6 * continuation));
        for (int i = 1; i <= continuation; i++)
            destination[i] = (byte)(0x80u | scalar >> (6 * (continuation - i)) & 0x3f);
        return continuation + 1;
    }
}

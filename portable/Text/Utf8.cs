using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Keelson.Text;

/// <summary>
/// Between the firmware's UTF-16 and the kernel's UTF-8 (Unicode 15, 3.9). What is no text becomes U+FFFD.
/// </summary>
public static class Utf8
{
    internal const int MaximumScalarLength = 4;

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
            {
                break;
            }

            if (
                unit is >= 0xd800 and < 0xdc00
                && i + 4 <= utf16.Length
                && BinaryPrimitives.ReadUInt16LittleEndian(utf16[(i + 2)..]) is >= 0xdc00 and < 0xe000 and ushort low
            )
            {
                unit = 0x1_0000 + ((unit - 0xd800) << 10) + (uint)(low - 0xdc00);
                i += 2;
            }
            else if (unit is >= 0xd800 and < 0xe000)
            {
                unit = 0xfffd;
            }

            length += Encode(unit, destination[length..]);
        }
        return length;
    }

    /// <param name="utf8">A broken sequence gives one or more U+FFFD; what follows is read on.</param>
    /// <param name="destination">At least as many code units as <paramref name="utf8"/> has bytes.</param>
    /// <returns>Code units written, never more than there were bytes.</returns>
    public static int ToUtf16(ReadOnlySpan<byte> utf8, Span<char> destination)
    {
        int length = 0;
        // Nearly all of what a boot says: four characters at a time, and those that are left.
        for (; length <= Math.Min(utf8.Length, destination.Length) - sizeof(uint); length += sizeof(uint))
        {
            // SAFETY: there are four, and there is room for four, as was just asked.
            ulong units = Unsafe.ReadUnaligned<uint>(ref Unsafe.AsRef(in utf8[length]));
            if ((units & 0x8080_8080) != 0)
            {
                break;
            }

            // A zero above each.
            units = (units | units << 16) & 0x0000_ffff_0000_ffff;
            units = (units | units << 8) & 0x00ff_00ff_00ff_00ff;
            Unsafe.WriteUnaligned(ref Unsafe.As<char, byte>(ref destination[length]), units);
        }
        for (; length < utf8.Length && length < destination.Length && utf8[length] < 0x80; length++)
        {
            destination[length] = (char)utf8[length];
        }

        utf8 = utf8[length..];
        while (!utf8.IsEmpty)
        {
            uint scalar = utf8[0];
            int continuation = scalar switch
            {
                < 0x80 => 0,
                < 0xc2 => -1,
                < 0xe0 => 1,
                < 0xf0 => 2,
                < 0xf5 => 3,
                _ => -1,
            };
            if (continuation > 0)
            {
                scalar &= 0x3fu >> continuation;
            }

            int taken = 1;
            while (taken <= continuation && taken < utf8.Length && (utf8[taken] & 0xc0) == 0x80)
            {
                scalar = scalar << 6 | utf8[taken++] & 0x3fu;
            }
            // Cut short, longer than it need be, half of a pair, or past the last scalar value: no character.
            bool isScalar =
                taken == continuation + 1
                && scalar < 0x11_0000
                && scalar >> 11 != 0xd800 >> 11
                && scalar
                    >= (
                        continuation == 3 ? 0x1_0000u
                        : continuation == 2 ? 0x800u
                        : 0
                    );
            utf8 = utf8[taken..];
            if (!isScalar)
            {
                scalar = 0xfffd;
            }
            else if (continuation == 3)
            {
                destination[length++] = (char)(0xd800 + (scalar - 0x1_0000 >> 10));
                scalar = 0xdc00 | scalar & 0x3ff;
            }
            destination[length++] = (char)scalar;
        }
        return length;
    }

    /// <summary>The character at the front of text, taken off; half of a pair gives U+FFFD.</summary>
    internal static uint TakeScalar(scoped ref ReadOnlySpan<char> text)
    {
        uint unit = text[0];
        bool isPair = unit >> 10 == 0xd800 >> 10 && text.Length > 1 && text[1] >> 10 == 0xdc00 >> 10;
        uint scalar =
            isPair ? 0x1_0000 + ((unit - 0xd800) << 10) + (text[1] - 0xdc00u)
            : unit >> 11 == 0xd800 >> 11 ? 0xfffd
            : unit;
        text = text[(isPair ? 2 : 1)..];
        return scalar;
    }

    /// <summary>The length that text has in UTF-16.</summary>
    internal static int CodeUnits(ReadOnlySpan<byte> utf8)
    {
        int units = 0;
        for (int i = 0; i < utf8.Length; i++)
        {
            units +=
                (utf8[i] & 0xc0) == 0x80 ? 0
                : utf8[i] >= 0xf0 ? 2
                : 1;
        }
        return units;
    }

    /// <summary>As much of text as fits into so many bytes without a character cut in two.</summary>
    public static int WholeCharacters(ReadOnlySpan<byte> utf8, int maximumBytes)
    {
        if (utf8.Length <= maximumBytes)
        {
            return utf8.Length;
        }

        int length = maximumBytes;
        while (length > 0 && (utf8[length] & 0xc0) == 0x80)
        {
            length--;
        }

        // Bytes that are no text at all are cut anywhere.
        return length == 0 ? maximumBytes : length;
    }

    /// <summary>Text in UTF-16 with a zero at its end, as variables of the firmware have it.</summary>
    /// <param name="utf8">As for <see cref="ToUtf16"/>.</param>
    /// <param name="destination">Two bytes for each byte of the text, and two more.</param>
    /// <returns>Bytes written.</returns>
    public static int ToUtf16Bytes(ReadOnlySpan<byte> utf8, Span<byte> destination)
    {
        Span<char> units = MemoryMarshal.Cast<byte, char>(destination);
        int length = ToUtf16(utf8, units);
        units[length] = '\0';
        return (length + 1) * sizeof(char);
    }

    internal static int Encode(uint scalar, Span<byte> destination)
    {
        if (scalar < 0x80)
        {
            destination[0] = (byte)scalar;
            return 1;
        }
        int continuation =
            scalar < 0x800 ? 1
            : scalar < 0x1_0000 ? 2
            : 3;
        destination[0] = (byte)((0xff00u >> (continuation + 1)) & 0xff | scalar >> (6 * continuation));
        for (int i = 1; i <= continuation; i++)
        {
            destination[i] = (byte)(0x80u | scalar >> (6 * (continuation - i)) & 0x3f);
        }

        return continuation + 1;
    }
}

using System;

namespace Keelson.DevicePaths;

/// <summary>What stands in a node's brackets, with commas between.</summary>
internal ref struct DevicePathArguments(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>Whether there is none any more.</summary>
    public readonly bool IsEmpty => _rest.IsEmpty;

    public ReadOnlySpan<byte> Take()
    {
        int end = _rest.IndexOf((byte)',');
        ReadOnlySpan<byte> taken = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return taken;
    }

    /// <summary>Commas and all.</summary>
    public ReadOnlySpan<byte> TakeRest()
    {
        ReadOnlySpan<byte> taken = _rest;
        _rest = default;
        return taken;
    }

    /// <param name="number">In decimal or, with 0x in front, hexadecimal.</param>
    /// <param name="sizeBytes">Of the field that it has to fit into.</param>
    public bool TryTakeNumber(int sizeBytes, out ulong number)
    {
        ReadOnlySpan<byte> digits = Take();
        bool isHexadecimal = digits.Length > 2 && digits[0] == '0' && (digits[1] | 0x20) == 'x';
        return TryRead(isHexadecimal ? digits[2..] : digits, isHexadecimal ? 16u : 10u, out number)
            && (sizeBytes == sizeof(ulong) || number >> (8 * sizeBytes) == 0);
    }

    public static bool TryRead(ReadOnlySpan<byte> digits, uint numberBase, out ulong number)
    {
        number = 0;
        foreach (byte character in digits)
        {
            int digit = ValueOf(character);
            if (digit < 0 || digit >= numberBase || number > (ulong.MaxValue - (uint)digit) / numberBase)
            {
                return false;
            }

            number = number * numberBase + (uint)digit;
        }

        return !digits.IsEmpty;
    }

    /// <summary>Pairs of digits, as many as the destination has bytes.</summary>
    public static bool TryReadBytes(ReadOnlySpan<byte> digits, Span<byte> destination)
    {
        bool isRead = digits.Length == 2 * destination.Length;
        for (int i = 0; i < destination.Length && isRead; i++)
        {
            int high = ValueOf(digits[2 * i]),
                low = ValueOf(digits[2 * i + 1]);
            isRead = high >= 0 && low >= 0;
            destination[i] = (byte)(high << 4 | low & 15);
        }

        return isRead;
    }

    /// <summary>8-4-4-4-12 digits, of which the first three numbers are stored little-endian.</summary>
    public static bool TryReadGuid(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        if (text.Length != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-')
        {
            return false;
        }

        bool isRead =
            TryReadBytes(text[..8], destination[..4])
            && TryReadBytes(text[9..13], destination[4..6])
            && TryReadBytes(text[14..18], destination[6..8])
            && TryReadBytes(text[19..23], destination[8..10])
            && TryReadBytes(text[24..], destination[10..16]);
        destination[..4].Reverse();
        destination[4..6].Reverse();
        destination[6..8].Reverse();
        return isRead;
    }

    private static int ValueOf(byte digit) =>
        digit is >= (byte)'0' and <= (byte)'9' ? digit - '0'
        : (digit | 0x20) is >= 'a' and <= 'f' ? (digit | 0x20) - 'a' + 10
        : -1;
}

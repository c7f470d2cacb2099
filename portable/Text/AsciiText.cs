using System;

namespace Keelson.Text;

/// <summary>
/// Text byte by byte; and comparison without regard to case as UEFI loaders do it for names: ASCII letters alone,
/// whatever the language.
/// </summary>
public static class AsciiText
{
    public static byte ToLower(byte character) =>
        character is >= (byte)'A' and <= (byte)'Z' ? (byte)(character | 0x20) : character;

    /// <summary>What is in front of the separator, which is taken off with it; without one, all there is.</summary>
    public static ReadOnlySpan<byte> TakeUntil(scoped ref ReadOnlySpan<byte> rest, byte separator)
    {
        ReadOnlySpan<byte> taken = rest;
        int end = rest.IndexOf(separator);
        rest = default;
        if (end >= 0)
        {
            rest = taken[(end + 1)..];
            taken = taken[..end];
        }

        return taken;
    }

    public static bool EqualsIgnoringCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        for (int i = 0; i < left.Length; i++)
        {
            if (ToLower(left[i]) != ToLower(right[i]))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The longest that <see cref="WriteNumber"/> writes.</summary>
    public const int MaximumNumberLength = 10;

    /// <summary>In decimal.</summary>
    /// <returns>Bytes written.</returns>
    public static int WriteNumber(uint number, Span<byte> destination)
    {
        int length = 1;
        for (uint rest = number; rest >= 10; rest /= 10)
        {
            length++;
        }

        for (int i = length - 1; i >= 0; i--, number /= 10)
        {
            destination[i] = (byte)('0' + number % 10);
        }

        return length;
    }
}

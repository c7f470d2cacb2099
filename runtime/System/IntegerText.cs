using Internal.Runtime;

namespace System;

/// <summary>
/// Integers as text (NumberStyles.Integer in the invariant culture): white space around it, a sign, decimal digits.
/// </summary>
internal static class IntegerText
{
    /// <param name="text">A zero at its end is passed over, as .NET does.</param>
    /// <param name="maximum">The largest value of the type.</param>
    /// <param name="isSigned">Whether one more than that may stand behind a minus.</param>
    /// <param name="bits">Two's complement; zero when it is no number, or one that does not fit.</param>
    public static bool TryRead(ReadOnlySpan<char> text, ulong maximum, bool isSigned, out ulong bits)
    {
        bits = 0;
        int i = 0;
        while (i < text.Length && IsSpace(text[i]))
        {
            i++;
        }

        bool isNegative = i < text.Length && text[i] == '-';
        if (isNegative || (i < text.Length && text[i] == '+'))
        {
            i++;
        }

        int first = i;
        ulong value = 0;
        // Of a type without a sign there is a minus zero.
        ulong limit =
            !isNegative ? maximum
            : isSigned ? maximum + 1
            : 0;
        for (; i < text.Length && char.IsAsciiDigit(text[i]); i++)
        {
            uint digit = (uint)(text[i] - '0');
            if (value > (limit - Math.Min(digit, limit)) / 10 || digit > limit)
            {
                return false;
            }
            value = 10 * value + digit;
        }

        if (i == first)
        {
            return false;
        }

        while (i < text.Length && IsSpace(text[i]))
        {
            i++;
        }
        while (i < text.Length && text[i] == '\0')
        {
            i++;
        }

        if (i != text.Length)
        {
            return false;
        }

        bits = isNegative ? 0 - value : value;
        return true;
    }

    [NeedsHeap]
    public static string Write(ulong magnitude, bool isNegative)
    {
        int length = isNegative ? 2 : 1;
        for (ulong rest = magnitude; rest >= 10; rest /= 10)
        {
            length++;
        }

        string text = string.Allocate(length);
        Span<char> units = text.Writable;
        for (int i = length - 1; i >= (isNegative ? 1 : 0); i--, magnitude /= 10)
        {
            units[i] = (char)('0' + magnitude % 10);
        }

        if (isNegative)
        {
            units[0] = '-';
        }

        return text;
    }

    private static bool IsSpace(char c) => c == ' ' || char.IsBetween(c, '\t', '\r');
}

using System;

namespace Keelson.BootEntries;

/// <summary>
/// The order of versions that boot entries are sorted by (UAPI Group, Version Format Specification): runs of digits
/// compare as numbers, runs of letters as text, <c>~</c> before anything, and <c>-</c>, <c>^</c>, <c>.</c> in this
/// order after the end.
/// </summary>
public static class VersionOrder
{
    /// <returns>Below, at or above zero.</returns>
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        while (true)
        {
            SkipOthers(ref left);
            SkipOthers(ref right);
            foreach (byte separator in "~-^."u8)
            {
                // Only what is a pre-release goes before the end.
                if (separator == '-' && (left.IsEmpty || right.IsEmpty))
                {
                    return left.Length - right.Length;
                }

                bool isThere = !left.IsEmpty && left[0] == separator;
                if (isThere != (!right.IsEmpty && right[0] == separator))
                {
                    return isThere ? -1 : 1;
                }

                left = left[(isThere ? 1 : 0)..];
                right = right[(isThere ? 1 : 0)..];
            }

            // What has no number here, though something else may follow, goes before what has one.
            bool isNumber = StartsWithDigit(left);
            if (isNumber != StartsWithDigit(right))
            {
                return isNumber ? 1 : -1;
            }

            ReadOnlySpan<byte> run = TakeRun(ref left, isNumber);
            ReadOnlySpan<byte> other = TakeRun(ref right, isNumber);
            int difference =
                isNumber && run.Length != other.Length ? run.Length - other.Length : CompareText(run, other);
            if (difference != 0)
            {
                return difference;
            }
        }
    }

    /// <summary>Byte by byte; of two that begin alike the shorter comes first.</summary>
    public static int CompareText(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        for (int i = 0; i < left.Length && i < right.Length; i++)
        {
            if (left[i] != right[i])
            {
                return left[i] - right[i];
            }
        }
        return left.Length - right.Length;
    }

    /// <summary>A run of digits without its leading zeroes, or one of letters.</summary>
    private static ReadOnlySpan<byte> TakeRun(scoped ref ReadOnlySpan<byte> text, bool digits)
    {
        int start = 0;
        while (digits && start < text.Length && text[start] == '0')
        {
            start++;
        }

        int end = start;
        while (end < text.Length && (digits ? IsDigit(text[end]) : IsLetter(text[end])))
        {
            end++;
        }

        ReadOnlySpan<byte> run = text[start..end];
        text = text[end..];
        return run;
    }

    private static void SkipOthers(scoped ref ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && !IsDigit(text[0]) && !IsLetter(text[0]) && !IsSeparator(text[0]))
        {
            text = text[1..];
        }
    }

    private static bool StartsWithDigit(ReadOnlySpan<byte> text) => !text.IsEmpty && IsDigit(text[0]);

    private static bool IsDigit(byte character) => character is >= (byte)'0' and <= (byte)'9';

    private static bool IsLetter(byte character) => (character | 0x20) is >= 'a' and <= 'z';

    private static bool IsSeparator(byte character) => character is (byte)'~' or (byte)'-' or (byte)'^' or (byte)'.';
}

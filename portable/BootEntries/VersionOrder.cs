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
            int rank = Rank(left) - Rank(right);
            if (rank != 0 || left.IsEmpty)
            {
                return rank;
            }

            int difference;
            if (IsSeparator(left[0]))
            {
                difference = 0;
                left = left[1..];
                right = right[1..];
            }
            else
            {
                bool number = IsDigit(left[0]);
                ReadOnlySpan<byte> run = TakeRun(ref left, number);
                ReadOnlySpan<byte> other = TakeRun(ref right, number);
                difference = number && run.Length != other.Length ? run.Length - other.Length : CompareText(run, other);
            }
            if (difference != 0)
            {
                return difference;
            }
        }
    }

    /// <summary>
    /// What stands first decides before what it says: pre-release, end, the separators, letters, numbers.
    /// </summary>
    private static int Rank(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return 1;
        }

        return text[0] switch
        {
            (byte)'~' => 0,
            (byte)'-' => 2,
            (byte)'^' => 3,
            (byte)'.' => 4,
            _ => IsDigit(text[0]) ? 6 : 5,
        };
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

    private static bool IsDigit(byte character) => character is >= (byte)'0' and <= (byte)'9';

    private static bool IsLetter(byte character) => (character | 0x20) is >= 'a' and <= 'z';

    private static bool IsSeparator(byte character) => character is (byte)'~' or (byte)'-' or (byte)'^' or (byte)'.';
}

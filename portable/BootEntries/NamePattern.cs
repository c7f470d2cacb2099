using System;
using Keelson.Text;

namespace Keelson.BootEntries;

/// <summary>
/// A pattern for names of boot entries as systemd-boot has them (efi_fnmatch): <c>*</c>, <c>?</c>, <c>[abc]</c>,
/// <c>[a-c]</c>, and a backslash before a character that means itself. Case does not matter.
/// </summary>
public static class NamePattern
{
    public static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text)
    {
        int retryPattern = -1,
            retryText = 0,
            at = 0;
        // What follows a star is tried at every later place: the last star alone has to be tried again.
        for (int i = 0; i < text.Length; )
        {
            int next = at;
            if (at < pattern.Length && pattern[at] == '*')
            {
                retryPattern = ++at;
                retryText = i;
            }
            else if (TryMatchOne(pattern, ref next, text[i]))
            {
                at = next;
                i++;
            }
            else if (retryPattern < 0)
            {
                return false;
            }
            else
            {
                at = retryPattern;
                i = ++retryText;
            }
        }
        while (at < pattern.Length && pattern[at] == '*')
        {
            at++;
        }

        return at == pattern.Length;
    }

    private static bool TryMatchOne(ReadOnlySpan<byte> pattern, ref int at, byte character)
    {
        if (at >= pattern.Length)
        {
            return false;
        }

        switch (pattern[at])
        {
            case (byte)'?':
                at++;
                return true;
            case (byte)'[':
                at++;
                return TryMatchClass(pattern, ref at, character);
            case (byte)'\\' when at + 1 < pattern.Length:
                at += 2;
                return AsciiText.ToLower(pattern[at - 1]) == AsciiText.ToLower(character);
            case (byte)'\\':
                return false;
            default:
                at++;
                return AsciiText.ToLower(pattern[at - 1]) == AsciiText.ToLower(character);
        }
    }

    /// <summary>
    /// A closing bracket in the first place is one of the characters, and a dash is one where no range can be.
    /// </summary>
    private static bool TryMatchClass(ReadOnlySpan<byte> pattern, ref int at, byte character)
    {
        byte wanted = AsciiText.ToLower(character);
        bool isMatch = false,
            canBeRange = false;
        byte low = 0;
        for (int first = at; at < pattern.Length; at++)
        {
            if (pattern[at] == ']' && at != first)
            {
                at++;
                return isMatch;
            }

            bool isRange = pattern[at] == '-' && canBeRange && at + 1 < pattern.Length && pattern[at + 1] != ']';
            at += isRange ? 1 : 0;
            at += pattern[at] == '\\' ? 1 : 0;
            if (at >= pattern.Length)
            {
                return false;
            }

            byte high = AsciiText.ToLower(pattern[at]);
            isMatch |= isRange ? low <= wanted && wanted <= high : high == wanted;
            low = high;
            // [a-c-f] is [-abcf].
            canBeRange = !isRange;
        }

        return false;
    }
}

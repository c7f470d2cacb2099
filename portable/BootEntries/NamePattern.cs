using System;
using System.Runtime.CompilerServices;
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
            int next = at,
                behind = i;
            if (at < pattern.Length && pattern[at] == '*')
            {
                retryPattern = ++at;
                retryText = i;
            }
            else if (TryMatchOne(pattern, ref next, Take(text, ref behind)))
            {
                at = next;
                i = behind;
            }
            else if (retryPattern < 0)
            {
                return false;
            }
            else
            {
                at = retryPattern;
                Take(text, ref retryText);
                i = retryText;
            }
        }
        while (at < pattern.Length && pattern[at] == '*')
        {
            at++;
        }

        return at == pattern.Length;
    }

    private static bool TryMatchOne(ReadOnlySpan<byte> pattern, ref int at, uint character)
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
            case (byte)'\\':
                at++;
                break;
        }

        return at < pattern.Length && Take(pattern, ref at) == character;
    }

    /// <summary>
    /// A closing bracket in the first place is one of the characters, and a dash is one where no range can be.
    /// </summary>
    private static bool TryMatchClass(ReadOnlySpan<byte> pattern, ref int at, uint wanted)
    {
        bool isMatch = false,
            canBeRange = false;
        uint low = 0;
        for (int first = at; at < pattern.Length; )
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

            uint high = Take(pattern, ref at);
            isMatch |= isRange ? low <= wanted && wanted <= high : high == wanted;
            low = high;
            // [a-c-f] is [-abcf].
            canBeRange = !isRange;
        }

        return false;
    }

    /// <summary>
    /// A character of UTF-8 by its bytes, in lower case as far as it is ASCII: they are in the order of characters.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint Take(ReadOnlySpan<byte> text, ref int at)
    {
        uint character = AsciiText.ToLower(text[at++]);
        while (at < text.Length && (text[at] & 0xc0) == 0x80)
        {
            character = character << 8 | text[at++];
        }

        return character;
    }
}

using System;

namespace Keelson.Text;

/// <summary>A kernel command line as what it is: words with single meanings, between spaces.</summary>
public readonly ref struct OptionWords(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>True when <paramref name="word"/> stands there by itself.</summary>
    public bool Has(scoped ReadOnlySpan<byte> word)
    {
        for (ReadOnlySpan<byte> rest = _text; TryTake(ref rest, out ReadOnlySpan<byte> next); )
        {
            if (next.SequenceEqual(word))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// What follows <paramref name="option"/> (with its '=') in the first word that begins so; empty without one.
    /// </summary>
    public ReadOnlySpan<byte> ValueOf(scoped ReadOnlySpan<byte> option)
    {
        TryGetValue(option, 0, out ReadOnlySpan<byte> value);
        return value;
    }

    /// <summary>The same for the word that is preceded by <paramref name="index"/> others of the kind.</summary>
    public bool TryGetValue(scoped ReadOnlySpan<byte> option, int index, out ReadOnlySpan<byte> value)
    {
        for (ReadOnlySpan<byte> rest = _text; TryTake(ref rest, out ReadOnlySpan<byte> next); )
        {
            if (!next.StartsWith(option) || index-- != 0)
            {
                continue;
            }

            value = next[option.Length..];
            return true;
        }
        value = default;
        return false;
    }

    /// <summary>A decimal number of at most nine digits, and nothing else.</summary>
    public static bool TryParseNumber(ReadOnlySpan<byte> digits, out uint number)
    {
        number = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            if (digits[i] is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            number = 10 * number + (uint)(digits[i] - '0');
        }
        return digits.Length is > 0 and <= 9;
    }

    /// <summary>The word at the front, taken off <paramref name="rest"/>.</summary>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> word)
    {
        while (!rest.IsEmpty && rest[0] == ' ')
        {
            rest = rest[1..];
        }

        int end = rest.IndexOf((byte)' ');
        word = end < 0 ? rest : rest[..end];
        rest = rest[word.Length..];
        return !word.IsEmpty;
    }
}

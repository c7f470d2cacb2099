using System;
using System.Runtime.CompilerServices;

namespace Keelson.Text;

/// <summary>
/// A kernel command line as Linux's own stub reads it (drivers/firmware/efi/libstub, efi_parse_options): words between
/// white space, double quotes group, and behind a word <c>--</c> stands what is for init alone.
/// </summary>
public readonly ref struct OptionWords(ReadOnlySpan<byte> text)
{
    /// <summary>
    /// The longest command line, in bytes of UTF-8, from wherever it comes: twice what an arm64 Linux takes
    /// (COMMAND_LINE_SIZE). A longer one is refused, never cut.
    /// </summary>
    public const int MaximumLengthBytes = 4096;

    private const ulong TooLarge = 1UL + uint.MaxValue;

    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>True when <paramref name="name"/> stands there by itself, without a value.</summary>
    public bool Has(scoped ReadOnlySpan<byte> name)
    {
        for (ReadOnlySpan<byte> rest = _text; TryTakeOption(ref rest, out OptionWord next); )
        {
            if (!next.HasValue && next.Name.SequenceEqual(name))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>True when a word sets <paramref name="option"/> (with its '=') to <paramref name="value"/>.</summary>
    public bool Has(scoped ReadOnlySpan<byte> option, scoped ReadOnlySpan<byte> value)
    {
        for (ReadOnlySpan<byte> rest = _text; TryTakeOption(ref rest, out OptionWord next); )
        {
            if (next.Sets(option, value))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// Whether <paramref name="item"/> is in the comma list of an option (Linux, lib/cmdline.c, parse_option_str), in
    /// any of the words that give it.
    /// </summary>
    /// <param name="option">With its '='.</param>
    /// <param name="item">Without commas.</param>
    public bool HasInList(scoped ReadOnlySpan<byte> option, scoped ReadOnlySpan<byte> item)
    {
        for (ReadOnlySpan<byte> rest = _text; TryTakeOption(ref rest, out OptionWord next); )
        {
            if (!next.Sets(option))
            {
                continue;
            }

            for (ReadOnlySpan<byte> list = next.Value; !list.IsEmpty; )
            {
                int comma = list.IndexOf((byte)',');
                if ((comma < 0 ? list : list[..comma]).SequenceEqual(item))
                {
                    return true;
                }

                list = list[(comma < 0 ? list.Length : comma + 1)..];
            }
        }
        return false;
    }

    /// <summary>
    /// The value of <paramref name="option"/> (with its '=') in the first word that gives it one; empty without.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public ReadOnlySpan<byte> ValueOf(scoped ReadOnlySpan<byte> option)
    {
        for (ReadOnlySpan<byte> rest = _text; TryTakeOption(ref rest, out OptionWord next); )
        {
            if (next.Sets(option))
            {
                return next.Value;
            }
        }
        return default;
    }

    /// <summary>
    /// The path in the word <c>option=PATH</c> that is preceded by <paramref name="index"/> others of the kind. Linux's
    /// stub looks for files everywhere, behind <c>--</c> too (libstub/file.c, find_file_option). A word without a path,
    /// as a script with an empty variable writes it, names none.
    /// </summary>
    public bool TryGetFile(scoped ReadOnlySpan<byte> option, int index, out ReadOnlySpan<byte> path)
    {
        for (ReadOnlySpan<byte> rest = _text; TryTake(ref rest, out OptionWord next); )
        {
            if (!next.Sets(option) || next.Value.IsEmpty || index-- != 0)
            {
                continue;
            }

            path = next.Value;
            return true;
        }
        path = default;
        return false;
    }

    /// <summary>
    /// A decimal number of at most 2147483647, however many digits it has, and nothing else: so far systemd-boot counts
    /// as well.
    /// </summary>
    /// <param name="digits">Of the number.</param>
    /// <param name="number">2147483647 also for what is larger and has 32 bits, 0 for what is no number.</param>
    public static bool TryParseNumber(ReadOnlySpan<byte> digits, out uint number)
    {
        number = 0;
        ulong value = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = Math.Min(10 * value + digit - '0', TooLarge);
        }

        number = value == TooLarge ? 0 : (uint)Math.Min(value, int.MaxValue);
        return value <= int.MaxValue && !digits.IsEmpty;
    }

    /// <summary>The word at the front, taken off <paramref name="rest"/>.</summary>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> rest, out OptionWord word)
    {
        int start = 0;
        while (start < rest.Length && IsSpace(rest[start]))
        {
            start++;
        }

        ReadOnlySpan<byte> text = rest[start..];
        int end = 0;
        for (bool isQuoted = false; end < text.Length; end++)
        {
            byte character = text[end];
            // Nearly all are behind both in ASCII, and a command line is read many times.
            if (character > '"')
            {
                continue;
            }

            if (character == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && IsSpace(character))
            {
                break;
            }
        }

        word = new OptionWord(text[..end]);
        rest = text[end..];
        return end != 0;
    }

    /// <summary>
    /// Linux's isspace for ASCII. It takes 0xa0 for one too, but in UTF-8 that is a part of letters.
    /// </summary>
    public static bool IsSpace(byte character) => character is (byte)' ' or (>= 9 and <= 13);

    private static bool TryTakeOption(scoped ref ReadOnlySpan<byte> rest, out OptionWord word) =>
        TryTake(ref rest, out word) && !word.EndsOptions;
}

/// <summary>One word of a command line, taken apart as Linux's next_arg does (lib/cmdline.c).</summary>
public readonly ref struct OptionWord
{
    private const byte Quote = (byte)'"';

    /// <param name="written">With its quotes, as it stands there.</param>
    public OptionWord(ReadOnlySpan<byte> written)
    {
        Written = written;
        bool isQuoted = written.Length > 0 && written[0] == Quote;
        ReadOnlySpan<byte> text = isQuoted ? written[1..] : written;
        // One in the first place is a part of the name.
        int equals = text.Length == 0 ? 0 : text[1..].IndexOf((byte)'=') + 1;
        if (equals == 0)
        {
            Name = isQuoted ? WithoutLastQuote(text) : text;
            return;
        }

        Name = text[..equals];
        HasValue = true;
        Value = text[(equals + 1)..];
        bool isValueQuoted = Value.Length > 0 && Value[0] == Quote;
        if (isValueQuoted)
        {
            Value = Value[1..];
        }

        if (isQuoted || isValueQuoted)
        {
            Value = WithoutLastQuote(Value);
        }
    }

    public ReadOnlySpan<byte> Written { get; }

    /// <summary>What stands before '=', or all of the word.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>What stands behind it, without the quotes around it.</summary>
    public ReadOnlySpan<byte> Value { get; }
    public bool HasValue { get; }

    /// <summary>What follows is for init.</summary>
    public bool EndsOptions => !HasValue && Name.SequenceEqual("--"u8);

    /// <param name="option">With its '='.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool Sets(scoped ReadOnlySpan<byte> option) => HasValue && Name.SequenceEqual(option[..^1]);

    /// <param name="option">With its '='.</param>
    /// <param name="value">Without quotes.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool Sets(scoped ReadOnlySpan<byte> option, scoped ReadOnlySpan<byte> value) =>
        Sets(option) && Value.SequenceEqual(value);

    private static ReadOnlySpan<byte> WithoutLastQuote(ReadOnlySpan<byte> text) =>
        text.Length > 0 && text[^1] == Quote ? text[..^1] : text;
}

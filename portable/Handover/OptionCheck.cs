using System;
using Keelson.Text;

namespace Keelson.Handover;

/// <summary>Words of ours that nobody understands: a misspelt one would otherwise be no more than ignored.</summary>
public static class OptionCheck
{
    private static ReadOnlySpan<byte> Prefix => "keelson."u8;

    /// <summary>The next word that begins as ours do and is none, or has a value that is none.</summary>
    /// <param name="rest">What is left to look at; begins as the command line, up to what is for a later
    /// kernel.</param>
    /// <param name="word">As it was written.</param>
    public static bool TryTakeUnknown(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> word)
    {
        while (OptionWords.TryTake(ref rest, out OptionWord next) && !next.EndsOptions)
        {
            if (next.Name.StartsWith(Prefix) && !IsKnown(next))
            {
                word = next.Written;
                return true;
            }
        }

        word = default;
        return false;
    }

    private static bool IsKnown(OptionWord word)
    {
        ReadOnlySpan<byte> values = ValuesOf(word);
        return word.HasValue && !values.IsEmpty && (values.SequenceEqual("*"u8) || Lists(values, word.Value));
    }

    /// <summary>
    /// Values that an option takes, with a space behind each; <c>*</c> where a parser of its own judges.
    /// </summary>
    private static ReadOnlySpan<byte> ValuesOf(OptionWord word)
    {
        if (
            word.Sets(OptionNames.Kexec)
            || word.Sets(OptionNames.Chain)
            || word.Sets(OptionNames.Next)
            || word.Sets(OptionNames.NextInitrd)
            || word.Sets(OptionNames.Guest)
            || word.Sets(OptionNames.GuestVendor)
        )
        {
            return "*"u8;
        }

        if (word.Sets(OptionNames.Poison))
        {
            return OptionWords.TryParseNumber(word.Value, out _) ? "*"u8 : "all "u8;
        }

        return word.Sets(OptionNames.End) ? "reset psci "u8
            : word.Sets(OptionNames.Report) ? "none delete "u8
            : word.Sets("keelson.screen="u8) || word.Sets("keelson.console="u8) ? "none "u8
            : word.Sets("keelson.maps="u8) ? "yes "u8
            : word.Sets("keelson.persist="u8) ? "write read "u8
            : word.Sets("keelson.svam="u8) ? "twice "u8
            : word.Sets(OptionNames.Fault) ? "bounds divide overflow null cookie abort "u8
            : word.Sets(OptionNames.KexecFault) ? "no-virt truncated overlap map-crc missing-property "u8
            : default;
    }

    private static bool Lists(ReadOnlySpan<byte> values, ReadOnlySpan<byte> value)
    {
        while (!values.IsEmpty)
        {
            int end = values.IndexOf((byte)' ');
            if (values[..end].SequenceEqual(value))
            {
                return true;
            }

            values = values[(end + 1)..];
        }

        return false;
    }
}

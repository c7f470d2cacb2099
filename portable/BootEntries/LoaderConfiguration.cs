using System;
using Keelson.Text;

namespace Keelson.BootEntries;

/// <summary>
/// <c>/loader/loader.conf</c>: which entry is booted by default, and how long the menu waits (systemd,
/// loader.conf(5)).
/// </summary>
public ref struct LoaderConfiguration
{
    /// <summary>"For ever" is this long: the firmware's watchdog waits no longer either (UEFI 2.10, 7.5.1).</summary>
    public const int LongestTimeoutSeconds = 300;

    /// <summary>A <see cref="NamePattern"/>, or <c>@saved</c>; empty where there is none.</summary>
    public ReadOnlySpan<byte> Default;

    /// <summary>0: no menu.</summary>
    public int TimeoutSeconds;

    /// <summary>The default is the entry that was booted last.</summary>
    public readonly bool UsesSaved => IsSaved(Default);

    public static bool IsSaved(ReadOnlySpan<byte> pattern) => AsciiText.EqualsIgnoringCase(pattern, "@saved"u8);

    /// <summary>Takes in a line; of a key that stands there again the last one counts.</summary>
    /// <returns>What is wrong with it: it is then as if it were not there.</returns>
    public EntryDiagnostic Take(scoped in ConfigurationLines lines)
    {
        ReadOnlySpan<byte> value = lines.Value;
        if (!lines.Diagnostic.IsNone)
        {
            return lines.Diagnostic;
        }

        EntryError error = EntryError.None;
        if (lines.Key.SequenceEqual("default"u8))
        {
            error = !value.IsEmpty && value[0] == '@' && !IsSaved(value) ? EntryError.UnknownDefault : error;
            Default = error == EntryError.None ? value : Default;
        }
        else if (lines.Key.SequenceEqual("timeout"u8))
        {
            if (TryReadTimeout(value, out int seconds))
            {
                TimeoutSeconds = seconds;
            }
            else
            {
                error = EntryError.BadTimeout;
            }
        }

        return new EntryDiagnostic(error, lines.Line, lines.ValueColumn);
    }

    /// <summary>Of loader.conf, or of the variable <c>LoaderConfigTimeout</c>.</summary>
    public static bool TryReadTimeout(ReadOnlySpan<byte> text, out int seconds)
    {
        seconds = text.SequenceEqual("menu-force"u8) ? LongestTimeoutSeconds : 0;
        if (seconds != 0 || text.SequenceEqual("menu-hidden"u8) || text.SequenceEqual("menu-disabled"u8))
        {
            return true;
        }

        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            seconds = Math.Min(seconds * 10 + digit - '0', LongestTimeoutSeconds);
        }
        return !text.IsEmpty;
    }
}

using System;

namespace Keelson.BootEntries;

/// <summary>
/// <c>/loader/loader.conf</c>: which entry is booted when nobody chooses, and how long somebody may (systemd,
/// loader.conf(5)).
/// </summary>
public ref struct LoaderConfiguration
{
    /// <summary>"For ever" is this long: the firmware's watchdog waits no longer either (UEFI 2.10, 7.5.1).</summary>
    public const int LongestTimeoutSeconds = 300;

    /// <summary>A pattern with <c>*</c> and <c>?</c> for the name of an entry; empty where there is none.</summary>
    public ReadOnlySpan<byte> Default;

    /// <summary>0: no menu.</summary>
    public int TimeoutSeconds;

    public static EntryDiagnostic TryParse(ReadOnlySpan<byte> text, out LoaderConfiguration configuration)
    {
        configuration = default;
        ConfigurationLines lines = new(text);
        while (lines.TryNext())
        {
            if (lines.Key.SequenceEqual("default"u8))
            {
                configuration.Default = lines.Value;
            }
            else if (
                lines.Key.SequenceEqual("timeout"u8) && !TryReadTimeout(lines.Value, out configuration.TimeoutSeconds)
            )
            {
                return new EntryDiagnostic(EntryError.BadTimeout, lines.Line, lines.ValueColumn);
            }
        }
        return lines.Diagnostic;
    }

    /// <summary>Whether <see cref="Default"/> means this entry.</summary>
    public readonly bool Prefers(in BootEntryName name) =>
        Matches(Default.EndsWith(".conf"u8) ? Default[..^5] : Default, name.Id);

    private static bool TryReadTimeout(ReadOnlySpan<byte> text, out int seconds)
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
        return true;
    }

    private static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text)
    {
        int retryPattern = -1,
            retryText = 0,
            at = 0;
        for (int i = 0; i < text.Length; )
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                retryPattern = ++at;
                retryText = i;
            }
            else if (at < pattern.Length && (pattern[at] == '?' || pattern[at] == text[i]))
            {
                at++;
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
}

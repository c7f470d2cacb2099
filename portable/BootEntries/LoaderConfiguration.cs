using System;
using Keelson.Text;

namespace Keelson.BootEntries;

/// <summary>
/// <c>/loader/loader.conf</c>: which entry is booted by default, and how long the menu waits (systemd,
/// loader.conf(5)).
/// </summary>
public ref struct LoaderConfiguration
{
    /// <summary>A <see cref="NamePattern"/>, or <c>@saved</c>; empty where there is none.</summary>
    public ReadOnlySpan<byte> Default;

    public MenuTimeout Timeout;
    public ConfigurationSwitches Switches;
    public ConsoleMode ConsoleMode;

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
            error = MenuTimeout.TryParse(value, out MenuTimeout timeout) ? error : EntryError.BadTimeout;
            Timeout = error == EntryError.None ? timeout : Timeout;
        }
        else if (lines.Key.SequenceEqual("console-mode"u8))
        {
            error = ConsoleMode.TryParse(value, out ConsoleMode mode) ? error : EntryError.BadConsoleMode;
            ConsoleMode = error == EntryError.None ? mode : ConsoleMode;
        }
        else if (!Switches.Take(lines.Key, value))
        {
            error = EntryError.BadSwitch;
        }

        return new EntryDiagnostic(error, lines.Line, lines.ValueColumn);
    }
}

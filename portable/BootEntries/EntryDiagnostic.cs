using System;

namespace Keelson.BootEntries;

/// <summary>The rule that a line of a boot entry or of loader.conf breaks, or the entry as a whole.</summary>
public enum EntryError
{
    None,

    /// <summary>A key with nothing behind it: the line is as if it were not there.</summary>
    MissingValue,

    /// <summary>A byte below 0x20 that is no tab: not text.</summary>
    ControlCharacter,

    /// <summary>A key that means one thing stands there again: the last one counts, as in systemd-boot.</summary>
    Repeated,

    /// <summary><c>timeout</c> is neither a number of seconds nor one of the words for none or for ever.</summary>
    BadTimeout,

    /// <summary><c>console-mode</c> is neither a number nor one of its words.</summary>
    BadConsoleMode,

    /// <summary>What is on or off is neither.</summary>
    BadSwitch,

    /// <summary><c>profile</c> is no number: whatever it is must not become an option.</summary>
    BadProfile,

    /// <summary>A special name for the default that is not <c>@saved</c>.</summary>
    UnknownDefault,

    /// <summary>The entry has no line that names a program or a kernel.</summary>
    NoKernel,

    /// <summary>The program is the boot loader that reads the entry.</summary>
    Itself,

    /// <summary>The entry's options together are longer than any command line.</summary>
    TooLong,

    /// <summary>A unified image whose section <c>.osrel</c> names nothing, or has no room.</summary>
    NoName,

    /// <summary>Nothing is wrong with the entry; the memory for the list is full.</summary>
    NoRoom,
}

/// <summary>What is wrong with a configuration file, and where: line and column count from 1.</summary>
public readonly struct EntryDiagnostic(EntryError error, int line, int column)
{
    public EntryError Error { get; } = error;
    public int Line { get; } = line;
    public int Column { get; } = column;
    public bool IsNone => Error == EntryError.None;

    public ReadOnlySpan<byte> Text => Error.Text();
}

public static class EntryErrorText
{
    public static ReadOnlySpan<byte> Text(this EntryError error) =>
        error switch
        {
            EntryError.None => "valid"u8,
            EntryError.MissingValue => "the key has no value"u8,
            EntryError.ControlCharacter => "a control character: not text"u8,
            EntryError.Repeated => "the key stands there again"u8,
            EntryError.BadTimeout => "timeout is a number of seconds, menu-hidden, menu-disabled or menu-force"u8,
            EntryError.BadConsoleMode => "console-mode is a number, auto, max or keep"u8,
            EntryError.BadSwitch => "neither yes nor no"u8,
            EntryError.BadProfile => "profile is a number"u8,
            EntryError.UnknownDefault => "the only special default is @saved"u8,
            EntryError.NoKernel => "no line with the key linux, efi or uki"u8,
            EntryError.NoRoom => "no room in the list of entries"u8,
            EntryError.NoName => ".osrel has no name, or no room"u8,
            EntryError.Itself => "this is the boot loader itself"u8,
            _ => "the options are longer than 4096 bytes"u8,
        };
}

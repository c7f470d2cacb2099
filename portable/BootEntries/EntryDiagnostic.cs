using System;

namespace Keelson.BootEntries;

/// <summary>The rule that a line of a boot entry or of loader.conf breaks.</summary>
public enum EntryError
{
    None,

    /// <summary>A key with nothing behind it.</summary>
    MissingValue,

    /// <summary>A byte below 0x20 that is no tab: not a text file.</summary>
    ControlCharacter,

    /// <summary>There is no <c>linux</c> line.</summary>
    NoKernel,

    /// <summary>A key that may stand there once stands there again.</summary>
    Repeated,

    /// <summary><c>timeout</c> is neither a number of seconds nor one of the words for none or for ever.</summary>
    BadTimeout,

    /// <summary>The key names something that this loader does not do, so booting without it would be wrong.</summary>
    Unsupported,
}

/// <summary>What is wrong with a configuration file, and where: line and column count from 1.</summary>
public readonly struct EntryDiagnostic(EntryError error, int line, int column)
{
    public EntryError Error { get; } = error;
    public int Line { get; } = line;
    public int Column { get; } = column;
    public bool IsNone => Error == EntryError.None;

    public ReadOnlySpan<byte> Text =>
        Error switch
        {
            EntryError.None => "sound"u8,
            EntryError.MissingValue => "the key has no value"u8,
            EntryError.ControlCharacter => "a control character: not a text file"u8,
            EntryError.NoKernel => "there is no line with the key linux"u8,
            EntryError.Repeated => "the key may stand there only once"u8,
            EntryError.BadTimeout => "timeout is a number of seconds, menu-hidden or menu-force"u8,
            _ => "this loader does not do that: remove the line"u8,
        };
}

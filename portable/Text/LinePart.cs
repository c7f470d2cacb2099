namespace Keelson.Text;

/// <summary>
/// What a byte of a line's pattern stands for (<see cref="TextLine.Append(ref TextLine, ref readonly byte)"/>). Below
/// <see cref="Begin"/> it is the length of a text that follows it, in pairs (<see cref="TextPairs"/>).
/// </summary>
public enum LinePart : byte
{
    /// <summary>The line begins here, with nothing in it.</summary>
    Begin = 0xf0,
    Unsigned,
    Signed,

    /// <summary>Hexadecimal with a leading 0x.</summary>
    Address,

    /// <summary>Without.</summary>
    Hexadecimal,

    /// <summary>Two values: where the text is, and its length in bytes.</summary>
    Utf8,

    /// <summary>Of UEFI.</summary>
    Status,
}

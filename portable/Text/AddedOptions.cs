using System;

namespace Keelson.Text;

/// <summary>
/// Command lines out of sections and tables behind each other, as systemd-stub 257 puts them together
/// (mangle_stub_cmdline).
/// </summary>
public static class AddedOptions
{
    /// <summary>
    /// One blank, and the text without blanks around it, control characters as blanks; a zero ends it. A text of blanks
    /// adds nothing.
    /// </summary>
    /// <param name="line">With a byte more than the texts together.</param>
    /// <param name="length">Of it so far.</param>
    /// <param name="text">Of an image or an add-on.</param>
    /// <returns>Its length now.</returns>
    public static int Append(Span<byte> line, int length, ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)0);
        text = end < 0 ? text : text[..end];
        while (!text.IsEmpty && IsBlank(text[0]))
        {
            text = text[1..];
        }

        while (!text.IsEmpty && IsBlank(text[^1]))
        {
            text = text[..^1];
        }

        if (text.IsEmpty)
        {
            return length;
        }

        if (length != 0)
        {
            line[length++] = (byte)' ';
        }

        foreach (byte character in text)
        {
            line[length++] = IsBlank(character) ? (byte)' ' : character;
        }

        return length;
    }

    private static bool IsBlank(byte character) => character is <= (byte)' ' or 0x7f;
}

using System;
using System.Runtime.CompilerServices;

namespace Keelson.Text;

/// <summary>Text, characters and words, and the width that a value of any kind is to have.</summary>
public ref partial struct TextLine
{
    /// <param name="alignment">Code units of UTF-16, as .NET counts them: more to the left of the value, or when
    /// negative to the right of it.</param>
    public void AppendFormatted(scoped ReadOnlySpan<byte> text, int alignment)
    {
        int start = _length;
        AppendFormatted(text);
        Align(start, alignment);
    }

    public void AppendFormatted(scoped ReadOnlySpan<char> text, int alignment)
    {
        int start = _length;
        AppendFormatted(text);
        Align(start, alignment);
    }

    public void AppendFormatted(string? text, int alignment) => AppendFormatted((ReadOnlySpan<char>)text, alignment);

    /// <param name="format">Has no meaning for a character, in .NET as here.</param>
    public void AppendFormatted(char value, int alignment = 0, string? format = null) =>
        AppendFormatted(new ReadOnlySpan<char>(in value), alignment);

    public void AppendFormatted(bool value, int alignment = 0) =>
        AppendFormatted(value ? "True"u8 : "False"u8, alignment);

    /// <summary>Nothing, in its width, when there is no value.</summary>
    public void AppendFormatted(bool? value, int alignment = 0) =>
        AppendFormatted(
            value switch
            {
                true => "True"u8,
                false => "False"u8,
                null => default,
            },
            alignment
        );

    /// <summary>The name that the program gives to a value, its number where it has none, as .NET does.</summary>
    /// <remarks>
    /// Names are not in the image; the build knows them, and puts a method in place of each call (tools/Weaving). What
    /// is here serves the host.
    /// </remarks>
    public void AppendFormatted<T>(T value, int alignment = 0, string? format = null)
        where T : struct, Enum => AppendFormatted(value.ToString(), alignment);

    /// <summary>The rest of what the build puts in place of that: a name, in the field's width.</summary>
    public void AppendName(ref readonly byte first, int length, int alignment)
    {
        int start = _length;
        AppendUtf8(in first, length);
        Align(start, alignment);
    }

    /// <summary>Where a name of flags begins, for <see cref="Align"/>.</summary>
    public readonly int Position => _length;

    /// <summary>Widens what was appended from <paramref name="start"/> on.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Align(int start, int alignment)
    {
        int missing = (alignment < 0 ? -alignment : alignment) - Utf8.CodeUnits(Bytes[start.._length]);
        int end = _length;
        for (int i = 0; i < missing; i++)
        {
            AppendByte((byte)' ');
        }

        // A line that was cut by it stays as it is: there was no room for the value where it belongs.
        if (alignment > 0 && missing > 0 && _room > 0)
        {
            Span<byte> bytes = Bytes;
            bytes[start..end].CopyTo(bytes[(start + missing)..]);
            bytes.Slice(start, missing).Fill((byte)' ');
        }
    }

    [Obsolete("text has no number of floating point: give an integer, such as (int)(value * 1000)", error: true)]
    public void AppendFormatted(double value, int alignment = 0, string? format = null) { }
}

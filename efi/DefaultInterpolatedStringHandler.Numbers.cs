using Keelson.Text;

namespace System.Runtime.CompilerServices;

/// <summary>
/// Integers: each type that a line knows (<see cref="TextLine"/>), as hexadecimal digits go by its size.
/// </summary>
public ref partial struct DefaultInterpolatedStringHandler
{
    public void AppendFormatted(sbyte value, int alignment = 0, string? format = null)
    {
        TextLine line = new(0, 1);
        line.AppendFormatted(value, alignment, format);
        Append(ref line);
    }

    public void AppendFormatted(short value, int alignment = 0, string? format = null)
    {
        TextLine line = new(0, 1);
        line.AppendFormatted(value, alignment, format);
        Append(ref line);
    }

    public void AppendFormatted(int value, int alignment = 0, string? format = null)
    {
        TextLine line = new(0, 1);
        line.AppendFormatted(value, alignment, format);
        Append(ref line);
    }

    public void AppendFormatted(long value, int alignment = 0, string? format = null)
    {
        TextLine line = new(0, 1);
        line.AppendFormatted(value, alignment, format);
        Append(ref line);
    }

    public void AppendFormatted(nint value, int alignment = 0, string? format = null)
    {
        TextLine line = new(0, 1);
        line.AppendFormatted(value, alignment, format);
        Append(ref line);
    }

    public void AppendFormatted(uint value, int alignment = 0, string? format = null)
    {
        TextLine line = new(0, 1);
        line.AppendFormatted(value, alignment, format);
        Append(ref line);
    }

    public void AppendFormatted(ulong value, int alignment = 0, string? format = null)
    {
        TextLine line = new(0, 1);
        line.AppendFormatted(value, alignment, format);
        Append(ref line);
    }

    public void AppendFormatted(nuint value, int alignment = 0, string? format = null)
    {
        TextLine line = new(0, 1);
        line.AppendFormatted(value, alignment, format);
        Append(ref line);
    }

    public void AppendFormatted(sbyte? value, int alignment = 0, string? format = null)
    {
        TextLine line = new(0, 1);
        line.AppendFormatted(value, alignment, format);
        Append(ref line);
    }

    public void AppendFormatted(short? value, int alignment = 0, string? format = null)
    {
        TextLine line = new(0, 1);
        line.AppendFormatted(value, alignment, format);
        Append(ref line);
    }

    public void AppendFormatted(int? value, int alignment = 0, string? format = null)
    {
        TextLine line = new(0, 1);
        line.AppendFormatted(value, alignment, format);
        Append(ref line);
    }

    public void AppendFormatted(long? value, int alignment = 0, string? format = null)
    {
        TextLine line = new(0, 1);
        line.AppendFormatted(value, alignment, format);
        Append(ref line);
    }

    public void AppendFormatted(uint? value, int alignment = 0, string? format = null)
    {
        TextLine line = new(0, 1);
        line.AppendFormatted(value, alignment, format);
        Append(ref line);
    }

    public void AppendFormatted(ulong? value, int alignment = 0, string? format = null)
    {
        TextLine line = new(0, 1);
        line.AppendFormatted(value, alignment, format);
        Append(ref line);
    }
}

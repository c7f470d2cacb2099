using System.Text;
using Internal.Runtime;
using Keelson.Text;

namespace System.Runtime.CompilerServices;

/// <summary>
/// What the C# compiler makes of an interpolated string that is no line: values read as in lines
/// (<see cref="TextLine"/>). It is here and not in the core library, as lines are not there either.
/// </summary>
[InterpolatedStringHandler]
[NeedsHeap]
public ref partial struct DefaultInterpolatedStringHandler
{
    private readonly StringBuilder _text;

    public DefaultInterpolatedStringHandler(int literalLength, int formattedCount) =>
        _text = new StringBuilder(literalLength);

    public void AppendLiteral(string value) => _text.Append(value);

    public void AppendFormatted(string? value, int alignment = 0) => Append(value.AsSpan(), alignment);

    public void AppendFormatted(scoped ReadOnlySpan<char> value, int alignment = 0) => Append(value, alignment);

    public void AppendFormatted(char value, int alignment = 0) => Append(new ReadOnlySpan<char>(in value), alignment);

    public void AppendFormatted(bool value, int alignment = 0) => Append(value ? "True" : "False", alignment);

    public readonly string ToStringAndClear() => _text.ToString();

    private void Append(scoped ReadOnlySpan<char> value, int alignment)
    {
        int missing = (alignment < 0 ? -alignment : alignment) - value.Length;
        for (int i = alignment > 0 ? missing : 0; i > 0; i--)
        {
            _text.Append(' ');
        }

        _text.Append(value);
        for (int i = alignment < 0 ? missing : 0; i > 0; i--)
        {
            _text.Append(' ');
        }
    }

    /// <summary>What numbers are made of is ASCII.</summary>
    private void Append(ref TextLine line)
    {
        foreach (byte unit in line.Text)
        {
            _text.Append((char)unit);
        }
    }
}

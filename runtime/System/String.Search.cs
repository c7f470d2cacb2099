namespace System;

/// <summary>Searches by code units; those of .NET that go by a culture are not here.</summary>
public sealed partial class String
{
    public int IndexOf(char value) => this.AsSpan().IndexOf(value);

    public int IndexOf(char value, int startIndex)
    {
        int index = this.AsSpan(startIndex).IndexOf(value);
        return index < 0 ? -1 : index + startIndex;
    }

    public int LastIndexOf(char value) => this.AsSpan().LastIndexOf(value);

    public bool Contains(char value) => IndexOf(value) >= 0;

    public int IndexOf(string value, StringComparison comparison) => this.AsSpan().IndexOf(value, comparison);

    public bool Contains(string value) => this.AsSpan().IndexOf(value.AsSpan()) >= 0;

    public bool StartsWith(char value) => Length != 0 && this[0] == value;

    public bool EndsWith(char value) => Length != 0 && this[Length - 1] == value;

    public bool StartsWith(string value, StringComparison comparison) =>
        Length >= value.Length && this.AsSpan(0, value.Length).Equals(value, comparison);

    public bool EndsWith(string value, StringComparison comparison) =>
        Length >= value.Length && this.AsSpan(Length - value.Length).Equals(value, comparison);
}

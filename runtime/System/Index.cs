namespace System;

/// <summary>A position counted from the start, or with <c>^</c> from the end (stored as its complement).</summary>
public readonly struct Index
{
    private readonly int _value;

    public Index(int value, bool fromEnd = false) => _value = fromEnd ? ~value : value;

    public static Index Start => new(0);
    public static Index End => new(0, fromEnd: true);
    public bool IsFromEnd => _value < 0;
    public int Value => _value < 0 ? ~_value : _value;

    public int GetOffset(int length) => _value < 0 ? _value + length + 1 : _value;

    public static implicit operator Index(int value) => new(value);
}

public readonly struct Range(Index start, Index end)
{
    public Index Start { get; } = start;
    public Index End { get; } = end;

    public static Range StartAt(Index start) => new(start, Index.End);

    public static Range EndAt(Index end) => new(Index.Start, end);

    public (int Offset, int Length) GetOffsetAndLength(int length)
    {
        int first = Start.GetOffset(length);
        int last = End.GetOffset(length);
        if ((uint)last > (uint)length || (uint)first > (uint)last)
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowArgumentOutOfRangeException();
        }
        return (first, last - first);
    }

    public static Range All => new(Index.Start, Index.End);
}

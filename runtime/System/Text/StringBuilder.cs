using Internal.Runtime;

namespace System.Text;

/// <summary>Text that grows at its end.</summary>
[NeedsHeap]
public sealed class StringBuilder
{
    private const int DefaultCapacity = 16;

    private char[] _units;
    private int _length;

    public StringBuilder()
        : this(DefaultCapacity) { }

    public StringBuilder(int capacity) => _units = new char[Math.Max(capacity, DefaultCapacity)];

    public StringBuilder(string? value)
        : this() => Append(value);

    /// <summary>Set, the text is cut, or gets zeros at its end.</summary>
    public int Length
    {
        get => _length;
        set
        {
            if (value > _length)
            {
                Append('\0', value - _length);
            }
            // Less than nothing is no length.
            _length = _units.AsSpan(0, value).Length;
        }
    }

    public char this[int index]
    {
        get => _units.AsSpan(0, _length)[index];
        set => _units.AsSpan(0, _length)[index] = value;
    }

    public StringBuilder Append(string? value) => Append(value.AsSpan());

    public StringBuilder Append(ReadOnlySpan<char> value)
    {
        Reserve(value.Length);
        value.CopyTo(_units.AsSpan(_length));
        _length += value.Length;
        return this;
    }

    public StringBuilder Append(char value)
    {
        Reserve(1);
        _units[_length++] = value;
        return this;
    }

    public StringBuilder Append(char value, int repeatCount)
    {
        Reserve(repeatCount);
        _units.AsSpan(_length, repeatCount).Fill(value);
        _length += repeatCount;
        return this;
    }

    public StringBuilder Append(int value) => Append(value.ToString());

    public StringBuilder Append(uint value) => Append(value.ToString());

    public StringBuilder Append(long value) => Append(value.ToString());

    public StringBuilder Append(ulong value) => Append(value.ToString());

    public StringBuilder Append(bool value) => Append(value.ToString());

    [Obsolete("text has no number of floating point: give an integer, such as (int)(value * 1000)", error: true)]
    public StringBuilder Append(double value) => this;

    public StringBuilder Append(object? value) => Append(value?.ToString());

    public StringBuilder AppendLine() => Append(Environment.NewLine);

    public StringBuilder AppendLine(string? value) => Append(value).AppendLine();

    public StringBuilder Insert(int index, string? value)
    {
        ReadOnlySpan<char> text = value.AsSpan();
        Reserve(text.Length);
        Span<char> behind = _units.AsSpan(0, _length).Slice(index);
        behind.CopyTo(_units.AsSpan(index + text.Length));
        text.CopyTo(_units.AsSpan(index));
        _length += text.Length;
        return this;
    }

    public StringBuilder Remove(int startIndex, int length)
    {
        Span<char> rest = _units.AsSpan(0, _length).Slice(startIndex);
        rest.Slice(length).CopyTo(rest);
        _length -= length;
        return this;
    }

    public StringBuilder Clear()
    {
        _length = 0;
        return this;
    }

    public override string ToString() => ((ReadOnlySpan<char>)_units.AsSpan(0, _length)).ToString();

    private void Reserve(int count)
    {
        if (_units.Length - _length >= count)
        {
            return;
        }

        char[] larger = new char[Math.Max(checked(_length + count), 2 * _units.Length)];
        _units.AsSpan(0, _length).CopyTo(larger);
        _units = larger;
    }
}

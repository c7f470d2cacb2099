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

    public int Length => _length;

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

    public StringBuilder Append(int value) => Append(value.ToString());

    public StringBuilder Append(bool value) => Append(value.ToString());

    public StringBuilder Append(object? value) => Append(value?.ToString());

    public StringBuilder AppendLine() => Append(Environment.NewLine);

    public StringBuilder AppendLine(string? value) => Append(value).AppendLine();

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

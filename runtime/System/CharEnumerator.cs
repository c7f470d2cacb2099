namespace System;

public ref struct CharEnumerator
{
    private readonly string _text;
    private int _index;

    internal CharEnumerator(string text)
    {
        _text = text;
        _index = -1;
    }

    public bool MoveNext() => ++_index < _text.Length;

    public readonly char Current => _text[_index];
}

using System.Diagnostics.CodeAnalysis;
using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;

namespace System.Collections.Generic;

/// <summary>The last that came goes first.</summary>
[NeedsHeap]
public class Stack<T> : IEnumerable<T>
{
    private readonly List<T> _items;

    public Stack() => _items = [];

    public Stack(int capacity) => _items = new(capacity);

    public Stack(params ReadOnlySpan<T> collection) => _items = new(collection);

    public int Count => _items.Count;

    public void Push(T item) => _items.Add(item);

    public T Pop()
    {
        T top = Peek();
        _items.RemoveAt(Count - 1);
        return top;
    }

    public T Peek()
    {
        if (Count == 0)
        {
            ThrowHelpers.ThrowInvalidOperationException();
        }
        return _items[Count - 1];
    }

    public bool TryPop([MaybeNullWhen(false)] out T result)
    {
        bool isThere = Count > 0;
        result = isThere ? Pop() : default;
        return isThere;
    }

    public bool TryPeek([MaybeNullWhen(false)] out T result)
    {
        bool isThere = Count > 0;
        result = isThere ? Peek() : default;
        return isThere;
    }

    public bool Contains(T item) => _items.Contains(item);

    public void Clear() => _items.Clear();

    public T[] ToArray()
    {
        T[] items = _items.ToArray();
        Array.Reverse(items);
        return items;
    }

    public Enumerator GetEnumerator() => new(_items);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>From the top.</summary>
    public struct Enumerator : IEnumerator<T>
    {
        private readonly List<T> _items;
        private readonly int _version;
        private int _passed;
        private T? _current;

        internal Enumerator(List<T> items)
        {
            _items = items;
            _version = items.Version;
        }

        public readonly T Current => _current!;

        readonly object? IEnumerator.Current => Current;

        public bool MoveNext()
        {
            if (_version != _items.Version)
            {
                ThrowHelpers.ThrowInvalidOperationException();
            }
            bool isThere = _passed < _items.Count;
            _current = isThere ? _items[^++_passed] : default;
            return isThere;
        }

        public void Reset() => _passed = 0;

        public readonly void Dispose() { }
    }
}

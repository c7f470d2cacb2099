using System.Diagnostics.CodeAnalysis;
using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;

namespace System.Collections.Generic;

/// <summary>The first that came goes first: a ring, as what is taken out makes room.</summary>
[NeedsHeap]
public class Queue<T> : IEnumerable<T>
{
    private const int DefaultCapacity = 4;

    private T[] _items;
    private int _head;
    private int _count;
    private int _version;

    public Queue() => _items = [];

    public Queue(int capacity) => _items = new T[capacity];

    public Queue(params ReadOnlySpan<T> collection)
    {
        _items = collection.ToArray();
        _count = _items.Length;
    }

    public int Count => _count;

    public void Enqueue(T item)
    {
        if (_count == _items.Length)
        {
            T[] longer = new T[Math.Max(DefaultCapacity, 2 * _count)];
            CopyTo(longer, 0);
            _items = longer;
            _head = 0;
        }
        _items[Place(_count++)] = item;
        _version++;
    }

    public T Dequeue()
    {
        T first = Peek();
        // It is no longer held here.
        _items.AsSpan(_head, 1).Clear();
        _head = Place(1);
        _count--;
        _version++;
        return first;
    }

    public T Peek()
    {
        if (_count == 0)
        {
            ThrowHelpers.ThrowInvalidOperationException();
        }
        return _items[_head];
    }

    public bool TryDequeue([MaybeNullWhen(false)] out T result)
    {
        bool isThere = _count > 0;
        result = isThere ? Dequeue() : default;
        return isThere;
    }

    public bool TryPeek([MaybeNullWhen(false)] out T result)
    {
        bool isThere = _count > 0;
        result = isThere ? Peek() : default;
        return isThere;
    }

    public bool Contains(T item) => Array.IndexOf(ToArray(), item) >= 0;

    public void Clear()
    {
        _items.AsSpan().Clear();
        _head = _count = 0;
        _version++;
    }

    public T[] ToArray()
    {
        T[] items = new T[_count];
        CopyTo(items, 0);
        return items;
    }

    public void CopyTo(T[] array, int arrayIndex)
    {
        for (int i = 0; i < _count; i++)
        {
            array[arrayIndex + i] = _items[Place(i)];
        }
    }

    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Place(int index) => (_head + index) % _items.Length;

    public struct Enumerator : IEnumerator<T>
    {
        private readonly Queue<T> _queue;
        private readonly int _version;
        private int _next;
        private T? _current;

        internal Enumerator(Queue<T> queue)
        {
            _queue = queue;
            _version = queue._version;
        }

        public readonly T Current => _current!;

        readonly object? IEnumerator.Current => Current;

        public bool MoveNext()
        {
            if (_version != _queue._version)
            {
                ThrowHelpers.ThrowInvalidOperationException();
            }
            bool isThere = _next < _queue._count;
            _current = isThere ? _queue._items[_queue.Place(_next++)] : default;
            return isThere;
        }

        public void Reset() => _next = 0;

        public readonly void Dispose() { }
    }
}

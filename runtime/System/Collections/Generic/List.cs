using System.Diagnostics.CodeAnalysis;
using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;

namespace System.Collections.Generic;

/// <summary>
/// An array that grows. The heap takes nothing back: what it was before it grew stays until the program ends, so a
/// capacity that is known is worth giving.
/// </summary>
[NeedsHeap]
public class List<T> : IEnumerable<T>
{
    private const int DefaultCapacity = 4;

    private T[] _items;
    private int _count;
    private int _version;

    public List() => _items = [];

    public List(int capacity) => _items = new T[capacity];

    public List(params ReadOnlySpan<T> collection)
    {
        _items = collection.ToArray();
        _count = _items.Length;
    }

    public List(List<T> collection)
        : this(collection.ToArray()) { }

    public int Count => _count;

    public int Capacity
    {
        get => _items.Length;
        set
        {
            if (value < _count)
            {
                ThrowHelpers.ThrowArgumentOutOfRangeException();
            }
            Array.Resize(ref _items, value);
        }
    }

    public T this[int index]
    {
        get => Used[index];
        set
        {
            Used[index] = value;
            _version++;
        }
    }

    /// <summary>Another with each change.</summary>
    internal int Version => _version;

    private Span<T> Used => _items.AsSpan(0, _count);

    public void Add(T item)
    {
        Reserve(1);
        _items[_count++] = item;
        _version++;
    }

    /// <param name="list">It may be this one.</param>
    public void AddRange(List<T> list) => AddRange(list.Used);

    public void AddRange(params ReadOnlySpan<T> source)
    {
        Reserve(source.Length);
        source.CopyTo(_items.AsSpan(_count));
        _count += source.Length;
        _version += source.IsEmpty ? 0 : 1;
    }

    public void Insert(int index, T item)
    {
        // One past the last is a place too.
        int behind = Used[index..].Length;
        Reserve(1);
        _items.AsSpan(index, behind).CopyTo(_items.AsSpan(index + 1));
        _items[index] = item;
        _count++;
        _version++;
    }

    public bool Remove(T item)
    {
        int index = IndexOf(item);
        if (index >= 0)
        {
            RemoveAt(index);
        }
        return index >= 0;
    }

    public void RemoveAt(int index)
    {
        _ = Used[index];
        RemoveRange(index, 1);
    }

    public void RemoveRange(int index, int count)
    {
        Used.Slice(index, count).Clear();
        Used[(index + count)..].CopyTo(Used[index..]);
        Used[^count..].Clear();
        _count -= count;
        _version += count == 0 ? 0 : 1;
    }

    public int RemoveAll(Predicate<T> match)
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (!match(_items[i]))
            {
                _items[kept++] = _items[i];
            }
        }
        int removed = _count - kept;
        RemoveRange(kept, removed);
        return removed;
    }

    public void Clear()
    {
        Used.Clear();
        _count = 0;
        _version++;
    }

    public bool Contains(T item) => IndexOf(item) >= 0;

    public int IndexOf(T item)
    {
        for (int i = 0; i < _count; i++)
        {
            if (EqualityComparer<T>.Default.Equals(_items[i], item))
            {
                return i;
            }
        }
        return -1;
    }

    public int LastIndexOf(T item)
    {
        for (int i = _count - 1; i >= 0; i--)
        {
            if (EqualityComparer<T>.Default.Equals(_items[i], item))
            {
                return i;
            }
        }
        return -1;
    }

    public bool Exists(Predicate<T> match) => FindIndex(match) >= 0;

    [return: MaybeNull]
    public T Find(Predicate<T> match)
    {
        int index = FindIndex(match);
        return index < 0 ? default : _items[index];
    }

    public int FindIndex(Predicate<T> match)
    {
        for (int i = 0; i < _count; i++)
        {
            if (match(_items[i]))
            {
                return i;
            }
        }
        return -1;
    }

    public List<T> FindAll(Predicate<T> match)
    {
        List<T> found = [];
        for (int i = 0; i < _count; i++)
        {
            if (match(_items[i]))
            {
                found.Add(_items[i]);
            }
        }
        return found;
    }

    public bool TrueForAll(Predicate<T> match)
    {
        for (int i = 0; i < _count; i++)
        {
            if (!match(_items[i]))
            {
                return false;
            }
        }
        return true;
    }

    public void ForEach(Action<T> action)
    {
        int version = _version;
        for (int i = 0; i < _count; i++)
        {
            Check(version);
            action(_items[i]);
        }
        Check(version);
    }

    public List<TOutput> ConvertAll<TOutput>(Converter<T, TOutput> converter)
    {
        List<TOutput> converted = new(_count);
        for (int i = 0; i < _count; i++)
        {
            converted.Add(converter(_items[i]));
        }
        return converted;
    }

    [NeedsOrder]
    public void Sort()
    {
        Used.Sort();
        _version++;
    }

    public void Sort(Comparison<T> comparison)
    {
        Used.Sort(comparison);
        _version++;
    }

    /// <returns>Where it is; where it is not, the complement of where it belongs.</returns>
    [NeedsOrder]
    public int BinarySearch(T item)
    {
        int low = 0,
            high = _count - 1;
        while (low <= high)
        {
            int middle = low + ((high - low) >> 1);
            int order = Comparer<T>.Default.Compare(_items[middle], item);
            if (order == 0)
            {
                return middle;
            }
            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }
        return ~low;
    }

    public void Reverse()
    {
        Used.Reverse();
        _version++;
    }

    public List<T> GetRange(int index, int count)
    {
        List<T> range = new(count);
        range.AddRange(Used.Slice(index, count));
        return range;
    }

    public List<T> Slice(int start, int length) => GetRange(start, length);

    public T[] ToArray() => Used.ToArray();

    public void CopyTo(T[] array) => Used.CopyTo(array);

    public void CopyTo(T[] array, int arrayIndex) => Used.CopyTo(array.AsSpan(arrayIndex));

    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Reserve(int more)
    {
        if (_items.Length - _count < more)
        {
            Array.Resize(ref _items, Math.Max(_count + more, Math.Max(2 * _items.Length, DefaultCapacity)));
        }
    }

    /// <summary>Who goes through it does not see it change.</summary>
    private void Check(int version)
    {
        if (version != _version)
        {
            ThrowHelpers.ThrowInvalidOperationException();
        }
    }

    public struct Enumerator : IEnumerator<T>
    {
        private readonly List<T> _list;
        private readonly int _version;
        private int _next;
        private T? _current;

        internal Enumerator(List<T> list)
        {
            _list = list;
            _version = list._version;
        }

        public readonly T Current => _current!;

        readonly object? IEnumerator.Current => Current;

        public bool MoveNext()
        {
            _list.Check(_version);
            bool isThere = _next < _list._count;
            _current = isThere ? _list._items[_next++] : default;
            return isThere;
        }

        public void Reset()
        {
            _list.Check(_version);
            _next = 0;
            _current = default;
        }

        public readonly void Dispose() { }
    }
}

using System.Diagnostics.CodeAnalysis;
using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;

namespace System.Collections.Generic;

/// <summary>
/// Values by their keys. Entries lie in the order in which they came, and a place that became free is taken again, the
/// latest first: so it is gone through in the order of .NET's.
/// </summary>
[NeedsHeap]
public class Dictionary<TKey, TValue> : IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    private const int SmallestSize = 4;
    private const int None = -1;

    private struct Entry
    {
        public TKey Key;
        public TValue Value;
        public int Hash;

        /// <summary>The next of the same bucket, or of those that are free.</summary>
        public int Next;
        public bool IsUsed;
    }

    private readonly bool _allowsNull;
    private Entry[] _entries = [];

    /// <summary>The first entry of each, from 1; a power of two of them.</summary>
    private int[] _buckets = [];
    private int _end;
    private int _firstFree = None;
    private int _freeCount;
    private int _version;

    public Dictionary() { }

    public Dictionary(int capacity) => Resize(Math.Max(capacity, SmallestSize));

    /// <summary>Of a set, which may have nothing as a member.</summary>
    internal Dictionary(bool allowsNull) => _allowsNull = allowsNull;

    public int Count => _end - _freeCount;

    public TValue this[TKey key]
    {
        get
        {
            int index = Find(key);
            if (index == None)
            {
                // KeyNotFoundException
                ThrowHelpers.ThrowArgumentException();
            }
            return _entries[index].Value;
        }
        set => Put(key, value, isNew: false);
    }

    public KeyCollection Keys => new(this);

    public ValueCollection Values => new(this);

    public void Add(TKey key, TValue value)
    {
        if (!TryAdd(key, value))
        {
            ThrowHelpers.ThrowArgumentException();
        }
    }

    public bool TryAdd(TKey key, TValue value) => Put(key, value, isNew: true);

    public bool ContainsKey(TKey key) => Find(key) != None;

    public bool ContainsValue(TValue value)
    {
        foreach (KeyValuePair<TKey, TValue> pair in this)
        {
            if (EqualityComparer<TValue>.Default.Equals(pair.Value, value))
            {
                return true;
            }
        }
        return false;
    }

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        int index = Find(key);
        value = index == None ? default : _entries[index].Value;
        return index != None;
    }

    public TValue? GetValueOrDefault(TKey key) => TryGetValue(key, out TValue? value) ? value : default;

    public TValue GetValueOrDefault(TKey key, TValue defaultValue) =>
        TryGetValue(key, out TValue? value) ? value : defaultValue;

    public bool Remove(TKey key) => Remove(key, out _);

    public bool Remove(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        int index = Find(key);
        if (index == None)
        {
            value = default;
            return false;
        }
        value = _entries[index].Value;
        Unlink(index);
        _entries[index] = new Entry { Next = _firstFree };
        _firstFree = index;
        _freeCount++;
        return true;
    }

    public void Clear()
    {
        _entries.AsSpan(0, _end).Clear();
        _buckets.AsSpan().Clear();
        _end = 0;
        _firstFree = None;
        _freeCount = 0;
    }

    public Enumerator GetEnumerator() => new(this);

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int HashOf(TKey key)
    {
        if (key is null)
        {
            if (!_allowsNull)
            {
                ThrowHelpers.ThrowArgumentException();
            }
            return 0;
        }
        return EqualityComparer<TKey>.Default.GetHashCode(key);
    }

    /// <summary>Multiplied, as the low bits of many keys are alike (Fibonacci hashing).</summary>
    private ref int Bucket(int hash) => ref _buckets[(int)((uint)hash * 0x9e37_79b1u >> 7) & (_buckets.Length - 1)];

    private int Find(TKey key)
    {
        int hash = HashOf(key);
        for (int i = _buckets.Length == 0 ? None : Bucket(hash) - 1; i != None; i = _entries[i].Next)
        {
            if (_entries[i].Hash == hash && EqualityComparer<TKey>.Default.Equals(_entries[i].Key, key))
            {
                return i;
            }
        }
        return None;
    }

    private bool Put(TKey key, TValue value, bool isNew)
    {
        int index = Find(key);
        if (index != None)
        {
            if (!isNew)
            {
                _entries[index].Value = value;
            }
            return !isNew;
        }
        if (_freeCount > 0)
        {
            index = _firstFree;
            _firstFree = _entries[index].Next;
            _freeCount--;
        }
        else
        {
            if (_end == _entries.Length)
            {
                Resize(Math.Max(SmallestSize, 2 * _end));
            }
            index = _end++;
        }
        _entries[index] = new Entry
        {
            Key = key,
            Value = value,
            Hash = HashOf(key),
            IsUsed = true,
        };
        Link(index);
        _version++;
        return true;
    }

    private void Link(int index)
    {
        ref int bucket = ref Bucket(_entries[index].Hash);
        _entries[index].Next = bucket - 1;
        bucket = index + 1;
    }

    private void Unlink(int index)
    {
        ref int bucket = ref Bucket(_entries[index].Hash);
        if (bucket - 1 == index)
        {
            bucket = _entries[index].Next + 1;
            return;
        }
        int before = bucket - 1;
        while (_entries[before].Next != index)
        {
            before = _entries[before].Next;
        }
        _entries[before].Next = _entries[index].Next;
    }

    private void Resize(int size)
    {
        Array.Resize(ref _entries, size);
        int buckets = SmallestSize;
        while (buckets < size)
        {
            buckets *= 2;
        }
        _buckets = new int[buckets];
        for (int i = 0; i < _end; i++)
        {
            if (_entries[i].IsUsed)
            {
                Link(i);
            }
        }
    }

    public struct Enumerator : IEnumerator<KeyValuePair<TKey, TValue>>
    {
        private readonly Dictionary<TKey, TValue> _of;
        private readonly int _version;
        private int _next;
        private KeyValuePair<TKey, TValue> _current;

        internal Enumerator(Dictionary<TKey, TValue> of)
        {
            _of = of;
            _version = of._version;
        }

        public readonly KeyValuePair<TKey, TValue> Current => _current;

        readonly object? IEnumerator.Current => Current;

        public bool MoveNext()
        {
            if (_version != _of._version)
            {
                ThrowHelpers.ThrowInvalidOperationException();
            }
            while (_next < _of._end)
            {
                ref Entry entry = ref _of._entries[_next++];
                if (entry.IsUsed)
                {
                    _current = new(entry.Key, entry.Value);
                    return true;
                }
            }
            _current = default;
            return false;
        }

        public void Reset() => _next = 0;

        public readonly void Dispose() { }
    }

    public sealed class KeyCollection(Dictionary<TKey, TValue> of) : IEnumerable<TKey>
    {
        public int Count => of.Count;

        public Enumerator GetEnumerator() => new(of);

        IEnumerator<TKey> IEnumerable<TKey>.GetEnumerator() => GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public struct Enumerator : IEnumerator<TKey>
        {
            private Dictionary<TKey, TValue>.Enumerator _pairs;

            internal Enumerator(Dictionary<TKey, TValue> of) => _pairs = of.GetEnumerator();

            public readonly TKey Current => _pairs.Current.Key;

            readonly object? IEnumerator.Current => Current;

            public bool MoveNext() => _pairs.MoveNext();

            public void Reset() => _pairs.Reset();

            public readonly void Dispose() { }
        }
    }

    public sealed class ValueCollection(Dictionary<TKey, TValue> of) : IEnumerable<TValue>
    {
        public int Count => of.Count;

        public Enumerator GetEnumerator() => new(of);

        IEnumerator<TValue> IEnumerable<TValue>.GetEnumerator() => GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public struct Enumerator : IEnumerator<TValue>
        {
            private Dictionary<TKey, TValue>.Enumerator _pairs;

            internal Enumerator(Dictionary<TKey, TValue> of) => _pairs = of.GetEnumerator();

            public readonly TValue Current => _pairs.Current.Value;

            readonly object? IEnumerator.Current => Current;

            public bool MoveNext() => _pairs.MoveNext();

            public void Reset() => _pairs.Reset();

            public readonly void Dispose() { }
        }
    }
}

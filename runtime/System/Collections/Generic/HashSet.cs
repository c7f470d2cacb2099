#pragma warning disable CS8714 // A member may be nothing, which the dictionary is told.
using Internal.Runtime;

namespace System.Collections.Generic;

/// <summary>Values, each once: the keys of a <see cref="Dictionary{TKey, TValue}"/>.</summary>
[NeedsHeap]
public class HashSet<T> : IEnumerable<T>
{
    private readonly Dictionary<T, bool> _members = new(allowsNull: true);

    public HashSet() { }

    public HashSet(params ReadOnlySpan<T> collection)
    {
        foreach (T item in collection)
        {
            Add(item);
        }
    }

    public int Count => _members.Count;

    public bool Add(T item) => _members.TryAdd(item, true);

    public bool Contains(T item) => _members.ContainsKey(item);

    public bool Remove(T item) => _members.Remove(item);

    public void Clear() => _members.Clear();

    public void UnionWith(HashSet<T> other)
    {
        foreach (T item in other)
        {
            Add(item);
        }
    }

    public void IntersectWith(HashSet<T> other) => RemoveWhere(item => !other.Contains(item));

    public void ExceptWith(HashSet<T> other) => RemoveWhere(other.Contains);

    public bool SetEquals(HashSet<T> other) => Count == other.Count && IsSubsetOf(other);

    public bool IsSubsetOf(HashSet<T> other)
    {
        foreach (T item in this)
        {
            if (!other.Contains(item))
            {
                return false;
            }
        }
        return true;
    }

    public int RemoveWhere(Predicate<T> match)
    {
        int removed = 0;
        foreach (T item in this)
        {
            // What goes is no change to who goes through it.
            removed += match(item) && Remove(item) ? 1 : 0;
        }
        return removed;
    }

    public Dictionary<T, bool>.KeyCollection.Enumerator GetEnumerator() => _members.Keys.GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

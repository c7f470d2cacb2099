using Internal.Runtime;

namespace System.Collections.Generic;

/// <summary>What a dictionary holds.</summary>
public readonly struct KeyValuePair<TKey, TValue>(TKey key, TValue value)
{
    public TKey Key { get; } = key;

    public TValue Value { get; } = value;

    public void Deconstruct(out TKey key, out TValue value)
    {
        key = Key;
        value = Value;
    }

    [NeedsHeap]
    public override string ToString() => string.Concat(["[", Key?.ToString(), ", ", Value?.ToString(), "]"]);
}

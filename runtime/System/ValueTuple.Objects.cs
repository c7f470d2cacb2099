using System.Collections.Generic;
using Internal.Runtime;

namespace System;

// What a tuple is as an object and as a key: by its items, in their order.

public partial struct ValueTuple
{
    public override readonly int GetHashCode() => 0;

    [NeedsHeap]
    public override readonly bool Equals(object? other) => other is ValueTuple;

    [NeedsHeap]
    public override readonly string ToString() => "()";
}

public partial struct ValueTuple<T1>
{
    public override readonly int GetHashCode() => Hash.Of(Item1);

    [NeedsHeap]
    public override readonly bool Equals(object? other) => other is ValueTuple<T1> tuple && Equals(tuple);

    [NeedsHeap]
    public override readonly string ToString() => string.Concat(["(", Item1?.ToString(), ")"]);
}

public partial struct ValueTuple<T1, T2>
{
    public override readonly int GetHashCode() => Hash.With(Hash.Of(Item1), Item2);

    [NeedsHeap]
    public override readonly bool Equals(object? other) => other is ValueTuple<T1, T2> tuple && Equals(tuple);

    [NeedsHeap]
    public override readonly string ToString() => string.Concat(["(", Item1?.ToString(), ", ", Item2?.ToString(), ")"]);
}

public partial struct ValueTuple<T1, T2, T3>
{
    public override readonly int GetHashCode() => Hash.With(Hash.With(Hash.Of(Item1), Item2), Item3);

    [NeedsHeap]
    public override readonly bool Equals(object? other) => other is ValueTuple<T1, T2, T3> tuple && Equals(tuple);

    [NeedsHeap]
    public override readonly string ToString() =>
        string.Concat(["(", Item1?.ToString(), ", ", Item2?.ToString(), ", ", Item3?.ToString(), ")"]);
}

public partial struct ValueTuple<T1, T2, T3, T4>
{
    public override readonly int GetHashCode() => Hash.With(Hash.With(Hash.With(Hash.Of(Item1), Item2), Item3), Item4);

    [NeedsHeap]
    public override readonly bool Equals(object? other) => other is ValueTuple<T1, T2, T3, T4> tuple && Equals(tuple);

    [NeedsHeap]
    public override readonly string ToString() =>
        string.Concat([
            "(",
            Item1?.ToString(),
            ", ",
            Item2?.ToString(),
            ", ",
            Item3?.ToString(),
            ", ",
            Item4?.ToString(),
            ")",
        ]);
}

public partial struct ValueTuple<T1, T2, T3, T4, T5>
{
    public override readonly int GetHashCode() =>
        Hash.With(Hash.With(Hash.With(Hash.With(Hash.Of(Item1), Item2), Item3), Item4), Item5);

    [NeedsHeap]
    public override readonly bool Equals(object? other) =>
        other is ValueTuple<T1, T2, T3, T4, T5> tuple && Equals(tuple);

    [NeedsHeap]
    public override readonly string ToString() =>
        string.Concat([
            "(",
            Item1?.ToString(),
            ", ",
            Item2?.ToString(),
            ", ",
            Item3?.ToString(),
            ", ",
            Item4?.ToString(),
            ", ",
            Item5?.ToString(),
            ")",
        ]);
}

public partial struct ValueTuple<T1, T2, T3, T4, T5, T6>
{
    public override readonly int GetHashCode() =>
        Hash.With(Hash.With(Hash.With(Hash.With(Hash.With(Hash.Of(Item1), Item2), Item3), Item4), Item5), Item6);

    [NeedsHeap]
    public override readonly bool Equals(object? other) =>
        other is ValueTuple<T1, T2, T3, T4, T5, T6> tuple && Equals(tuple);

    [NeedsHeap]
    public override readonly string ToString() =>
        string.Concat([
            "(",
            Item1?.ToString(),
            ", ",
            Item2?.ToString(),
            ", ",
            Item3?.ToString(),
            ", ",
            Item4?.ToString(),
            ", ",
            Item5?.ToString(),
            ", ",
            Item6?.ToString(),
            ")",
        ]);
}

public partial struct ValueTuple<T1, T2, T3, T4, T5, T6, T7>
{
    public override readonly int GetHashCode() =>
        Hash.With(
            Hash.With(Hash.With(Hash.With(Hash.With(Hash.With(Hash.Of(Item1), Item2), Item3), Item4), Item5), Item6),
            Item7
        );

    [NeedsHeap]
    public override readonly bool Equals(object? other) =>
        other is ValueTuple<T1, T2, T3, T4, T5, T6, T7> tuple && Equals(tuple);

    [NeedsHeap]
    public override readonly string ToString() =>
        string.Concat([
            "(",
            Item1?.ToString(),
            ", ",
            Item2?.ToString(),
            ", ",
            Item3?.ToString(),
            ", ",
            Item4?.ToString(),
            ", ",
            Item5?.ToString(),
            ", ",
            Item6?.ToString(),
            ", ",
            Item7?.ToString(),
            ")",
        ]);
}

public partial struct ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>
{
    public override readonly int GetHashCode() =>
        Hash.With(
            Hash.With(
                Hash.With(
                    Hash.With(Hash.With(Hash.With(Hash.With(Hash.Of(Item1), Item2), Item3), Item4), Item5),
                    Item6
                ),
                Item7
            ),
            Rest
        );

    [NeedsHeap]
    public override readonly bool Equals(object? other) =>
        other is ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> tuple && Equals(tuple);

    [NeedsHeap]
    public override readonly string ToString() =>
        string.Concat([
            "(",
            Item1?.ToString(),
            ", ",
            Item2?.ToString(),
            ", ",
            Item3?.ToString(),
            ", ",
            Item4?.ToString(),
            ", ",
            Item5?.ToString(),
            ", ",
            Item6?.ToString(),
            ", ",
            Item7?.ToString(),
            ", ",
            Rest.ToString()?.Substring(1),
        ]);
}

file static class Hash
{
    public static int Of<T>(T item) => item is null ? 0 : EqualityComparer<T>.Default.GetHashCode(item);

    /// <summary>The order counts.</summary>
    public static int With<T>(int others, T item) => 31 * others + Of(item);
}

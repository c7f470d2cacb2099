using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System.Collections.Generic;

public interface IComparer<in T>
    where T : allows ref struct
{
    int Compare(T? left, T? right);
}

/// <summary>The order that a type has; as for <see cref="EqualityComparer{T}"/>.</summary>
public abstract class Comparer<T> : IComparer<T>
{
    public static Comparer<T> Default { [NeedsOrder] get; } = Create();

    public abstract int Compare(T? left, T? right);

    [Intrinsic]
    private static Comparer<T> Create() => new ObjectComparer<T>();
}

internal sealed class GenericComparer<T> : Comparer<T>
    where T : IComparable<T>
{
    public override int Compare(T? left, T? right) =>
        left is not null ? (right is null ? 1 : left.CompareTo(right))
        : right is null ? 0
        : -1;
}

internal sealed class NullableComparer<T> : Comparer<T?>
    where T : struct, IComparable<T>
{
    public override int Compare(T? left, T? right) =>
        left.HasValue
            ? right.HasValue
                ? left.GetValueOrDefault().CompareTo(right.GetValueOrDefault())
                : 1
            : right.HasValue
                ? -1
                : 0;
}

internal sealed class EnumComparer<T> : Comparer<T>
    where T : struct, Enum
{
    public override int Compare(T left, T right) => EnumBits.Of(left).CompareTo(EnumBits.Of(right));
}

/// <summary>What has no order of its own; .NET throws.</summary>
internal sealed class ObjectComparer<T> : Comparer<T>
{
    public override int Compare(T? left, T? right)
    {
        Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowArgumentException();
        return 0;
    }
}

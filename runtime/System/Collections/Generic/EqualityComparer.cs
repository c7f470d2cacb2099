using System.Runtime.CompilerServices;

namespace System.Collections.Generic;

public interface IEqualityComparer<in T>
    where T : allows ref struct
{
    bool Equals(T? left, T? right);

    int GetHashCode(T value);
}

/// <summary>
/// Equality as a type has it. The object behind <see cref="Default"/> is laid down at compile time: the compiler
/// replaces <see cref="Create"/> by one of the classes below, whose names it knows.
/// </summary>
public abstract class EqualityComparer<T> : IEqualityComparer<T>
{
    public static EqualityComparer<T> Default { get; } = Create();

    public abstract bool Equals(T? left, T? right);

    public abstract int GetHashCode(T value);

    [Intrinsic]
    private static EqualityComparer<T> Create() => new ObjectEqualityComparer<T>();
}

internal sealed class GenericEqualityComparer<T> : EqualityComparer<T>
    where T : IEquatable<T>
{
    public override bool Equals(T? left, T? right) =>
        left is null ? right is null : right is not null && left.Equals(right);

    public override int GetHashCode(T value) => value is null ? 0 : value.GetHashCode();
}

internal sealed class NullableEqualityComparer<T> : EqualityComparer<T?>
    where T : struct
{
    public override bool Equals(T? left, T? right) =>
        left.HasValue
            ? right.HasValue && EqualityComparer<T>.Default.Equals(left.GetValueOrDefault(), right.GetValueOrDefault())
            : !right.HasValue;

    public override int GetHashCode(T? value) =>
        value.HasValue ? EqualityComparer<T>.Default.GetHashCode(value.GetValueOrDefault()) : 0;
}

/// <summary>By bits, which is all that an enum has.</summary>
internal sealed class EnumEqualityComparer<T> : EqualityComparer<T>
    where T : struct, Enum
{
    public override bool Equals(T left, T right) => EnumBits.Of(left) == EnumBits.Of(right);

    public override int GetHashCode(T value) => (int)EnumBits.Of(value);
}

internal sealed class ObjectEqualityComparer<T> : EqualityComparer<T>
{
    public override bool Equals(T? left, T? right) =>
        left is null ? right is null : right is not null && left.Equals(right);

    public override int GetHashCode(T value) => value is null ? 0 : value.GetHashCode();
}

internal sealed class StringEqualityComparer : EqualityComparer<string>
{
    public override bool Equals(string? left, string? right) => string.Equals(left, right);

    public override int GetHashCode(string value) => value is null ? 0 : value.GetHashCode();
}

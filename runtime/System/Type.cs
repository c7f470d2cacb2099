using System.Runtime.CompilerServices;

namespace System;

/// <summary>
/// There is no reflection here. A type is named in attribute signatures, and compared with another, which the compiler
/// does: <c>typeof(T) == typeof(int)</c> is a constant.
/// </summary>
public abstract class Type
{
    [Intrinsic]
    public static Type GetTypeFromHandle(RuntimeTypeHandle handle) => GetTypeFromHandle(handle);

    [Intrinsic]
    public static bool operator ==(Type? left, Type? right) => ReferenceEquals(left, right);

    [Intrinsic]
    public static bool operator !=(Type? left, Type? right) => !ReferenceEquals(left, right);

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => 0;
}

/// <summary>The compiler asks for it by name, to know the class of what <c>typeof</c> gives.</summary>
internal abstract class RuntimeType : Type;

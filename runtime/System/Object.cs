using System.Runtime.CompilerServices;

namespace System;

/// <summary>The root of every type. One pointer: what ilc calls the MethodTable (EEType) pointer.</summary>
public class Object
{
    /// <summary>The name is ilc's, which compares enums by it (dotnet/runtime, ILCompiler.Compiler).</summary>
    private nint m_pEEType;

    public virtual bool Equals(object? other) => ReferenceEquals(this, other);

    /// <summary>Nothing to tell objects of a class apart by: they may move nowhere, and have no number.</summary>
    public virtual int GetHashCode() => 0;

    /// <remarks>The gate refuses a call that would end here: .NET gives the name of the type.</remarks>
    public virtual string? ToString()
    {
        Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowPlatformNotSupportedException();
        return null;
    }

    [Intrinsic]
    public static bool ReferenceEquals(object? left, object? right) => left == right;

    public static bool Equals(object? left, object? right) =>
        left == right || (left is not null && right is not null && left.Equals(right));
}

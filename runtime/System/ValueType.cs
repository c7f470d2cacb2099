namespace System;

public abstract class ValueType;

public abstract class Enum : ValueType
{
    /// <summary>The compiler makes an AND of it, and of the boxes nothing; reaching the body would recurse.</summary>
    [Runtime.CompilerServices.Intrinsic]
    public bool HasFlag(Enum flag) => HasFlag(flag);
}

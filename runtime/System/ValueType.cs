namespace System;

public abstract class ValueType
{
    /// <summary>.NET compares the fields by reflection; the gate refuses it where it can be seen.</summary>
    public override bool Equals(object? other)
    {
        Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowPlatformNotSupportedException();
        return false;
    }

    public override int GetHashCode()
    {
        Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowPlatformNotSupportedException();
        return 0;
    }
}

public abstract class Enum : ValueType
{
    /// <summary>The compiler makes an AND of it, and of the boxes nothing; reaching the body would recurse.</summary>
    [Runtime.CompilerServices.Intrinsic]
    public bool HasFlag(Enum flag) => HasFlag(flag);
}

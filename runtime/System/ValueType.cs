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

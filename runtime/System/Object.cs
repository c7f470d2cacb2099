namespace System;

/// <summary>The root of every type. One pointer: what ilc calls the MethodTable (EEType) pointer.</summary>
public class Object
{
    private nint _methodTable;

    public virtual bool Equals(object? other) => false;

    public virtual int GetHashCode() => 0;

    public virtual string? ToString() => null;
}

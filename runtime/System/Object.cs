namespace System;

/// <summary>The root of every type. One pointer: what ilc calls the MethodTable (EEType) pointer.</summary>
public class Object
{
#pragma warning disable CS0169 // Read by compiled code, never by name.
    private nint _methodTable;
#pragma warning restore CS0169

    public virtual bool Equals(object? other) => false;
    public virtual int GetHashCode() => 0;
    public virtual string? ToString() => null;
}

namespace System;

/// <summary>
/// Arrays exist here only as data frozen into the image at compile time; nothing allocates one at run time.
/// </summary>
public abstract partial class Array
{
    private readonly int _length;

    public int Length => _length;
}

/// <summary>The shape ilc gives to <c>T[]</c>.</summary>
internal class Array<T> : Array;

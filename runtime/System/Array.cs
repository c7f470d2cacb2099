namespace System;

/// <summary>Arrays exist here only as data frozen into the image at compile time; nothing allocates one at run time.</summary>
public abstract class Array
{
#pragma warning disable CS0649 // Laid down by the compiler in front of the elements.
    private readonly int _length;
#pragma warning restore CS0649

    public int Length => _length;
}

/// <summary>The shape ilc gives to <c>T[]</c>.</summary>
internal class Array<T> : Array;

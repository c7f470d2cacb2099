namespace System.Runtime.CompilerServices;

public static class RuntimeHelpers
{
    /// <summary>
    /// Asked for by the C# compiler for <c>fixed</c> on strings: MethodTable pointer, then the length.
    /// </summary>
    public static int OffsetToStringData => 12;

    /// <summary>A part of an array, as an array.</summary>
    [Internal.Runtime.NeedsHeap]
    public static T[] GetSubArray<T>(T[] array, Range range)
    {
        (int offset, int length) = range.GetOffsetAndLength(array.Length);
        return array.AsSpan(offset, length).ToArray();
    }

    /// <summary>Turns the data of a collection expression into a span without a copy.</summary>
    [Intrinsic]
    public static ReadOnlySpan<T> CreateSpan<T>(RuntimeFieldHandle field) => CreateSpan<T>(field);

    /// <summary>Known to the compiler for each T.</summary>
    [Intrinsic]
    public static bool IsReferenceOrContainsReferences<T>() => IsReferenceOrContainsReferences<T>();
}

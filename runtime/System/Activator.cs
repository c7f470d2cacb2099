using System.Runtime;
using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System;

/// <summary>What the C# compiler makes of <c>new T()</c>, of a type parameter.</summary>
public static class Activator
{
    /// <summary>What the compiler names for a structure that has no constructor without arguments.</summary>
    private struct StructWithNoConstructor
    {
        public StructWithNoConstructor() { }
    }

    // SAFETY: the compiler names the constructor of T, or the one above, which looks at nothing. Of a structure it is
    // called on a value, of a class on an object of that class. A structure of the size of a reference that has
    // references has none of it as its default, so it is no null; a nullable one is larger.
    public static unsafe T CreateInstance<T>()
        where T : new()
    {
        T value = default!;
        nint constructor = DefaultConstructorOf<T>();
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>() && Unsafe.SizeOf<T>() == sizeof(nint) && value is null)
        {
            object made = RuntimeExports.NewObject(MethodTable.Of<T>());
            ((delegate* <object, void>)constructor)(made);
            return Unsafe.As<object, T>(ref made);
        }

        ((delegate* <ref T, void>)constructor)(ref value);
        return value;
    }

    [Intrinsic]
    private static nint DefaultConstructorOf<T>() => DefaultConstructorOf<T>();

    /// <summary>Named for a type that has none; the C# compiler does not let one come here.</summary>
    private static void MissingConstructorMethod() { }
}

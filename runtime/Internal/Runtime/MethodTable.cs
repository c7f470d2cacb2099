using System.Runtime.InteropServices;

namespace Internal.Runtime;

/// <summary>
/// What the first field of every object points to, as ilc lays it down (dotnet/runtime,
/// src/coreclr/nativeaot/Common/src/Internal/Runtime/MethodTable.cs): as far as a cast looks at it.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MethodTable
{
    /// <summary>Of an array or a string the lower half is the size of an element.</summary>
    private uint _flags;
    private uint _baseSize;

    /// <summary>Of a class its base class, or null.</summary>
    private unsafe MethodTable* _relatedType;
    private ushort _virtualSlotCount;
    private ushort _interfaceCount;
    private uint _hashCode;

    // SAFETY: ilc laid it down with the type.
    public readonly unsafe MethodTable* BaseType => _relatedType;
    public readonly uint BaseSize => _baseSize;
    public readonly int InterfaceCount => _interfaceCount;

    /// <summary>A number, a bool, a char, or an enum of one (ECMA-335, II.23.1.16, numbered by ilc).</summary>
    private readonly uint ElementType => (_flags >> 26) & 0x1f;

    /// <summary>Known to the compiler for each T.</summary>
    [System.Runtime.CompilerServices.Intrinsic]
    public static unsafe MethodTable* Of<T>() => Of<T>();

    /// <summary>Whether a value of one may be taken out of an object of the other.</summary>
    // SAFETY: as above.
    public static unsafe bool IsSamePrimitive(MethodTable* left, MethodTable* right) =>
        left->ElementType == right->ElementType && left->ElementType is > 1 and < 16;

    /// <summary>Behind the virtual methods.</summary>
    // SAFETY: so many of each follow the fixed part, and the index is below their count.
    public static unsafe MethodTable* Interface(MethodTable* type, int index) =>
        ((MethodTable**)(type + 1))[type->_virtualSlotCount + index];
}

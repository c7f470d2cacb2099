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

    /// <summary>Of a class its base class, or null; of an array the type of its elements.</summary>
    private unsafe MethodTable* _relatedType;
    private ushort _virtualSlotCount;
    private ushort _interfaceCount;
    private uint _hashCode;

    // SAFETY: ilc laid it down with the type.
    public readonly unsafe MethodTable* BaseType => _relatedType;
    public readonly uint BaseSize => _baseSize;
    public readonly int InterfaceCount => _interfaceCount;

    /// <summary>
    /// A number, a bool, a char, or an enum of one, numbered by ilc: from 2 bool, char, sbyte, byte, and so on.
    /// </summary>
    private readonly uint ElementType => (_flags >> 26) & 0x1f;

    /// <summary>Of a structure: what of an object's size rounding up added is not of it.</summary>
    public readonly unsafe nuint ValueSizeBytes => _baseSize - 2 * (nuint)sizeof(nint) - (_flags >> 5 & 7);

    /// <summary>
    /// A <c>T?</c>. What T is stands behind the virtual methods as a distance, which is that of before the image's
    /// data were packed.
    /// </summary>
    public readonly bool IsNullable => ElementType == 0x12;

    public readonly bool IsArray => ElementType == 0x18;

    /// <summary>An array's base class, or that one's: object.</summary>
    public readonly unsafe bool IsBaseOfArrays => ElementType == 0x16 || (ElementType == 0x14 && _relatedType == null);

    /// <summary>Whether it is a number of 64 bits.</summary>
    public readonly bool IsWide => ElementType is >= 10 and <= 13;

    /// <param name="address">A number of this type, or an enum of one.</param>
    /// <returns>It, with its sign.</returns>
    // SAFETY: of its caller, that a value of this type lies there.
    public readonly unsafe long ReadNumber(nint address) =>
        ElementType switch
        {
            2 or 5 => *(byte*)address,
            3 or 7 => *(ushort*)address,
            4 => *(sbyte*)address,
            6 => *(short*)address,
            8 => *(int*)address,
            9 => *(uint*)address,
            _ => *(long*)address,
        };

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

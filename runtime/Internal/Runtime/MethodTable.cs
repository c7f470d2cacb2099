using System.Runtime.InteropServices;

namespace Internal.Runtime;

/// <summary>
/// What the first field of every object points to, as ilc lays it down (dotnet/runtime,
/// src/coreclr/nativeaot/Common/src/Internal/Runtime/MethodTable.cs): as far as a cast looks at it.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MethodTable
{
    private uint _flags;
    private uint _baseSize;

    /// <summary>Of a class its base class, or null.</summary>
    private MethodTable* _relatedType;
    private ushort _virtualSlotCount;
    private ushort _interfaceCount;
    private uint _hashCode;

    public readonly MethodTable* BaseType => _relatedType;
    public readonly int InterfaceCount => _interfaceCount;

    /// <summary>Behind the virtual methods.</summary>
    public static MethodTable* Interface(MethodTable* type, int index) =>
        ((MethodTable**)(type + 1))[type->_virtualSlotCount + index];
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;

namespace System.Runtime;

/// <summary>
/// What <c>is</c>, <c>as</c> and casts of references become. ilc's scanner asks for all of them whether or not any code
/// casts. Arrays and variant interfaces are refused by the build, so that a type is another by its base classes and the
/// list of its interfaces alone.
/// </summary>
internal static class TypeCast
{
    // SAFETY: types are handed on as the compiled code named them, and read as ilc laid them down.
    public static unsafe object? CheckCastAny(MethodTable* type, object? o) => Check(o, IsInstanceOfAny(type, o));

    // SAFETY: types are handed on as the compiled code named them, and read as ilc laid them down.
    public static unsafe object? CheckCastInterface(MethodTable* type, object? o) =>
        Check(o, IsInstanceOfInterface(type, o));

    // SAFETY: types are handed on as the compiled code named them, and read as ilc laid them down.
    public static unsafe object? CheckCastClass(MethodTable* type, object? o) => Check(o, IsInstanceOfClass(type, o));

    // SAFETY: types are handed on as the compiled code named them, and read as ilc laid them down.
    public static unsafe object? CheckCastClassSpecial(MethodTable* type, object? o) => CheckCastClass(type, o);

    // SAFETY: types are handed on as the compiled code named them, and read as ilc laid them down.
    public static unsafe object? IsInstanceOfAny(MethodTable* type, object? o) =>
        IsInstanceOfClass(type, o) ?? IsInstanceOfInterface(type, o);

    // SAFETY: types are handed on as the compiled code named them, and read as ilc laid them down.
    public static unsafe object? IsInstanceOfInterface(MethodTable* type, object? o)
    {
        if (o is null)
        {
            return null;
        }

        MethodTable* own = TypeOf(o);
        for (int i = 0; i < own->InterfaceCount; i++)
        {
            if (MethodTable.Interface(own, i) == type)
            {
                return o;
            }
        }
        return null;
    }

    // SAFETY: types are handed on as the compiled code named them, and read as ilc laid them down.
    public static unsafe object? IsInstanceOfClass(MethodTable* type, object? o)
    {
        if (o is null)
        {
            return null;
        }

        MethodTable* own = TypeOf(o);
        if (own->IsArray)
        {
            return type->IsBaseOfArrays ? o : null;
        }

        for (; own != null; own = own->BaseType)
        {
            if (own == type)
            {
                return o;
            }
        }
        return null;
    }

    /// <summary>There are no exceptions to filter.</summary>
    // SAFETY: nothing is looked at.
    public static unsafe bool IsInstanceOfException(MethodTable* type, object? o) => false;

    /// <summary>An element of an array of references; it must be what the array is of.</summary>
    // SAFETY: the index was compared with the length, and types are as ilc laid them down.
    private static unsafe void StelemRef(object?[] array, nint index, object? value)
    {
        if ((nuint)index >= (nuint)(uint)array.Length)
        {
            ThrowHelpers.ThrowIndexOutOfRangeException();
        }

        MethodTable* element = TypeOf(array)->BaseType;
        if (value is not null && TypeOf(value) != element && IsInstanceOfAny(element, value) is null)
        {
            ThrowHelpers.ThrowInvalidCastException();
        }

        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), (nuint)index) = value;
    }

    // SAFETY: as for StelemRef; a reference to an element must see what the array is of.
    private static unsafe ref object? LdelemaRef(object?[] array, nint index, MethodTable* elementType)
    {
        if ((nuint)index >= (nuint)(uint)array.Length)
        {
            ThrowHelpers.ThrowIndexOutOfRangeException();
        }

        if (TypeOf(array)->BaseType != elementType)
        {
            ThrowHelpers.ThrowInvalidCastException();
        }

        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), (nuint)index);
    }

    private static object? Check(object? o, object? cast)
    {
        if (o is not null && cast is null)
        {
            ThrowHelpers.ThrowInvalidCastException();
        }

        return o;
    }

    // SAFETY: an object begins with the pointer to its type.
    internal static unsafe MethodTable* TypeOf(object o) => *(MethodTable**)Unsafe.As<object, nint>(ref o);
}

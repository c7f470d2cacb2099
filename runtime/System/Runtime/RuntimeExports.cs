using System.Runtime.CompilerServices;
using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;

namespace System.Runtime;

/// <summary>
/// Values in objects and out of them. Asked for by name as soon as code boxes anything, whether or not the box is left
/// once it is optimised; where there is no heap the build refuses what is left.
/// </summary>
internal static class RuntimeExports
{
    [RuntimeImport("*", "RhpNewFast")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern unsafe object NewObject(MethodTable* type);

    [RuntimeImport("*", "RhpNewArrayFast")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern unsafe object NewArray(MethodTable* type, long length);

    // SAFETY: ilc names the type that the value is of; an object is as large as its type says, with the word in front
    // of it and the type. That is rounded up, so that a few bytes behind the value may be copied with it.
    private static unsafe object? RhBox(MethodTable* type, ref byte value)
    {
        object box = NewObject(type);
        SpanHelpers.Memmove(ref Data(box), ref value, type->BaseSize - 2 * (nuint)sizeof(nint));
        return type->IsNullable ? NullableBox.Taken(box) : box;
    }

    // SAFETY: as above.
    private static unsafe ref byte RhUnbox2(MethodTable* type, object o)
    {
        RhUnboxTypeTest(type, TypeCast.TypeOf(o));
        return ref Data(o);
    }

    /// <summary>Where a member of the value in the object is used, and not a copy of it.</summary>
    // SAFETY: two types are compared.
    private static unsafe void RhUnboxTypeTest(MethodTable* type, MethodTable* boxed)
    {
        if (boxed != type && !MethodTable.IsSamePrimitive(boxed, type))
        {
            ThrowHelpers.ThrowInvalidCastException();
        }
    }

    /// <summary>Copies made by the runtime are not known to be asked for; they end the program.</summary>
    // SAFETY: nothing is looked at.
    private static unsafe void RhUnbox(object o, ref byte value, MethodTable* type) =>
        ThrowHelpers.ThrowPlatformNotSupportedException();

    // SAFETY: ilc names the type T? that the value is of.
    private static unsafe void RhUnboxNullable(ref byte value, MethodTable* type, object? o)
    {
        object box = NewObject(type);
        NullableBox.Put(box, o);
        SpanHelpers.Memmove(ref value, ref Data(box), type->ValueSizeBytes);
    }

    // SAFETY: the value lies behind the pointer to its type.
    private static unsafe ref byte Data(object o) => ref *(*(byte**)Unsafe.AsPointer(ref o) + sizeof(nint));
}

using System.Runtime;
using System.Runtime.CompilerServices;
using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;

namespace System;

/// <summary>
/// What an enum has in an object. Where its type is known, the compiler writes the comparison itself, and the program's
/// weaving calls for the text (tools, <c>EnumTexts</c>).
/// </summary>
public abstract class Enum : ValueType
{
    /// <summary>Texts of those that the program puts into objects: the weaving sets it at the entry point.</summary>
    private static unsafe delegate* <object, string?> s_text;

    /// <summary>The compiler makes an AND of it, and of the boxes nothing; reaching the body would recurse.</summary>
    [Intrinsic]
    public bool HasFlag(Enum flag) => HasFlag(flag);

    // SAFETY: both are objects, whose first field leads to their type.
    public override unsafe bool Equals(object? other) =>
        other is not null && TypeCast.TypeOf(this) == TypeCast.TypeOf(other) && Number(this) == Number(other);

    /// <summary>That of the number.</summary>
    // SAFETY: as above.
    public override unsafe int GetHashCode() =>
        TypeCast.TypeOf(this)->IsWide ? Number(this).GetHashCode() : (int)Number(this);

    // SAFETY: a method of the program's, or nothing.
    public override unsafe string? ToString()
    {
        string? text = s_text == null ? null : s_text(this);
        if (text is null)
        {
            ThrowHelpers.ThrowPlatformNotSupportedException();
        }
        return text;
    }

    // SAFETY: the number lies behind the pointer to the type, in as many bytes as the type has.
    private static unsafe long Number(object boxed) =>
        TypeCast.TypeOf(boxed)->ReadNumber(*(nint*)Unsafe.AsPointer(ref boxed) + sizeof(nint));
}

namespace System.Runtime;

/// <summary>
/// ilc's scanner asks for the cast helpers whether or not any code casts. Booted code has no class hierarchy to cast
/// in.
/// </summary>
internal static class TypeCast
{
    private static object Refuse()
    {
        Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowInvalidCastException();
        return null!;
    }

#pragma warning disable IDE0060
    public static object CheckCastAny(nint type, object o) => Refuse();

    public static object CheckCastInterface(nint type, object o) => Refuse();

    public static object CheckCastClass(nint type, object o) => Refuse();

    public static object CheckCastClassSpecial(nint type, object o) => Refuse();

    public static object IsInstanceOfAny(nint type, object o) => Refuse();

    public static object IsInstanceOfInterface(nint type, object o) => Refuse();

    public static object IsInstanceOfClass(nint type, object o) => Refuse();

    public static bool IsInstanceOfException(nint type, object o) => false;
}

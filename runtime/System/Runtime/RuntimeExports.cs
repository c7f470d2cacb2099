using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;

namespace System.Runtime;

/// <summary>
/// Asked for by name as soon as code boxes anything, whether or not the box is left once it is optimised. The build
/// refuses what is left.
/// </summary>
internal static class RuntimeExports
{
    // SAFETY: as all here, it does not look at what it is given; it ends the program.
    private static unsafe object? RhBox(MethodTable* type, ref byte value) => Refuse();

    // SAFETY: as above; null is what never gets anywhere.
    private static unsafe ref byte RhUnbox2(MethodTable* type, object o)
    {
        Refuse();
        return ref *(byte*)null;
    }

    // SAFETY: nothing is looked at.
    private static unsafe void RhUnbox(object o, ref byte value, MethodTable* type) => Refuse();

    // SAFETY: nothing is looked at.
    private static unsafe void RhUnboxNullable(ref byte value, MethodTable* type, object o) => Refuse();

    private static object? Refuse()
    {
        ThrowHelpers.ThrowPlatformNotSupportedException();
        return null;
    }
}

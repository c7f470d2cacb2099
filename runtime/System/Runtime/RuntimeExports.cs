using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;

namespace System.Runtime;

/// <summary>
/// Asked for by name as soon as code boxes anything, whether or not the box is left once it is optimised. The build
/// refuses what is left.
/// </summary>
internal static unsafe class RuntimeExports
{
    private static object? RhBox(MethodTable* type, ref byte value) => Refuse();

    private static ref byte RhUnbox2(MethodTable* type, object o)
    {
        Refuse();
        return ref *(byte*)null;
    }

    private static void RhUnbox(object o, ref byte value, MethodTable* type) => Refuse();

    private static void RhUnboxNullable(ref byte value, MethodTable* type, object o) => Refuse();

    private static object? Refuse()
    {
        ThrowHelpers.ThrowPlatformNotSupportedException();
        return null;
    }
}

using System;

namespace Internal.Runtime.CompilerHelpers;

/// <summary>
/// Asked for by name when a collection expression of constants becomes a span: the compiler's first pass sees a handle
/// there (ldtoken), its second one replaces it by the data. So none of these is ever called, or linked.
/// </summary>
internal static class LdTokenHelpers
{
    private static RuntimeTypeHandle GetRuntimeTypeHandle(nint type) => default;

    private static RuntimeMethodHandle GetRuntimeMethodHandle(nint method) => default;

    /// <summary>Of a comparison of two types nothing is left; anything else was refused by the build.</summary>
    private static RuntimeType? GetRuntimeType(nint type)
    {
        ThrowHelpers.ThrowPlatformNotSupportedException();
        return null;
    }

    private static RuntimeFieldHandle GetRuntimeFieldHandle(nint field) => default;
}

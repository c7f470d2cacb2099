using System.Runtime;
using System.Runtime.CompilerServices;
using Keelson.Addresses;

namespace Keelson.Arch.Arm64;

/// <summary>
/// Cache maintenance for memory that will be read with caches off. Addresses are of the current 1:1 or
/// linear mapping.
/// </summary>
public static class Caches
{
    [RuntimeImport("*", "CleanAndInvalidateToPoc")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void CleanAndInvalidate(ulong start, ulong end);

    [RuntimeImport("*", "InvalidateInstructionCache")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void InvalidateInstructions();

    /// <summary>
    /// Memory and caches agree on every byte afterwards, and no line is left to hide a later store from elsewhere.
    /// </summary>
    public static void CleanAndInvalidateToPointOfCoherency(VirtualAddress start, ulong sizeBytes) =>
        CleanAndInvalidate(start.Value, start.Value + sizeBytes);
}

using System.Runtime;
using System.Runtime.CompilerServices;

namespace Keelson.Arch.Arm64;

/// <summary>Calls through CheckedCall.S, one at a time.</summary>
public static class CheckedCall
{
    [RuntimeImport("*", "PrepareChecked")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong PrepareChecked(ulong function);

    [RuntimeImport("*", "GetCheckedClobbered")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong GetCheckedClobbered();

    /// <summary>What to call instead of a function, with the same arguments.</summary>
    public static ulong Around(ulong function) => PrepareChecked(function);

    /// <summary>
    /// What the last call changed, by bits of <c>ClobberedRegisters</c>; nothing where it did not return.
    /// </summary>
    public static ulong Clobbered => GetCheckedClobbered();
}

using System.Runtime;
using System.Runtime.CompilerServices;
using Keelson.Uefi;

namespace Keelson.Arch.Arm64;

/// <summary>A call through EndableCall.S, one at a time.</summary>
public static class EndableCall
{
    /// <summary>Where the processor goes on if the call is to end: it then gives EFI_ABORTED.</summary>
    public static ulong End => GetEnd();

    [RuntimeImport("*", "CallEndableFirmware")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern EfiStatus Invoke(
        ulong function,
        FirmwareArgument a,
        FirmwareArgument b,
        FirmwareArgument c,
        FirmwareArgument d
    );

    [RuntimeImport("*", "GetFirmwareCallEnd")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong GetEnd();
}

using Keelson.Arch.Arm64;
using Keelson.Uefi;

namespace Keelson.Efi;

/// <summary>
/// A call of the firmware's that an exception ends with EFI_ABORTED, and not the program: where the firmware tells of
/// exceptions (<see cref="FaultHandler"/>), which edk2 does after ExitBootServices as well.
/// </summary>
public static class SurvivableCall
{
    /// <summary>ESR of the exception; 0 for none.</summary>
    public static ulong Syndrome => FaultHandler.EndedSyndrome;

    /// <summary>FAR of it.</summary>
    public static ulong FaultAddress => FaultHandler.FaultAddress;

    /// <summary>ELR of it.</summary>
    public static ulong Instruction => FaultHandler.EndedAt;

    public static EfiStatus Invoke(
        ulong function,
        FirmwareArgument a,
        FirmwareArgument b,
        FirmwareArgument c,
        FirmwareArgument d
    )
    {
        FaultHandler.End = EndableCall.End;
        EfiStatus status = EndableCall.Invoke(function, a, b, c, d);
        FaultHandler.End = 0;
        return status;
    }
}

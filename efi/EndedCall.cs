using Keelson.Arch.Arm64;

namespace Keelson.Efi;

/// <summary>
/// The exception that ended an <see cref="EndableCall"/>: where the firmware tells of exceptions
/// (<see cref="FaultHandler"/>), which edk2 does after ExitBootServices as well.
/// </summary>
public static class EndedCall
{
    /// <summary>ESR; 0 for none.</summary>
    public static ulong Syndrome => FaultHandler.Syndrome;

    /// <summary>FAR.</summary>
    public static ulong FaultAddress => FaultHandler.FaultAddress;

    /// <summary>ELR.</summary>
    public static ulong Instruction => FaultHandler.Instruction;
}

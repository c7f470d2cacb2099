using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary><c>EFI_CC_MEASUREMENT_PROTOCOL</c> (UEFI 2.10, 38.2.2): measurement in a confidential machine.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct CcMeasurementProtocol : IProtocol
{
    /// <summary><c>EFI_CC_MEASUREMENT_PROTOCOL_GUID</c>.</summary>
    public static EfiGuid Guid => new(0x96751a3d, 0x72f4, 0x41a6, 0xa794_ed5d0e67ae6b);

    public const int SizeBytes = 32;

    public ulong GetCapability;
    public ulong GetEventLog;

    /// <summary>The same call as that of <see cref="Tcg2Protocol"/>, at the same place.</summary>
    public ulong HashLogExtendEvent;

    /// <summary>A register of a TPM as one of the machine's own.</summary>
    public ulong MapPcrToMrIndex;
}

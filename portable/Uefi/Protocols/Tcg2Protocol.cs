using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary><c>EFI_TCG2_PROTOCOL</c> (TCG EFI Protocol Specification 1.00, 6.3): the TPM and its event log.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Tcg2Protocol : IProtocol
{
    /// <summary><c>EFI_TCG2_PROTOCOL_GUID</c>.</summary>
    public static EfiGuid Guid => new(0x607f766c, 0x7455, 0x42be, 0x930b_e4d76db2720f);

    public const int SizeBytes = 56;

    public ulong GetCapability;
    public ulong GetEventLog;
    public ulong HashLogExtendEvent;
    public ulong SubmitCommand;
    public ulong GetActivePcrBanks;
    public ulong SetActivePcrBanks;
    public ulong GetResultOfSetActivePcrBanks;
}

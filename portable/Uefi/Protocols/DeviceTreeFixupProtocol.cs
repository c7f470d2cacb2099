using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary>
/// <c>EFI_DT_FIXUP_PROTOCOL</c> (EBBR 2.2, 2.3.4 names it; U-Boot, include/efi_dt_fixup.h declares it).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct DeviceTreeFixupProtocol : IProtocol
{
    /// <summary><c>EFI_DT_FIXUP_PROTOCOL_GUID</c>.</summary>
    public static EfiGuid Guid => new(0xe617d64c, 0xfe08, 0x46da, 0xf4dc_bbd5870c7300);

    public const int SizeBytes = 16;

    public ulong Revision;
    public ulong Fixup;
}

/// <summary>What <see cref="DeviceTreeFixupProtocol.Fixup"/> is to do (U-Boot, include/efi_dt_fixup.h).</summary>
[System.Flags]
public enum DeviceTreeFixups : uint
{
    None = 0,

    /// <summary><c>EFI_DT_APPLY_FIXUPS</c>: writes what only the firmware knows into the tree.</summary>
    Apply = 1,

    /// <summary><c>EFI_DT_RESERVE_MEMORY</c>: takes what the tree reserves out of the memory map.</summary>
    ReserveMemory = 2,

    /// <summary><c>EFI_DT_INSTALL_TABLE</c>: makes the tree the system's own.</summary>
    InstallTable = 4,
}

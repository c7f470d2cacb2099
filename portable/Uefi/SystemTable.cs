using System.Runtime.InteropServices;

namespace Keelson.Uefi;

/// <summary>
/// <c>EFI_SYSTEM_TABLE</c> (UEFI 2.10, 4.3). After SetVirtualAddressMap, <see cref="FirmwareVendor"/>,
/// <see cref="RuntimeServices"/> and <see cref="ConfigurationTable"/> are virtual addresses of the runtime address
/// space.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct SystemTable
{
    public const int SizeBytes = 120;

    /// <summary>"IBI SYST".</summary>
    public const ulong Signature = 0x5453_5953_2049_4249;

    /// <summary>Where <see cref="RuntimeServices"/> lies: the runtime-call gate follows it in assembly.</summary>
    public const int RuntimeServicesOffset = 88;

    public TableHeader Header;
    public ulong FirmwareVendor;
    public uint FirmwareRevision;
    public ulong ConsoleInHandle;
    public ulong ConIn;
    public ulong ConsoleOutHandle;
    public ulong ConOut;
    public ulong StandardErrorHandle;
    public ulong StdErr;
    public ulong RuntimeServices;
    public ulong BootServices;
    public ulong TableCount;
    public ulong ConfigurationTable;
}

/// <summary>
/// <c>EFI_CONFIGURATION_TABLE</c> (UEFI 2.10, 4.6). The vendor table stays a physical address for ever.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct ConfigurationTable
{
    public const int SizeBytes = 24;

    public EfiGuid VendorGuid;
    public ulong VendorTable;
}

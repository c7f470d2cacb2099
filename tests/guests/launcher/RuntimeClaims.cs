using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Launcher;

/// <summary>
/// An EFI_RT_PROPERTIES_TABLE (UEFI 2.10, 4.6.2) by which the firmware has every service but SetVirtualAddressMap, and
/// the wake-up services, which edk2's PL031 driver truly lacks.
/// </summary>
internal static class RuntimeClaims
{
    private const uint AllButThose = 0x3fff & ~(0x80u | 0x04 | 0x08);

    public static unsafe bool TryWithdrawRelocation(EfiSystem system)
    {
        // Memory that a kernel leaves alone, as the table is read there too.
        if (
            system.Boot.AllocatePages(MemoryType.AcpiReclaim, 1, AlignedPages.Highest, out PhysicalAddress page)
            != EfiStatus.Success
        )
        {
            return false;
        }
        // SAFETY: the page is ours, and stays for whoever reads the table.
        RtPropertiesTable* table = (RtPropertiesTable*)page.Value;
        *table = new RtPropertiesTable
        {
            Version = RtPropertiesTable.CurrentVersion,
            LengthBytes = RtPropertiesTable.SizeBytes,
            Supported = AllButThose,
        };
        return system.Boot.InstallConfigurationTable(WellKnownGuids.RtPropertiesTable, table) == EfiStatus.Success;
    }
}

using System;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// Pointers of the system table that lead nowhere: <c>TABLE-nowhere</c> beyond all memory, <c>TABLE-device</c> to what
/// is no memory, <c>TABLE-odd</c> to where no table can begin; and a wrong checksum.
/// </summary>
internal static class BentPointers
{
    private const ulong Nowhere = 0x7fff_0000_0000;

    /// <summary>A hole among the devices of QEMU's virt board.</summary>
    private const ulong Device = 0x0f00_0000;

    // SAFETY: the table is the firmware's, whose fields are there to be replaced.
    public static unsafe bool TryApply(EfiSystem system, ReadOnlySpan<char> setting, ref Checksums checksums)
    {
        SystemTable* table = (SystemTable*)system.Address.Value;
        if (Setting.Is(setting, "vendor-nowhere"))
        {
            table->FirmwareVendor = Nowhere;
            return true;
        }
        if (Setting.Is(setting, "vendor-null"))
        {
            table->FirmwareVendor = 0;
            return true;
        }
        if (Setting.Is(setting, "console-null"))
        {
            table->ConOut = 0;
            return true;
        }
        if (checksums.TrySpoil(setting))
        {
            return true;
        }
        if (Setting.Is(setting, "tables-none"))
        {
            table->TableCount = 0;
            return true;
        }
        return TryLoosen(system, setting, table)
            || TryApply(system, setting, "nowhere", Nowhere)
            || TryApply(system, setting, "device", Device)
            || TryApply(system, setting, "odd", 0x4020_0001);
    }

    /// <summary>
    /// <c>lent-services</c>, <c>lent-tables</c>, <c>lent-vendor</c>: a copy of it in memory that is the kernel's after
    /// ExitBootServices, as an application may put in its place.
    /// </summary>
    // SAFETY: a page of our own; each of them is shorter, and what is copied with it lies in memory too.
    private static unsafe bool TryLoosen(EfiSystem system, ReadOnlySpan<char> setting, SystemTable* table)
    {
        ulong* pointer =
            Setting.Is(setting, "lent-services") ? &table->RuntimeServices
            : Setting.Is(setting, "lent-tables") ? &table->ConfigurationTable
            : Setting.Is(setting, "lent-vendor") ? &table->FirmwareVendor
            : null;
        if (
            pointer == null
            || system.Boot.AllocatePages(MemoryType.BootServicesData, 1, AlignedPages.Highest, out PhysicalAddress page)
                != EfiStatus.Success
        )
        {
            return false;
        }
        new ReadOnlySpan<byte>((void*)*pointer, 1024).CopyTo(new Span<byte>((void*)page.Value, 1024));
        *pointer = page.Value;
        return true;
    }

    private static bool TryApply(EfiSystem system, ReadOnlySpan<char> setting, string fault, ulong address) =>
        TryInstall(system, setting, "acpi-", fault, WellKnownGuids.Acpi20Table, address)
        || TryInstall(system, setting, "smbios-", fault, WellKnownGuids.Smbios3Table, address)
        || TryInstall(system, setting, "tree-", fault, WellKnownGuids.DeviceTreeTable, address)
        || TryInstall(system, setting, "attributes-", fault, WellKnownGuids.MemoryAttributesTable, address)
        || TryInstall(system, setting, "claims-", fault, WellKnownGuids.RtPropertiesTable, address)
        || TryInstall(system, setting, "reservations-", fault, WellKnownGuids.LinuxMemoryReservations, address)
        || TryInstall(system, setting, "events-", fault, WellKnownGuids.Tcg2FinalEvents, address)
        || TryInstall(system, setting, "screen-", fault, WellKnownGuids.LinuxScreenInfo, address);

    // SAFETY: the address is for others to find out about.
    private static unsafe bool TryInstall(
        EfiSystem system,
        ReadOnlySpan<char> setting,
        string table,
        string fault,
        EfiGuid guid,
        ulong address
    ) =>
        setting.Length == table.Length + fault.Length
        && Setting.Is(setting[..table.Length], table)
        && Setting.Is(setting[table.Length..], fault)
        && system.Boot.InstallConfigurationTable(guid, (void*)address) == EfiStatus.Success;
}

using Keelson.Addresses;
using Keelson.Audits;
using Keelson.Kernel;
using Keelson.Memory;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>
/// Tables that firmware leaves in memory of boot services, and that this kernel and the next one read: set aside before
/// any memory is taken, as Linux does (drivers/firmware/efi/memattr.c, efi_memattr_init).
/// </summary>
internal static class TableReservations
{
    private static PhysicalRange s_attributes;
    private static PhysicalRange s_properties;

    public static void Find(in FirmwareTables firmware)
    {
        MemoryMapView map = firmware.Map;
        if (
            firmware.TryFindTable(WellKnownGuids.MemoryAttributesTable, out PhysicalAddress table)
            && FirmwareTables.TryWindow(
                map,
                table,
                MemoryAttributesTable.HeaderSizeBytes,
                out System.ReadOnlySpan<byte> header
            )
            && MemoryAttributesTable.SizeOf(header) is > 0 and ulong sizeBytes
            && map.TryFind(table, out MemoryDescriptor region)
            && sizeBytes <= region.PhysicalEnd - table
        )
        {
            s_attributes = PhysicalRange.FromSize(table, sizeBytes);
        }
        if (
            firmware.TryFindTable(WellKnownGuids.RtPropertiesTable, out table)
            && FirmwareTables.TryWindow(map, table, RtPropertiesTable.SizeBytes, out _)
        )
        {
            s_properties = PhysicalRange.FromSize(table, RtPropertiesTable.SizeBytes);
        }
    }

    public static void TakeFrom(ref FreeMemory free)
    {
        free.Reserve(s_attributes.RoundOut(KernelSpace.Granule.PageSize));
        free.Reserve(s_properties.RoundOut(KernelSpace.Granule.PageSize));
    }
}

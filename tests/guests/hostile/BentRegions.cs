using Keelson.Addresses;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>A region of the map that is said to be another than it is.</summary>
internal static class BentRegions
{
    /// <summary>The PL031 of QEMU's virt board, which edk2 reads at run time.</summary>
    private static PhysicalAddress Clock => new(0x0901_0000);

    // SAFETY: as of MapBytes.
    public static unsafe bool TryBend(
        MapFault fault,
        ref MapBytes map,
        PhysicalAddress systemTable,
        PhysicalAddress tables
    )
    {
        MemoryDescriptor* data = map.Largest(MemoryType.RuntimeServicesData);
        MemoryDescriptor* code = map.Largest(MemoryType.RuntimeServicesCode);
        MemoryDescriptor* free = map.Largest(MemoryType.Conventional);
        switch (fault)
        {
            case MapFault.NoRuntimeAttribute:
                data->Attributes &= ~MemoryAttributes.Runtime;
                break;
            case MapFault.NoRuntimeAtAll:
                for (ulong i = 0; i < map.Count; i++)
                {
                    map.At(i)->Attributes &= ~MemoryAttributes.Runtime;
                }
                break;
            case MapFault.NoClock:
                for (ulong i = 0; i < map.Count; i++)
                {
                    if (map.At(i)->Contains(Clock))
                    {
                        map.At(i)->Attributes &= ~MemoryAttributes.Runtime;
                    }
                }
                break;
            case MapFault.NoSystemTable:
                map.Remove(systemTable);
                break;
            case MapFault.NoTables:
                map.Remove(tables);
                break;
            case MapFault.TablesUncached:
            case MapFault.TablesOem:
                for (ulong i = 0; i < map.Count; i++)
                {
                    BendTables(fault, ref *map.At(i));
                }
                break;
            case MapFault.CodeBare:
                code->Attributes = MemoryAttributes.Runtime;
                break;
            case MapFault.CodeUncached:
                code->Attributes = MemoryAttributes.Runtime | MemoryAttributes.Uncacheable;
                break;
            case MapFault.CodeData:
                code->Type = MemoryType.RuntimeServicesData;
                break;
            case MapFault.CodeCut:
                code->PageCount /= 2;
                break;
            case MapFault.DataReadOnly:
                data->Attributes |= MemoryAttributes.ReadOnly;
                break;
            case MapFault.DataBoot:
                data->Type = MemoryType.BootServicesData;
                break;
            case MapFault.DataReserved:
                data->Type = MemoryType.Reserved;
                break;
            case MapFault.DataOem:
                data->Type = (MemoryType)0x7000_0000;
                break;
            case MapFault.DataWithout:
                data->Type = MemoryType.Reserved;
                data->Attributes &= ~MemoryAttributes.Runtime;
                break;
            case MapFault.DataCut:
                data->PageCount /= 2;
                break;
            case MapFault.Off64K:
                // One page of it becomes a region of its own, so that neither keeps to 64 KB.
                MemoryDescriptor page = *data;
                page.PageCount = 1;
                data->PhysicalStart += MemoryDescriptor.PageSizeBytes;
                data->PageCount--;
                map.Add(in page);
                break;
            default:
                return TryBendFree(fault, ref *free);
        }
        return true;
    }

    /// <summary>Where ACPI's tables are, SMBIOS and the device tree.</summary>
    private static void BendTables(MapFault fault, ref MemoryDescriptor region)
    {
        if (region.Type != MemoryType.AcpiReclaim)
        {
            return;
        }
        if (fault == MapFault.TablesOem)
        {
            region.Type = (MemoryType)0x7000_0001;
        }
        else
        {
            region.Attributes = MemoryAttributes.Uncacheable | MemoryAttributes.WriteCombining;
        }
    }

    private static bool TryBendFree(MapFault fault, ref MemoryDescriptor free)
    {
        uint type = fault switch
        {
            MapFault.TypeReserved => 0,
            MapFault.TypeUnusable => 8,
            MapFault.TypePersistent => 14,
            MapFault.TypeUnaccepted => 15,
            MapFault.TypePort => 12,
            MapFault.TypePal => 13,
            MapFault.TypeUnknown => 0x1000,
            MapFault.TypeOem => 0x7000_0000,
            MapFault.TypeOs => 0x8000_0001,
            MapFault.TypeLast => uint.MaxValue,
            _ => (uint)free.Type,
        };
        ulong attributes = (ulong)free.Attributes;
        attributes = fault switch
        {
            MapFault.Uncached => (ulong)MemoryAttributes.Uncacheable,
            MapFault.FreeRuntime => attributes | (ulong)MemoryAttributes.Runtime,
            MapFault.FreeReadProtected => attributes | (ulong)MemoryAttributes.ReadProtected,
            MapFault.FreeReadOnly => attributes | (ulong)MemoryAttributes.ReadOnly,
            MapFault.FreeSpecific => attributes | (ulong)MemoryAttributes.SpecificPurpose,
            MapFault.FreeHotPluggable => attributes | 0x10_0000,
            MapFault.FreeUnknownBits => attributes | 0x00ff_ff00_0000,
            MapFault.FreeNothing => 0,
            _ => attributes,
        };
        bool isBent = type != (uint)free.Type || attributes != (ulong)free.Attributes;
        free.Type = (MemoryType)type;
        free.Attributes = (MemoryAttributes)attributes;
        return isBent;
    }
}

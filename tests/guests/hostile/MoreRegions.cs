using Keelson.Addresses;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>A region more than the firmware has.</summary>
internal static class MoreRegions
{
    /// <summary>An address of QEMU's virt board with nothing at it.</summary>
    private const ulong Nowhere = 0x2000_0000;

    // SAFETY: as of MapBytes.
    public static unsafe void Bend(MapFault fault, ref MapBytes map)
    {
        MemoryDescriptor data = *map.Largest(MemoryType.RuntimeServicesData);
        MemoryDescriptor free = *map.Largest(MemoryType.Conventional);
        MemoryDescriptor added = data;
        switch (fault)
        {
            case MapFault.NoSuchMemory:
                // Between the RAM of a small machine and the end of what the board has there.
                added = free;
                Place(ref added, 0x8000_0000, 0x4000);
                break;
            case MapFault.NoSuchEnd:
                // The last megabyte of RAM, and as much behind it.
                added = *map.Last();
                added.Type = MemoryType.Conventional;
                added.Attributes = MemoryAttributes.WriteBack;
                Place(ref added, added.PhysicalEnd.Value, 0x100);
                break;
            case MapFault.BeyondRange:
                added.PhysicalStart = new PhysicalAddress(1ul << 50);
                break;
            case MapFault.RuntimeNowhere:
                Place(ref added, 0x8000_0000, 16);
                break;
            case MapFault.Empty:
                Place(ref added, Nowhere, 0);
                break;
            case MapFault.Wraps:
                Place(ref added, Nowhere, 1ul << 52);
                break;
            case MapFault.WrapsLittle:
                Place(ref added, 0xffff_ffff_ffff_0000, 32);
                break;
            case MapFault.Overlaps:
                // The second half of it, and as much of what is behind.
                added.PhysicalStart += data.SizeBytes / 2 & ~0xfffful;
                break;
            case MapFault.Unaligned:
                Place(ref added, Nowhere + 0x800, 16);
                break;
            case MapFault.Duplicate:
                break;
            case MapFault.Nested:
                added.PageCount = 1;
                break;
            case MapFault.RuntimeInFree:
                Place(ref added, free.PhysicalStart.Value, 1);
                break;
            case MapFault.FreeInRuntime:
                added = free;
                Place(ref added, data.PhysicalStart.Value, 1);
                break;
            case MapFault.FreeInTables:
                added = free;
                Place(ref added, map.Largest(MemoryType.AcpiReclaim)->PhysicalStart.Value, 1);
                break;
            case MapFault.FreeInBoot:
                added = free;
                Place(ref added, map.Largest(MemoryType.BootServicesCode)->PhysicalStart.Value, 1);
                break;
            case MapFault.ReservedInFree:
                added.Type = MemoryType.Reserved;
                added.Attributes = MemoryAttributes.WriteBack;
                Place(ref added, free.PhysicalStart.Value, 16);
                break;
            case MapFault.DeviceInFree:
                added.Type = MemoryType.MemoryMappedIo;
                added.Attributes = MemoryAttributes.Runtime | MemoryAttributes.Uncacheable;
                Place(ref added, free.PhysicalStart.Value, 16);
                break;
            case MapFault.FreeHuge:
                added = free;
                Place(ref added, 0x8000_0000, 1ul << 40);
                break;
            case MapFault.RuntimeHuge:
                Place(ref added, 0x10_0000_0000, 0x100_0000);
                break;
            case MapFault.DeviceHuge:
                // All that a bridge may decode.
                added.Type = MemoryType.MemoryMappedIo;
                added.Attributes = MemoryAttributes.Runtime | MemoryAttributes.Uncacheable;
                Place(ref added, 0x100_0000_0000, 0x1000_0000);
                break;
            case MapFault.DeviceMany:
                added.Type = MemoryType.MemoryMappedIo;
                added.Attributes = MemoryAttributes.Runtime | MemoryAttributes.Uncacheable;
                Place(ref added, 0x10_0000_0000, 0x40_0001);
                break;
            case MapFault.VirtualPreset:
                for (ulong i = 0; i < map.Count; i++)
                {
                    map.At(i)->VirtualStart = new VirtualAddress(0xdead_0000_0000_0000 + (i << 20));
                }
                return;
            case MapFault.UnacceptedMore:
                added = free;
                added.Type = MemoryType.Unaccepted;
                Place(ref added, 0x8000_0000, 0x4000);
                break;
            default:
                BendDevice(fault, ref added);
                break;
        }
        map.Add(in added);
    }

    private static void BendDevice(MapFault fault, ref MemoryDescriptor device)
    {
        device.Type = fault switch
        {
            MapFault.DeviceOs => (MemoryType)0x8000_0001,
            MapFault.DevicePort => MemoryType.MemoryMappedIoPortSpace,
            MapFault.PersistentRuntime => MemoryType.Persistent,
            MapFault.DeviceFree => MemoryType.Conventional,
            _ => MemoryType.MemoryMappedIo,
        };
        device.Attributes = MemoryAttributes.Runtime | MemoryAttributes.Uncacheable;
        Place(
            ref device,
            fault switch
            {
                MapFault.DeviceBeyond => 1ul << 51,
                MapFault.DeviceZero => 0,
                MapFault.DeviceTop => 0xffff_ffff_ffff_0000,
                _ => Nowhere,
            },
            fault == MapFault.DeviceEmpty ? 0ul : 16
        );
    }

    private static void Place(ref MemoryDescriptor region, ulong start, ulong pages)
    {
        region.PhysicalStart = new PhysicalAddress(start);
        region.PageCount = pages;
    }
}

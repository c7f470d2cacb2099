using Keelson.Addresses;
using Keelson.Findings;
using Keelson.Uefi;

namespace Keelson.RuntimeServices;

/// <summary>
/// Which RUNTIME descriptors can be mapped at all. One that cannot is dropped by itself, so that the others keep their
/// services: the attribute goes, as Linux gives up all services where one region has no virtual address
/// (drivers/firmware/efi/arm-runtime.c), and the virtual address of all ones tells the kernel that this was done.
/// </summary>
public static class RuntimeRegion
{
    private static VirtualAddress Dropped => new(ulong.MaxValue);

    /// <summary>Why nothing can be mapped for a descriptor, or None.</summary>
    /// <param name="region">Of the memory map.</param>
    /// <param name="physicalEnd">First address that the CPU cannot form.</param>
    public static FindingId FaultOf(MemoryDescriptor region, PhysicalAddress physicalEnd)
    {
        if (region.PageCount == 0)
        {
            return FindingId.RegionEmpty;
        }

        if (!region.IsSound)
        {
            return FindingId.RegionWraps;
        }

        if (!region.PhysicalStart.IsAligned(MemoryDescriptor.PageSizeBytes))
        {
            return FindingId.RegionOffPage;
        }

        return region.PhysicalEnd > physicalEnd ? FindingId.RegionBeyondPhysicalRange : FindingId.None;
    }

    /// <summary>Had the attribute when the firmware gave the map, whether or not it was dropped since.</summary>
    public static bool WasRuntime(MemoryDescriptor region) => region.IsRuntime || region.VirtualStart == Dropped;

    /// <summary>Takes out of the runtime regions what cannot be mapped.</summary>
    /// <returns>Descriptors dropped.</returns>
    public static int DropUnmappable(MemoryMapView map, PhysicalAddress physicalEnd)
    {
        int dropped = 0;
        for (int i = 0; i < map.Count; i++)
        {
            MemoryDescriptor region = map[i];
            if (!region.IsRuntime || FaultOf(region, physicalEnd) == FindingId.None)
            {
                continue;
            }

            region.Attributes &= ~MemoryAttributes.Runtime;
            region.VirtualStart = Dropped;
            map.Replace(i, in region);
            dropped++;
        }
        return dropped;
    }
}

using System.Runtime.CompilerServices;
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
    public static FindingId FaultOf(in MemoryDescriptor region, PhysicalAddress physicalEnd)
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
    public static bool WasRuntime(in MemoryDescriptor region) => region.IsRuntime || IsDropped(region);

    public static bool IsDropped(in MemoryDescriptor region) => !region.IsRuntime && region.VirtualStart == Dropped;

    /// <summary>Takes out of the runtime regions what cannot be mapped.</summary>
    /// <returns>Descriptors dropped.</returns>
    public static int DropUnmappable(in MemoryMapView map, PhysicalAddress physicalEnd)
    {
        int dropped = 0;
        for (int i = 0; i < map.Count; i++)
        {
            MemoryDescriptor region = map[i];
            if (region.IsRuntime && FaultOf(in region, physicalEnd) != FindingId.None)
            {
                Drop(in map, i, ref region);
                dropped++;
            }
        }
        return dropped;
    }

    /// <summary>For want of virtual addresses.</summary>
    internal static void DropLargest(in MemoryMapView map)
    {
        MemoryDescriptor largest = default;
        int index = 0;
        for (int i = 0; i < map.Count; i++)
        {
            MemoryDescriptor region = map[i];
            if (region.IsRuntime && region.PageCount > largest.PageCount)
            {
                largest = region;
                index = i;
            }
        }
        Drop(in map, index, ref largest);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(in MemoryMapView map, int index, ref MemoryDescriptor region)
    {
        region.Attributes &= ~MemoryAttributes.Runtime;
        region.VirtualStart = Dropped;
        map.Replace(index, in region);
    }
}

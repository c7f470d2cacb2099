using Keelson.Addresses;
using Keelson.Paging;
using Keelson.Uefi;

namespace Keelson.RuntimeServices;

/// <summary>
/// The private address space of the runtime services, out of the memory map alone (patches 2/8 and 6/8): each RUNTIME
/// region at the virtual address that the boot stub wrote beside it, and nothing else.
/// </summary>
public static class RuntimeSpace
{
    /// <summary>
    /// Pages for what later may get permissions by section, and for what shares its edges; blocks for devices, such as
    /// tens of megabytes of flash.
    /// </summary>
    public static BlockPolicy PolicyFor(in MemoryDescriptor region, Granule granule) =>
        region.IsWriteBack || IsMisaligned(region, granule) ? BlockPolicy.PagesOnly : BlockPolicy.BlocksAllowed;

    /// <summary>
    /// Write-back memory of code is executable, the rest of it is not, and what is not write-back is a device. A region
    /// that does not fill its pages shares them with others, whose permissions cannot be told apart: it gets them all.
    /// </summary>
    public static Protection ProtectionFor(in MemoryDescriptor region, Granule granule)
    {
        if (!region.IsWriteBack)
        {
            return Protection.RuntimeDevice;
        }

        return region.Type == MemoryType.RuntimeServicesCode || IsMisaligned(region, granule)
            ? Protection.RuntimeCode
            : Protection.RuntimeData;
    }

    /// <summary>
    /// UEFI 2.10, 2.3.6 asks for 64 KB, so that kernels of any granule can map each region by itself; not all firmware
    /// does it.
    /// </summary>
    public static bool IsMisaligned(in MemoryDescriptor region, Granule granule) =>
        !region.PhysicalStart.IsAligned(granule.PageSize) || !region.PhysicalEnd.IsAligned(granule.PageSize);

    /// <summary>Maps every runtime region, or says which one could not be mapped and why.</summary>
    public static RuntimeSpaceDiagnostic Populate<TMemory>(ref AddressSpace<TMemory> space, in MemoryMapView map)
        where TMemory : struct, ITableMemory
    {
        for (int i = 0; i < map.Count; i++)
        {
            MemoryDescriptor region = map[i];
            if (!region.IsRuntime)
            {
                continue;
            }

            if (!region.IsSound)
            {
                return new RuntimeSpaceDiagnostic(RuntimeSpaceError.UnsoundRegion, MapError.None, i, region);
            }

            if (IsWithdrawn(region))
            {
                return new RuntimeSpaceDiagnostic(RuntimeSpaceError.NotRelocated, MapError.None, i, region);
            }

            MapError mapError = space.Map(
                region.PhysicalStart,
                region.VirtualStart,
                region.SizeBytes,
                ProtectionFor(region, space.Granule),
                PolicyFor(region, space.Granule)
            );
            if (mapError != MapError.None)
            {
                return new RuntimeSpaceDiagnostic(RuntimeSpaceError.NotMapped, mapError, i, region);
            }
        }
        return default;
    }

    /// <summary>
    /// A runtime virtual address back to a physical one (patch 3/8): what the firmware relocated in its tables can then
    /// be read outside the runtime address space.
    /// </summary>
    public static bool TryToPhysical(in MemoryMapView map, VirtualAddress address, out PhysicalAddress physical)
    {
        for (int i = 0; i < map.Count; i++)
        {
            MemoryDescriptor region = map[i];
            if (
                !region.IsRuntime
                || !region.IsSound
                || IsWithdrawn(region)
                || address < region.VirtualStart
                || address - region.VirtualStart >= region.SizeBytes
            )
            {
                continue;
            }

            physical = region.PhysicalStart + (address - region.VirtualStart);
            return true;
        }
        physical = default;
        return false;
    }

    /// <summary>Where the runtime address space has a physical address.</summary>
    public static bool TryToVirtual(in MemoryMapView map, PhysicalAddress address, out VirtualAddress virtualAddress)
    {
        bool found = map.TryFind(address, out MemoryDescriptor region) && region.IsRuntime && !IsWithdrawn(region);
        virtualAddress = found ? region.VirtualStart + (address - region.PhysicalStart) : default;
        return found;
    }

    private static bool IsWithdrawn(in MemoryDescriptor region) => region.VirtualStart.Value == ulong.MaxValue;
}

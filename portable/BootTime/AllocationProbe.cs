using Keelson.Addresses;
using Keelson.Uefi;

namespace Keelson.BootTime;

/// <summary>
/// Patches 4/8 and 5/8, watched in the running firmware: an allocation lies where it should, the memory map shows
/// exactly its rounded size as taken, and freeing gives back exactly as much.
/// </summary>
public struct AllocationProbe
{
    public PhysicalAddress Address;

    /// <summary>
    /// EFI pages of our type that the map has more with the allocation, and less again without. Free memory is no
    /// measure: firmware takes pages of its own for the list of regions when one is split.
    /// </summary>
    public long TakenPages;
    public long ReturnedPages;

    /// <returns>False where the firmware did not let it be measured.</returns>
    public static bool TryMeasure<TFirmware>(
        TFirmware firmware,
        ulong sizeBytes,
        ulong alignmentBytes,
        out AllocationProbe probe
    )
        where TFirmware : struct, IMemoryServices
    {
        probe = default;
        // Room for the map comes first, so that it is no part of the difference.
        if (MapRoom.Allocate(firmware, out PhysicalRange buffer) != EfiStatus.Success)
        {
            return false;
        }

        PhysicalRange range = default;
        bool ok =
            TryCountTaken(firmware, buffer, out long before)
            && AlignedPages.Allocate(firmware, MemoryType.LoaderData, sizeBytes, alignmentBytes, out range)
                == EfiStatus.Success;
        if (ok)
        {
            ok = TryCountTaken(firmware, buffer, out long during);
            probe.Address = range.Start;
            AlignedPages.Free(firmware, ref range);
            ok &= TryCountTaken(firmware, buffer, out long after);
            probe.TakenPages = during - before;
            probe.ReturnedPages = during - after;
        }
        AlignedPages.Free(firmware, ref buffer);
        return ok;
    }

    public readonly bool IsExact(ulong sizeBytes, ulong alignmentBytes)
    {
        long pages = (long)(AlignedPages.RoundedSize(sizeBytes) / MemoryDescriptor.PageSizeBytes);
        return Address.IsAligned(alignmentBytes)
            && Address.IsAligned(AlignedPages.GranularityBytes)
            && TakenPages == pages
            && ReturnedPages == pages;
    }

    private static bool TryCountTaken<TFirmware>(TFirmware firmware, PhysicalRange buffer, out long pages)
        where TFirmware : struct, IMemoryServices
    {
        pages = 0;
        System.Span<byte> bytes = firmware.Memory(buffer);
        if (
            firmware.GetMemoryMap(bytes, out MemoryMapInfo info) != EfiStatus.Success
            || MemoryMapView.TryCreate(bytes, info, out MemoryMapView map) != MemoryMapError.None
        )
        {
            return false;
        }

        for (int i = 0; i < map.Count; i++)
        {
            if (map[i].Type == MemoryType.LoaderData)
            {
                pages += (long)map[i].PageCount;
            }
        }
        return true;
    }
}

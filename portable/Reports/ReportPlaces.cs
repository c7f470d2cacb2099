using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Uefi;

namespace Keelson.Reports;

/// <summary>
/// Memory that a report can wait in for the next boot. A device tree may name such an area (ramoops; Linux,
/// Documentation/devicetree/bindings/reserved-memory/ramoops.yaml). Where none does, the report is written many times,
/// to one place in each 16 MB of free memory: firmware that starts again uses some of that, but not all, and what is
/// left of the copies is found by signature and CRC.
/// </summary>
public static class ReportPlaces
{
    private const ulong PitchBytes = 0x100_0000;

    /// <summary>Near the end of each 16 MB: what is loaded, is loaded to the beginning of round addresses.</summary>
    private const ulong OffsetBytes = 0xff_0000;

    public const int BeforeFirstRegion = -2;
    private const int InArea = -1;

    /// <summary>The first place at or above an address.</summary>
    /// <returns>False above the last one that there is.</returns>
    public static bool TryFirst(PhysicalAddress start, out PhysicalAddress place)
    {
        place = start.AlignDown(PitchBytes) + OffsetBytes;
        if (place < start)
        {
            place = place + PitchBytes;
        }

        return place >= start;
    }

    /// <summary>
    /// Steps to the next place that lies in <paramref name="range"/> whole; the first one with <paramref name="place"/>
    /// below its start.
    /// </summary>
    public static bool TryNext(PhysicalRange range, ref PhysicalAddress place)
    {
        return TryFirst(place < range.Start ? range.Start : place + 1, out place) && Holds(range, place);
    }

    /// <summary>
    /// Steps to the next place that may be read: the area, then those in memory that the map calls free.
    /// </summary>
    /// <param name="area">Of the device tree; passed over where the map knows it as no memory, as then nothing may be
    /// mapped there.</param>
    /// <param name="region">Index of the region that <paramref name="place"/> is in; <see cref="BeforeFirstRegion"/> to
    /// begin with.</param>
    public static bool TryNext(in MemoryMapView map, PhysicalRange area, ref int region, ref PhysicalAddress place)
    {
        if (region == BeforeFirstRegion)
        {
            region = 0;
            if (
                !area.IsEmpty
                && map.TryFind(area.Start, out MemoryDescriptor around)
                && around.IsSound
                && around.IsWriteBack
                && Holds(around.Range, area.Start)
            )
            {
                place = area.Start;
                region = InArea;
                return true;
            }
        }
        if (region == InArea)
        {
            region = 0;
            place = default;
        }
        for (; region < map.Count; region++, place = default)
        {
            MemoryDescriptor descriptor = map[region];
            if (
                descriptor.IsSound
                && descriptor.Type == MemoryType.Conventional
                && descriptor.IsWriteBack
                && TryNext(new PhysicalRange(descriptor.PhysicalStart, descriptor.PhysicalEnd), ref place)
            )
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// The area of a tree's first <c>ramoops</c> node, empty where there is none, or none that is large enough.
    /// </summary>
    public static PhysicalRange InDeviceTree(in DeviceTreeBlob tree) =>
        tree.TryFindCompatible("ramoops"u8, out DeviceTreeNode node)
        && node.IsAvailable
        && node.TryGetRegister(0, out PhysicalAddress start, out ulong sizeBytes)
        && sizeBytes >= KeptReport.CapacityBytes
            ? PhysicalRange.FromSize(start, KeptReport.CapacityBytes)
            : default;

    // A range may end where the addresses do.
    private static bool Holds(PhysicalRange range, PhysicalAddress place) =>
        place < range.End && range.End - place >= KeptReport.CapacityBytes;
}

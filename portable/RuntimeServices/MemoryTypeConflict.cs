using Keelson.Addresses;
using Keelson.Uefi;

namespace Keelson.RuntimeServices;

/// <summary>
/// Two runtime regions in one page, one of them cacheable and one not: whichever mapping is used, the other's memory is
/// reached with the wrong type (Arm ARM DDI 0487, B2.8, mismatched attributes). Which of the two is right only the
/// firmware knows, so each is mapped as its own descriptor says, and the pair is reported.
/// </summary>
public static class MemoryTypeConflict
{
    /// <param name="map">The memory map.</param>
    /// <param name="pageSizeBytes">Of the kernel's granule: the larger, the more neighbours share one.</param>
    /// <param name="index">The first region of such a pair, or -1.</param>
    /// <returns>The other one, or -1.</returns>
    public static int Find(in MemoryMapView map, ulong pageSizeBytes, out int index)
    {
        for (index = 0; index < map.Count; index++)
        {
            for (int other = index + 1; other < map.Count; other++)
            {
                MemoryDescriptor a = map[index],
                    b = map[other];
                if (
                    a.IsRuntime
                    && b.IsRuntime
                    && a.IsSound
                    && b.IsSound
                    && a.IsWriteBack != b.IsWriteBack
                    && Pages(a, pageSizeBytes).Overlaps(Pages(b, pageSizeBytes))
                )
                {
                    return other;
                }
            }
        }
        index = -1;
        return -1;
    }

    private static PhysicalRange Pages(in MemoryDescriptor region, ulong pageSizeBytes) =>
        new PhysicalRange(region.PhysicalStart, region.PhysicalEnd).RoundOut(pageSizeBytes);
}

using Keelson.Paging;

namespace Keelson.Portable.Tests.Paging;

internal static class Granules
{
    /// <summary>Test data names a granule by the number of bits in a page offset, so that a report shows it.</summary>
    public static Granule Of(int pageShift) =>
        pageShift switch
        {
            12 => Granule.Size4K,
            14 => Granule.Size16K,
            16 => Granule.Size64K,
            _ => throw new ArgumentOutOfRangeException(nameof(pageShift)),
        };
}

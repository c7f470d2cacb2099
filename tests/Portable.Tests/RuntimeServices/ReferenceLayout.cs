namespace Keelson.Portable.Tests;

/// <summary>
/// The layout again, from the words of the series and nothing else: "all regions are rounded up to a naturally aligned
/// multiple of 64 KB", packed upwards in map order, at a 2 MB boundary where a region that starts on one fills at least
/// one.
/// </summary>
internal static class ReferenceLayout
{
    private static readonly UInt128 s_frame = 64 * 1024;
    private static readonly UInt128 s_block = 2 * 1024 * 1024;

    /// <summary>An address for each runtime region, none for the others.</summary>
    public static List<ulong?> Of(IEnumerable<MapEntry> map, ulong start)
    {
        UInt128 next = start;
        List<ulong?> addresses = [];
        foreach (MapEntry entry in map)
        {
            if (!entry.IsRuntime)
            {
                addresses.Add(null);
                continue;
            }
            UInt128 firstByte = entry.Start;
            UInt128 lastByte = firstByte + entry.PageCount * (UInt128)4096 - 1;
            UInt128 frames = lastByte / s_frame - firstByte / s_frame + 1;
            UInt128 boundary = firstByte % s_block == 0 && lastByte - firstByte + 1 >= s_block ? s_block : s_frame;
            while (next % boundary != 0)
            {
                next += s_frame - next % s_frame;
            }

            addresses.Add((ulong)(next + firstByte % s_frame));
            next += frames * s_frame;
        }
        return addresses;
    }
}

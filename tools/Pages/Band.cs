using Keelson.Tools.Reports;
using Keelson.Uefi;

namespace Keelson.Tools.Pages;

/// <summary>
/// Neighbouring regions of one kind, as one; a runtime region stays by itself, because the layout places each by
/// itself.
/// </summary>
internal sealed record Band(ulong Start, ulong SizeBytes, MemoryType Type, MemoryAttributes Attributes, int Count)
{
    public ulong End => Start + SizeBytes;
    public bool IsRuntime => (Attributes & MemoryAttributes.Runtime) != 0;

    /// <param name="regions">In ascending order.</param>
    public static IReadOnlyList<Band> Join(IReadOnlyList<MapRegion> regions)
    {
        List<Band> bands = [];
        foreach (MapRegion region in regions)
        {
            if (
                bands is [.., var last]
                && last.End == region.Physical
                && last.Type == region.Type
                && last.Attributes == region.Attributes
                && !region.IsRuntime
            )
            {
                bands[^1] = last with { SizeBytes = last.SizeBytes + region.SizeBytes, Count = last.Count + 1 };
            }
            else
            {
                bands.Add(new Band(region.Physical, region.SizeBytes, region.Type, region.Attributes, 1));
            }
        }

        return bands;
    }
}

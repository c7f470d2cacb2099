using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Findings;
using Keelson.Uefi;

namespace Keelson.Audits;

/// <summary>
/// What <c>/reserved-memory</c> says that nobody may map (<c>no-map</c>) has to be EfiReservedMemoryType, if the memory
/// map has it at all (Devicetree Specification v0.4, 3.5.4): a loader or a driver of boot services is given it else.
/// </summary>
public static class ReservedMemoryAudit
{
    /// <param name="tree">The firmware's.</param>
    /// <param name="map">As GetMemoryMap gave it.</param>
    /// <param name="findings">Told each region of the tree with the first of the map that is in its place.</param>
    public static void Run<TFindings>(in DeviceTreeBlob tree, in MemoryMapView map, ref TFindings findings)
        where TFindings : struct, IRegionFindings
    {
        if (!tree.Root.TryGetChild("reserved-memory"u8, out DeviceTreeNode parent))
        {
            return;
        }
        foreach (DeviceTreeNode node in parent.Children)
        {
            if (!node.IsAvailable || !node.TryGetProperty("no-map"u8, out _))
            {
                continue;
            }
            for (int i = 0; node.TryReadReg(i, out ulong start, out ulong sizeBytes); i++)
            {
                ulong last = start + (sizeBytes - 1);
                if (sizeBytes != 0 && last >= start)
                {
                    Compare(start, last, map, ref findings);
                }
            }
        }
    }

    private static void Compare<TFindings>(ulong start, ulong last, in MemoryMapView map, ref TFindings findings)
        where TFindings : struct, IRegionFindings
    {
        for (int i = 0; i < map.Count; i++)
        {
            MemoryDescriptor region = map[i];
            if (
                region.IsSound
                && region.IsUsable
                && start < region.PhysicalEnd.Value
                && last >= region.PhysicalStart.Value
            )
            {
                MemoryDescriptor reserved = default;
                reserved.PhysicalStart = new PhysicalAddress(start).AlignDown(MemoryDescriptor.PageSizeBytes);
                reserved.PageCount = (last - reserved.PhysicalStart.Value) / MemoryDescriptor.PageSizeBytes + 1;
                findings.Found(FindingId.ReservedMemoryUsable, in reserved, in region);
                return;
            }
        }
    }
}

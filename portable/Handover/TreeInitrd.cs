using System;
using System.Buffers.Binary;
using Keelson.DeviceTree;
using Keelson.Uefi;

namespace Keelson.Handover;

/// <summary>
/// The initial ramdisk of a boot loader that knows no other way to a kernel than the device tree (GRUB before 2.12): it
/// wrote it into <c>/chosen</c> for whatever stub comes, and Linux's own leaves it there.
/// </summary>
public static class TreeInitrd
{
    /// <summary>
    /// Whether there is one, in what a loader took and still holds: anywhere else it is of another boot.
    /// </summary>
    /// <param name="tree">From the firmware, as the loader changed it.</param>
    /// <param name="map">The firmware's memory map.</param>
    public static bool IsThere(ReadOnlySpan<byte> tree, in MemoryMapView map)
    {
        if (
            DeviceTreeBlob.TryCreate(tree, out DeviceTreeBlob blob, out _)
            && blob.Root.TryGetChild(ChosenNames.Path[1..], out DeviceTreeNode chosen)
        )
        {
            ulong start = Read(in chosen, ChosenNames.InitrdStart),
                end = Read(in chosen, ChosenNames.InitrdEnd);
            for (int i = 0; start < end && i < map.Count; i++)
            {
                MemoryDescriptor region = map[i];
                if (
                    region.Type == MemoryType.LoaderData
                    && region.PhysicalStart.Value <= start
                    && end - region.PhysicalStart.Value <= region.SizeBytes
                )
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>0 where there is none, or not of two cells, as GRUB writes them.</summary>
    private static ulong Read(scoped in DeviceTreeNode chosen, scoped ReadOnlySpan<byte> name) =>
        chosen.TryGetProperty(name, out DeviceTreeProperty property) && property.Value.Length == sizeof(ulong)
            ? BinaryPrimitives.ReadUInt64BigEndian(property.Value)
            : 0;
}

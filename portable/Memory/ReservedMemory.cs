using Keelson.Addresses;
using Keelson.DeviceTree;

namespace Keelson.Memory;

/// <summary>
/// Children of <c>/reserved-memory</c> with a <c>reg</c> (Devicetree Specification v0.4, 3.5). U-Boot lists those
/// without <c>no-map</c> as boot-services data, which an operating system may take: a display or a DSP still uses them.
/// Those that are <c>reusable</c> are left alone too, as their driver may want them as they are.
/// </summary>
public static class ReservedMemory
{
    /// <summary>Takes them out of <paramref name="free"/>, whole pages around each.</summary>
    public static void TakeFrom(ref FreeMemory free, in DeviceTreeBlob tree, ulong pageSizeBytes)
    {
        if (!tree.Root.TryGetChild("reserved-memory"u8, out DeviceTreeNode parent))
        {
            return;
        }

        foreach (DeviceTreeNode node in parent.Children)
        {
            for (
                int index = 0;
                node.IsAvailable && node.TryReadReg(index, out ulong start, out ulong sizeBytes);
                index++
            )
            {
                if (sizeBytes != 0)
                {
                    ulong end = start + sizeBytes < start ? ulong.MaxValue : start + sizeBytes;
                    free.Reserve(
                        new PhysicalRange(
                            new PhysicalAddress(start).AlignDown(pageSizeBytes),
                            EndOf(end, pageSizeBytes)
                        )
                    );
                }
            }
        }
    }

    private static PhysicalAddress EndOf(ulong end, ulong pageSizeBytes) =>
        new(end > ulong.MaxValue - pageSizeBytes ? ulong.MaxValue : Alignment.Up(end, pageSizeBytes));
}

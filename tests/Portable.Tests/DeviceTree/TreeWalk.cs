using Keelson.DeviceTree;

namespace Keelson.Portable.Tests;

/// <summary>
/// Everything a reader can ask of a tree, each question once per node: whatever TryCreate accepts must answer all of it
/// in bounds.
/// </summary>
internal static class TreeWalk
{
    /// <summary>Returns a number that depends on all it read, so that nothing of it can be optimized away.</summary>
    public static int ReadEverything(DeviceTreeBlob tree)
    {
        int sum = (int)tree.CheckNames();
        foreach (MemoryReservation reservation in tree.Reservations)
        {
            sum += (int)reservation.SizeBytes;
        }

        foreach (DeviceTreeNode node in tree.Nodes)
        {
            sum += Sum(node.Name) + Sum(node.BaseName) + (int)node.AddressCells + (int)node.SizeCells;
            sum += node.IsAvailable && node.IsCompatibleWith("none"u8) && node.HasDeviceType("none"u8) ? 1 : 0;
            foreach (DeviceTreeProperty property in node.Properties)
            {
                sum +=
                    Sum(property.Name)
                    + Sum(property.Value)
                    + (property.TryReadNumber(out ulong number) ? (int)number : 0);
                foreach (ReadOnlySpan<byte> text in property.Strings)
                {
                    sum += Sum(text);
                }

                sum += node.TryGetProperty(property.Name, out _) ? 1 : 0;
                sum += tree.TryFindNode(property.Value, out DeviceTreeNode target) ? Sum(target.Name) : 0;
                sum += tree.TryFindAlias(property.Name, out target) ? Sum(target.Name) : 0;
            }
            for (int i = 0; node.TryReadReg(i, out ulong address, out ulong size); i++)
            {
                sum += (int)address + (int)size;
                sum += node.TryGetRegister(i, out _, out _) ? 1 : 0;
            }
        }
        sum += tree.TryFindCompatible("arm,pl011"u8, out DeviceTreeNode found) ? Sum(found.Name) : 0;
        sum += tree.TryFindStandardOutput(out found, out ReadOnlySpan<byte> options)
            ? Sum(found.Name) + Sum(options)
            : 0;
        return sum;
    }

    private static int Sum(ReadOnlySpan<byte> bytes)
    {
        int sum = bytes.Length;
        foreach (byte value in bytes)
        {
            sum += value;
        }

        return sum;
    }
}

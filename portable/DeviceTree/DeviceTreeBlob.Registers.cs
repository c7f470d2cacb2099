using Keelson.Addresses;

namespace Keelson.DeviceTree;

/// <summary>Which nodes are looked at.</summary>
public enum NodeChoice
{
    All,

    /// <summary>Those that a kernel has drivers for: with a status of <c>okay</c> or none, as all above them.</summary>
    Available,
}

public readonly ref partial struct DeviceTreeBlob
{
    /// <summary>
    /// The first node whose registers (Devicetree Specification v0.4, 2.3.6) lie in a range, wholly or in part, as the
    /// processor sees them. Not one that describes memory.
    /// </summary>
    public bool TryFindRegisters(PhysicalRange range, NodeChoice choice, out DeviceTreeNode node)
    {
        int disabledDepth = 0;
        NodeEnumerator nodes = Nodes;
        while (nodes.MoveNext())
        {
            node = nodes.Current;
            if (disabledDepth != 0 && nodes.Depth > disabledDepth)
            {
                continue;
            }
            disabledDepth = choice == NodeChoice.Available && !node.IsAvailable ? nodes.Depth : 0;
            if (disabledDepth == 0 && !node.DescribesMemory && HasRegistersIn(node, range))
            {
                return true;
            }
        }
        node = default;
        return false;
    }

    private static bool HasRegistersIn(DeviceTreeNode node, PhysicalRange range)
    {
        for (int i = 0; node.TryGetRegister(i, out PhysicalAddress start, out ulong sizeBytes); i++)
        {
            // Not by its end, which may be past the last address.
            if (start < range.End && (start >= range.Start ? sizeBytes != 0 : sizeBytes > range.Start - start))
            {
                return true;
            }
        }
        return false;
    }
}

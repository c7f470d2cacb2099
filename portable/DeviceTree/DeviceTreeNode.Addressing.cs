using System;
using Keelson.Addresses;

namespace Keelson.DeviceTree;

/// <summary><c>reg</c> and <c>ranges</c> (Devicetree Specification v0.4, 2.3.6 and 2.3.8).</summary>
public readonly ref partial struct DeviceTreeNode
{
    /// <summary>
    /// Entry <paramref name="index"/> of <c>reg</c> as it stands, in the address space of the parent's bus. False
    /// without such an entry, and when an address or size has more than two cells: those of PCI carry flags and are no
    /// plain numbers.
    /// <paramref name="sizeBytes"/> is 0 when the parent's <c>#size-cells</c> is, as for processors.
    /// </summary>
    public bool TryReadReg(int index, out ulong address, out ulong sizeBytes) =>
        TryReadReg(new NodeAncestors(_tree, Offset), index, out address, out sizeBytes);

    /// <summary>
    /// Entry <paramref name="index"/> of <c>reg</c> as the processor sees it: translated through the <c>ranges</c> of
    /// every bus above. False when <see cref="TryReadReg(int, out ulong, out ulong)"/> is, or when a bus on the way
    /// doesn't map the address.
    /// </summary>
    public bool TryGetRegister(int index, out PhysicalAddress start, out ulong sizeBytes)
    {
        start = default;
        NodeAncestors above = new(_tree, Offset);
        if (!TryReadReg(in above, index, out ulong address, out sizeBytes))
        {
            return false;
        }

        for (int bus = above.Count - 1; bus > 0; bus--)
        {
            if (!above[bus].TryTranslate(ref address, above[bus - 1].AddressCells))
            {
                return false;
            }
        }
        start = new PhysicalAddress(address);
        return true;
    }

    private bool TryReadReg(scoped in NodeAncestors above, int index, out ulong address, out ulong sizeBytes)
    {
        address = 0;
        sizeBytes = 0;
        if (index < 0 || above.Count == 0 || !TryGetProperty("reg"u8, out DeviceTreeProperty reg))
        {
            return false;
        }

        DeviceTreeNode bus = above[above.Count - 1];
        uint sizeCells = bus.SizeCells;
        CellReader cells = new(reg.Value, bus.AddressCells, sizeCells);
        for (int entry = 0; cells.TryBeginEntry(out address); entry++)
        {
            if (!cells.TryRead(sizeCells, out sizeBytes))
            {
                return false;
            }

            if (entry == index)
            {
                return true;
            }
        }
        return false;
    }

    // Only the first byte has to be inside a range, as for Linux (of_bus_default_map, drivers/of/address.c): trees in
    // the field have registers whose sizes are rounded up past the end of their bus.
    private bool TryTranslate(ref ulong address, uint parentAddressCells)
    {
        if (!TryGetProperty("ranges"u8, out DeviceTreeProperty ranges))
        {
            return false;
        }

        if (ranges.Value.IsEmpty)
        {
            return true;
        }

        uint sizeCells = SizeCells;
        CellReader cells = new(ranges.Value, AddressCells, parentAddressCells + sizeCells);
        while (cells.TryBeginEntry(out ulong child))
        {
            if (!cells.TryRead(parentAddressCells, out ulong parent) || !cells.TryRead(sizeCells, out ulong size))
            {
                return false;
            }

            if (address < child || address - child >= size)
            {
                continue;
            }

            ulong translated = parent + (address - child);
            if (translated < parent)
            {
                return false;
            }

            address = translated;
            return true;
        }
        return false;
    }
}

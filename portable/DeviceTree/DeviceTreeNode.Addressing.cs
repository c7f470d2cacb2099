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
    public bool TryReadReg(int index, out ulong address, out ulong sizeBytes)
    {
        address = 0;
        sizeBytes = 0;
        if (index < 0 || !TryGetParent(out DeviceTreeNode bus) || !TryGetProperty("reg"u8, out DeviceTreeProperty reg))
        {
            return false;
        }

        uint addressCells = bus.AddressCells;
        uint sizeCells = bus.SizeCells;
        var cells = new CellReader(reg.Value);
        // An entry without cells would be read again and again from an empty value.
        if (addressCells == 0)
        {
            return false;
        }

        for (int entry = 0; entry <= index; entry++)
        {
            if (!cells.TryRead(addressCells, out address) || !cells.TryRead(sizeCells, out sizeBytes))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>
    /// Entry <paramref name="index"/> of <c>reg</c> as the processor sees it: translated through the <c>ranges</c> of
    /// every bus above. False when <see cref="TryReadReg"/> is, or when a bus on the way doesn't map the address.
    /// </summary>
    public bool TryGetRegister(int index, out PhysicalAddress start, out ulong sizeBytes)
    {
        start = default;
        if (!TryReadReg(index, out ulong address, out sizeBytes))
        {
            return false;
        }

        TryGetParent(out DeviceTreeNode bus);
        while (bus.TryGetParent(out DeviceTreeNode above))
        {
            if (!bus.TryTranslate(ref address, above.AddressCells))
            {
                return false;
            }

            bus = above;
        }
        start = new PhysicalAddress(address);
        return true;
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

        uint childAddressCells = AddressCells;
        uint sizeCells = SizeCells;
        var cells = new CellReader(ranges.Value);
        while (!cells.IsAtEnd)
        {
            if (
                !cells.TryRead(childAddressCells, out ulong child)
                || !cells.TryRead(parentAddressCells, out ulong parent)
                || !cells.TryRead(sizeCells, out ulong size)
            )
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

using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Keelson.DeviceTree;

/// <summary>
/// Reads the entries of a value, each an address and other numbers of 0, 1 or 2 big-endian 32-bit cells (Devicetree
/// Specification v0.4, 2.2.4). An address has a cell at least, as for Linux (drivers/of/address.c,
/// OF_CHECK_ADDR_COUNT): so every entry takes something off the value, and a walk through them ends.
/// </summary>
internal ref struct CellReader(ReadOnlySpan<byte> value, uint addressCells, uint otherCells)
{
    private ReadOnlySpan<byte> _rest = value;

    /// <returns>False behind the last whole entry.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryBeginEntry(out ulong address)
    {
        address = 0;
        return addressCells != 0
            && (ulong)_rest.Length >= ((ulong)addressCells + otherCells) * sizeof(uint)
            && TryRead(addressCells, out address);
    }

    /// <summary>False past the end, and for more cells than a 64-bit number has. A number of no cells is 0.</summary>
    public bool TryRead(uint cells, out ulong number)
    {
        number = 0;
        if (cells > 2 || _rest.Length < (int)cells * 4)
        {
            return false;
        }

        if (cells == 1)
        {
            number = BinaryPrimitives.ReadUInt32BigEndian(_rest);
        }
        else if (cells == 2)
        {
            number = BinaryPrimitives.ReadUInt64BigEndian(_rest);
        }

        _rest = _rest[((int)cells * 4)..];
        return true;
    }
}

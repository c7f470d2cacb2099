using System;
using System.Buffers.Binary;

namespace Keelson.DeviceTree;

/// <summary>
/// Reads numbers of 0, 1 or 2 big-endian 32-bit cells off a value, one after another (Devicetree Specification v0.4,
/// 2.2.4).
/// </summary>
internal ref struct CellReader(ReadOnlySpan<byte> value)
{
    private ReadOnlySpan<byte> _rest = value;

    public readonly bool IsAtEnd => _rest.IsEmpty;

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

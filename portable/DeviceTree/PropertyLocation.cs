using System;
using System.Buffers.Binary;

namespace Keelson.DeviceTree;

/// <summary>
/// Where a property's value lies in a blob. Between the last memory map and ExitBootServices nothing may be searched
/// for or resized, so the places to patch are remembered beforehand and written over. Any edit that moves bytes makes
/// it stale; <see cref="DeviceTreeEditor.Pack"/> doesn't.
/// </summary>
public readonly struct PropertyLocation(int valueOffset, int lengthBytes, int nameOffset)
{
    /// <summary>In bytes from the start of the blob.</summary>
    public int ValueOffset { get; } = valueOffset;
    public int LengthBytes { get; } = lengthBytes;

    /// <summary><c>nameoff</c>, which with the length tells whether the property is still there.</summary>
    private int NameOffset { get; } = nameOffset;

    /// <summary>Writes over the value, which must have the same length.</summary>
    public DeviceTreeError Write(Span<byte> blob, scoped ReadOnlySpan<byte> value)
    {
        DeviceTreeError error = Check(blob, value.Length);
        if (error == DeviceTreeError.None)
        {
            value.CopyTo(blob[ValueOffset..]);
        }

        return error;
    }

    /// <summary>Writes over a value of one cell.</summary>
    public DeviceTreeError WriteUInt32(Span<byte> blob, uint value)
    {
        DeviceTreeError error = Check(blob, sizeof(uint));
        if (error == DeviceTreeError.None)
        {
            BinaryPrimitives.WriteUInt32BigEndian(blob[ValueOffset..], value);
        }

        return error;
    }

    /// <summary>Writes over a value of two cells.</summary>
    public DeviceTreeError WriteUInt64(Span<byte> blob, ulong value)
    {
        DeviceTreeError error = Check(blob, sizeof(ulong));
        if (error == DeviceTreeError.None)
        {
            BinaryPrimitives.WriteUInt64BigEndian(blob[ValueOffset..], value);
        }

        return error;
    }

    private DeviceTreeError Check(scoped ReadOnlySpan<byte> blob, int lengthBytes)
    {
        if (lengthBytes != LengthBytes)
        {
            return DeviceTreeError.LengthMismatch;
        }

        int head = ValueOffset - StructureCursor.PropertyHeadSize;
        bool isThere =
            head >= 0
            && blob.Length - ValueOffset >= lengthBytes
            && BinaryPrimitives.ReadUInt32BigEndian(blob[head..]) == (uint)StructureToken.Property
            && BinaryPrimitives.ReadUInt32BigEndian(blob[(head + 4)..]) == (uint)lengthBytes
            && BinaryPrimitives.ReadUInt32BigEndian(blob[(head + 8)..]) == (uint)NameOffset;
        return isThere ? DeviceTreeError.None : DeviceTreeError.StaleLocation;
    }
}

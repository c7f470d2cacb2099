using System;
using System.Buffers.Binary;

namespace Keelson.DeviceTree;

public readonly ref partial struct DeviceTreeEditor
{
    /// <summary>Sets a value of two cells.</summary>
    public DeviceTreeError SetUInt64(scoped ReadOnlySpan<byte> path, scoped ReadOnlySpan<byte> name, ulong value)
    {
        DeviceTreeError error = PlaceProperty(path, name, sizeof(ulong), out Span<byte> place);
        if (error == DeviceTreeError.None)
        {
            BinaryPrimitives.WriteUInt64BigEndian(place, value);
        }

        return error;
    }

    /// <summary>Sets a value of one string, to which the NUL is added.</summary>
    public DeviceTreeError SetString(
        scoped ReadOnlySpan<byte> path,
        scoped ReadOnlySpan<byte> name,
        scoped ReadOnlySpan<byte> text
    )
    {
        DeviceTreeError error = PlaceProperty(path, name, text.Length + 1, out Span<byte> place);
        if (error == DeviceTreeError.None)
        {
            text.CopyTo(place);
        }

        return error;
    }

    /// <summary>
    /// Gives a property a value of this many zero bytes, makes the property when the node hasn't got it, and hands the
    /// bytes out to be filled. The span is good until the next operation.
    /// </summary>
    public DeviceTreeError PlaceProperty(
        scoped ReadOnlySpan<byte> path,
        scoped ReadOnlySpan<byte> name,
        int lengthBytes,
        out Span<byte> value
    )
    {
        value = default;
        return Tree.TryFindNode(path, out DeviceTreeNode node)
            ? PlaceProperty(node, name, lengthBytes, out value)
            : DeviceTreeError.NotFound;
    }

    /// <param name="node">Of the tree as it is now.</param>
    internal DeviceTreeError PlaceProperty(
        DeviceTreeNode node,
        scoped ReadOnlySpan<byte> name,
        int lengthBytes,
        out Span<byte> value
    ) =>
        node.TryGetProperty(name, out DeviceTreeProperty property)
            ? ResizeProperty(property, lengthBytes, out value)
            : AddProperty(node, name, lengthBytes, out value);

    /// <summary>Deletes a property. Its name stays in the strings block, where others may share it.</summary>
    public DeviceTreeError DeleteProperty(scoped ReadOnlySpan<byte> path, scoped ReadOnlySpan<byte> name)
    {
        if (!TryFindProperty(path, name, out DeviceTreeProperty property))
        {
            return DeviceTreeError.NotFound;
        }

        int end = StructureCursor.Align(property.ValueOffset + property.Value.Length);
        ResizeStructure(property.Offset, end - property.Offset, 0);
        return DeviceTreeError.None;
    }

    public bool HasProperty(scoped ReadOnlySpan<byte> path, scoped ReadOnlySpan<byte> name) =>
        TryFindProperty(path, name, out _);

    private bool TryFindProperty(
        scoped ReadOnlySpan<byte> path,
        scoped ReadOnlySpan<byte> name,
        out DeviceTreeProperty property
    )
    {
        property = default;
        return Tree.TryFindNode(path, out DeviceTreeNode node) && node.TryGetProperty(name, out property);
    }

    private DeviceTreeError ResizeProperty(DeviceTreeProperty property, int lengthBytes, out Span<byte> value)
    {
        value = default;
        int start = property.ValueOffset;
        int oldSize = StructureCursor.Align(property.Value.Length);
        // Compared before it is rounded up, which a hostile length would overflow; the structure grows by whole words
        // only.
        if ((uint)lengthBytes > (uint)(FreeSize + oldSize) || StructureCursor.Align(lengthBytes) > FreeSize + oldSize)
        {
            return DeviceTreeError.NoSpace;
        }

        int newSize = StructureCursor.Align(lengthBytes);
        WriteWord(property.Offset + 4, lengthBytes);
        ResizeStructure(start, oldSize, newSize);
        _buffer.Slice(start, newSize).Clear();
        value = _buffer.Slice(start, lengthBytes);
        return DeviceTreeError.None;
    }

    private DeviceTreeError AddProperty(
        DeviceTreeNode node,
        scoped ReadOnlySpan<byte> name,
        int lengthBytes,
        out Span<byte> value
    )
    {
        value = default;
        if (!PropertyName.IsValid(name))
        {
            return DeviceTreeError.BadPropertyName;
        }

        if ((uint)lengthBytes > (uint)FreeSize)
        {
            return DeviceTreeError.NoSpace;
        }

        int nameOffset = FindString(name);
        int size = StructureCursor.PropertyHeadSize + StructureCursor.Align(lengthBytes);
        if ((long)size + (nameOffset < 0 ? name.Length + 1 : 0) > FreeSize)
        {
            return DeviceTreeError.NoSpace;
        }

        PropertyEnumerator properties = node.Properties;
        while (properties.MoveNext()) { }
        int offset = properties.EndOffset;

        if (nameOffset < 0)
        {
            nameOffset = AddString(name);
        }

        ResizeStructure(offset, 0, size);
        WriteWord(offset, (int)StructureToken.Property);
        WriteWord(offset + 4, lengthBytes);
        WriteWord(offset + 8, nameOffset);
        _buffer.Slice(offset + StructureCursor.PropertyHeadSize, size - StructureCursor.PropertyHeadSize).Clear();
        value = _buffer.Slice(offset + StructureCursor.PropertyHeadSize, lengthBytes);
        return DeviceTreeError.None;
    }
}

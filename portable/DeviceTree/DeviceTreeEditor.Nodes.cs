using System;

namespace Keelson.DeviceTree;

public readonly ref partial struct DeviceTreeEditor
{
    /// <summary>The node that begins at this offset, which what is changed behind it leaves where it is.</summary>
    internal DeviceTreeNode NodeAt(int offset) => new(Tree, offset);

    /// <summary>
    /// The subnode of this name, or of this name and a unit address where the name has none; made, as the first, where
    /// there is none.
    /// </summary>
    /// <param name="parentOffset">Of a node.</param>
    /// <param name="name">That <see cref="DeviceTreeBlob.TryCreate"/> would take.</param>
    /// <param name="offset">Of the subnode.</param>
    internal DeviceTreeError PlaceNode(int parentOffset, scoped ReadOnlySpan<byte> name, out int offset)
    {
        DeviceTreeNode parent = NodeAt(parentOffset);
        foreach (DeviceTreeNode child in parent.Children)
        {
            if (NodeName.Matches(child.Name, name))
            {
                offset = child.Offset;
                return DeviceTreeError.None;
            }
        }

        PropertyEnumerator properties = parent.Properties;
        while (properties.MoveNext()) { }
        offset = properties.EndOffset;
        int nameSize = StructureCursor.Align(name.Length + 1);
        if (nameSize + 2 * sizeof(uint) > FreeSize)
        {
            return DeviceTreeError.NoSpace;
        }

        ResizeStructure(offset, 0, nameSize + 2 * sizeof(uint));
        WriteWord(offset, (int)StructureToken.BeginNode);
        Span<byte> place = _buffer.Slice(offset + sizeof(uint), nameSize);
        place.Clear();
        name.CopyTo(place);
        WriteWord(offset + sizeof(uint) + nameSize, (int)StructureToken.EndNode);
        return DeviceTreeError.None;
    }
}

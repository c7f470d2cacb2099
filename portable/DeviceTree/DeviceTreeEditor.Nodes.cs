using System;

namespace Keelson.DeviceTree;

public readonly ref partial struct DeviceTreeEditor
{
    /// <summary>FDT_BEGIN_NODE and FDT_END_NODE.</summary>
    private const int NodeTokensSize = 8;

    /// <summary>
    /// Makes sure that a node has a subnode of exactly this name, unit address included; a new one comes after its
    /// siblings.
    /// </summary>
    public DeviceTreeError AddNode(scoped ReadOnlySpan<byte> parentPath, scoped ReadOnlySpan<byte> name)
    {
        DeviceTreeBlob tree = Tree;
        if (!tree.TryFindNode(parentPath, out DeviceTreeNode parent))
        {
            return DeviceTreeError.NotFound;
        }

        if (parent.TryGetChild(name, out _))
        {
            return DeviceTreeError.None;
        }

        if (!NodeName.IsValid(name))
        {
            return DeviceTreeError.BadNodeName;
        }

        if (DepthOf(tree, parent) == DeviceTreeBlob.MaximumDepth)
        {
            return DeviceTreeError.TooDeep;
        }

        if (name.Length >= FreeSize || NodeTokensSize + StructureCursor.Align(name.Length + 1) > FreeSize)
        {
            return DeviceTreeError.NoSpace;
        }

        int size = NodeTokensSize + StructureCursor.Align(name.Length + 1);
        int offset = EndOf(parent) - sizeof(uint);
        ResizeStructure(offset, 0, size);
        _buffer.Slice(offset, size).Clear();
        WriteWord(offset, (int)StructureToken.BeginNode);
        name.CopyTo(_buffer[(offset + 4)..]);
        WriteWord(offset + size - 4, (int)StructureToken.EndNode);
        return DeviceTreeError.None;
    }

    /// <summary>Deletes a node with everything in it.</summary>
    public DeviceTreeError DeleteNode(scoped ReadOnlySpan<byte> path)
    {
        if (!Tree.TryFindNode(path, out DeviceTreeNode node))
        {
            return DeviceTreeError.NotFound;
        }

        if (node.IsRoot)
        {
            return DeviceTreeError.RootRequired;
        }

        Delete(node);
        return DeviceTreeError.None;
    }

    private void Delete(DeviceTreeNode node) => ResizeStructure(node.Offset, EndOf(node) - node.Offset, 0);

    /// <summary>Just after the node's FDT_END_NODE.</summary>
    private int EndOf(DeviceTreeNode node)
    {
        var cursor = new StructureCursor(_buffer, node.Offset);
        cursor.Advance();
        cursor.SkipNode();
        return cursor.Next;
    }

    private static int DepthOf(DeviceTreeBlob tree, DeviceTreeNode node)
    {
        NodeEnumerator nodes = tree.Nodes;
        while (nodes.MoveNext() && nodes.Current.Offset != node.Offset) { }
        return nodes.Depth;
    }
}

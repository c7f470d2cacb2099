using System;

namespace Keelson.DeviceTree;

public readonly ref partial struct DeviceTreeBlob
{
    /// <summary>
    /// The node that a path leads to (Devicetree Specification v0.4, 2.2.3). A component may leave out the unit
    /// address: then the first node of that name is meant. A path that doesn't begin with <c>/</c> begins with an alias
    /// (3.3).
    /// </summary>
    public bool TryFindNode(scoped ReadOnlySpan<byte> path, out DeviceTreeNode node)
    {
        node = default;
        if (path.IsEmpty)
        {
            return false;
        }

        DeviceTreeNode current = Root;
        if (path[0] != (byte)'/')
        {
            int length = FirstComponentLength(path);
            if (!TryFindAlias(path[..length], out current))
            {
                return false;
            }

            path = path[length..];
        }
        return TryDescend(current, path, out node);
    }

    /// <summary>The node that a property of <c>/aliases</c> names by its full path (3.3).</summary>
    public bool TryFindAlias(scoped ReadOnlySpan<byte> alias, out DeviceTreeNode node)
    {
        node = default;
        // A full path only: an alias of an alias could lead to itself.
        return Root.TryGetChild("aliases"u8, out DeviceTreeNode aliases)
            && aliases.TryGetProperty(alias, out DeviceTreeProperty property)
            && property.TryReadString(out ReadOnlySpan<byte> path)
            && !path.IsEmpty
            && path[0] == (byte)'/'
            && TryDescend(Root, path, out node);
    }

    internal static bool TryDescend(DeviceTreeNode start, scoped ReadOnlySpan<byte> path, out DeviceTreeNode node)
    {
        node = start;
        while (true)
        {
            while (!path.IsEmpty && path[0] == (byte)'/')
            {
                path = path[1..];
            }

            if (path.IsEmpty)
            {
                return true;
            }

            int length = FirstComponentLength(path);
            if (!TryFindChild(node, path[..length], out DeviceTreeNode child))
            {
                return false;
            }

            node = child;
            path = path[length..];
        }
    }

    /// <summary>The first subnode of this name, or of this name and a unit address where the name has none.</summary>
    internal static bool TryFindChild(
        DeviceTreeNode node,
        scoped ReadOnlySpan<byte> component,
        out DeviceTreeNode child
    )
    {
        ChildEnumerator children = node.Children;
        while (children.MoveNext())
        {
            child = children.Current;
            if (NodeName.Matches(child.Name, component))
            {
                return true;
            }
        }
        child = default;
        return false;
    }

    private static int FirstComponentLength(scoped ReadOnlySpan<byte> path)
    {
        int slash = path.IndexOf((byte)'/');
        return slash < 0 ? path.Length : slash;
    }
}

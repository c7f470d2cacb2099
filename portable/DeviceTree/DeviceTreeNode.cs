using System;
using System.Runtime.CompilerServices;

namespace Keelson.DeviceTree;

/// <summary>
/// A node of a <see cref="DeviceTreeBlob"/> (Devicetree Specification v0.4, 2.2.1). Valid as long as the blob doesn't
/// change.
/// </summary>
public readonly ref partial struct DeviceTreeNode
{
    private readonly DeviceTreeBlob _tree;

    internal DeviceTreeNode(DeviceTreeBlob tree, int offset)
    {
        _tree = tree;
        Offset = offset;
    }

    /// <summary>Where FDT_BEGIN_NODE is, in bytes from the start of the blob.</summary>
    internal int Offset { get; }

    /// <summary>The unit name, with its unit address: <c>uart@9000000</c>. Empty for the root.</summary>
    public ReadOnlySpan<byte> Name
    {
        get
        {
            ReadOnlySpan<byte> rest = _tree.Bytes[(Offset + 4)..];
            return rest[..rest.IndexOf((byte)0)];
        }
    }

    /// <summary>The part of the name before the unit address: <c>uart</c>.</summary>
    public ReadOnlySpan<byte> BaseName
    {
        get
        {
            ReadOnlySpan<byte> name = Name;
            int at = name.IndexOf((byte)'@');
            return at < 0 ? name : name[..at];
        }
    }

    public bool IsRoot => Offset == _tree.Root.Offset;

    /// <summary>The node's own properties. <c>foreach</c> over it.</summary>
    public PropertyEnumerator Properties
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => new(_tree, Offset);
    }

    /// <summary>The nodes one level below. <c>foreach</c> over it.</summary>
    public ChildEnumerator Children => new(_tree, Offset);

    /// <summary>The first property of this name.</summary>
    public bool TryGetProperty(scoped ReadOnlySpan<byte> name, out DeviceTreeProperty property)
    {
        // Not foreach, which copies the enumerator once more, here and below: every product has these.
        PropertyEnumerator properties = Properties;
        while (properties.MoveNext())
        {
            property = properties.Current;
            if (property.HasName(name))
            {
                return true;
            }
        }
        property = default;
        return false;
    }

    /// <summary>The first subnode of exactly this name, unit address included.</summary>
    public bool TryGetChild(scoped ReadOnlySpan<byte> name, out DeviceTreeNode child)
    {
        ChildEnumerator children = Children;
        while (children.MoveNext())
        {
            child = children.Current;
            if (child.Name.SequenceEqual(name))
            {
                return true;
            }
        }
        child = default;
        return false;
    }

    /// <summary>The node above; false for the root.</summary>
    public bool TryGetParent(out DeviceTreeNode parent)
    {
        NodeAncestors above = new(_tree, Offset);
        parent = above.Count == 0 ? this : above[above.Count - 1];
        return above.Count != 0;
    }
}

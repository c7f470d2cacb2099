using System;
using System.Buffers.Binary;
using Keelson.Text;

namespace Keelson.DeviceTree;

public readonly ref partial struct DeviceTreeOverlay
{
    /// <summary>Numbers of nodes, and what refers to them in the overlay itself, go behind those of the tree.</summary>
    private OverlayError MovePhandles(DeviceTreeBlob tree)
    {
        uint highest = 0;
        foreach (DeviceTreeNode node in tree.Nodes)
        {
            highest = Math.Max(highest, node.Phandle);
        }

        foreach (DeviceTreeNode node in _tree.Nodes)
        {
            if (!TryMove(node, "phandle"u8, highest) || !TryMove(node, "linux,phandle"u8, highest))
            {
                return OverlayError.Phandle;
            }
        }

        return _tree.Root.TryGetChild("__local_fixups__"u8, out DeviceTreeNode fixups)
            ? MoveReferences(_tree.Root, fixups, highest)
            : OverlayError.None;
    }

    private bool TryMove(DeviceTreeNode node, ReadOnlySpan<byte> name, uint distance)
    {
        if (!node.TryGetProperty(name, out DeviceTreeProperty property))
        {
            return true;
        }

        bool isNumber = property.TryReadUInt32(out uint number);
        uint moved = unchecked(number + distance);
        if (!isNumber || moved < number || moved == uint.MaxValue)
        {
            return false;
        }

        WriteCell(property.ValueOffset, moved);
        return true;
    }

    /// <summary>
    /// Both trees node by node: each property of the one lists places in the property of that name in the other.
    /// </summary>
    private OverlayError MoveReferences(DeviceTreeNode node, DeviceTreeNode fixups, uint distance)
    {
        foreach (DeviceTreeProperty places in fixups.Properties)
        {
            if (
                places.Value.Length % CellBytes != 0
                || !node.TryGetProperty(places.Name, out DeviceTreeProperty property)
            )
            {
                return OverlayError.LocalFixup;
            }

            for (int i = 0; i < places.Value.Length; i += CellBytes)
            {
                uint offset = BinaryPrimitives.ReadUInt32BigEndian(places.Value[i..]);
                if (!IsPlace(property, offset))
                {
                    return OverlayError.LocalFixup;
                }

                int at = property.ValueOffset + (int)offset;
                WriteCell(at, unchecked(ReadCell(at) + distance));
            }
        }

        foreach (DeviceTreeNode child in fixups.Children)
        {
            if (!TryFindSubnode(node, child.Name, out DeviceTreeNode subnode))
            {
                return OverlayError.LocalFixup;
            }

            OverlayError error = MoveReferences(subnode, child, distance);
            if (error != OverlayError.None)
            {
                return error;
            }
        }

        return OverlayError.None;
    }

    /// <summary>The number of the node that each label stands for, at each of its places.</summary>
    private OverlayError ReplaceLabels(DeviceTreeBlob tree)
    {
        if (!_tree.Root.TryGetChild("__fixups__"u8, out DeviceTreeNode fixups))
        {
            return OverlayError.None;
        }

        bool hasSymbols = tree.Root.TryGetChild(SymbolsName, out DeviceTreeNode symbols);
        foreach (DeviceTreeProperty label in fixups.Properties)
        {
            uint phandle = 0;
            ReadOnlySpan<byte> places = label.Value;
            do
            {
                int length = places.IndexOf((byte)0);
                if (length < 0 || !TryFindPlace(places[..length], out int offset))
                {
                    return OverlayError.Fixup;
                }

                if (
                    phandle == 0
                    && !(
                        hasSymbols
                        && symbols.TryGetProperty(label.Name, out DeviceTreeProperty symbol)
                        && symbol.TryReadString(out ReadOnlySpan<byte> path)
                        && tree.TryFindNode(path, out DeviceTreeNode node)
                        && (phandle = node.Phandle) != 0
                    )
                )
                {
                    return OverlayError.Label;
                }

                WriteCell(offset, phandle);
                places = places[(length + 1)..];
            } while (!places.IsEmpty);
        }

        return OverlayError.None;
    }

    /// <param name="place"><c>PATH:PROPERTY:OFFSET</c>.</param>
    /// <param name="offset">Of the cell, from the start of the overlay.</param>
    private bool TryFindPlace(ReadOnlySpan<byte> place, out int offset)
    {
        offset = 0;
        int path = place.IndexOf((byte)':');
        int name = path < 0 ? -1 : place[(path + 1)..].IndexOf((byte)':');
        if (name < 0)
        {
            return false;
        }

        name += path + 1;
        if (
            !OptionWords.TryParseNumber(place[(name + 1)..], out uint number)
            || !_tree.TryFindNode(place[..path], out DeviceTreeNode node)
            || !node.TryGetProperty(place[(path + 1)..name], out DeviceTreeProperty property)
            || !IsPlace(property, number)
        )
        {
            return false;
        }

        offset = property.ValueOffset + (int)number;
        return true;
    }

    private static bool IsPlace(DeviceTreeProperty property, uint offset) =>
        property.Value.Length >= CellBytes && offset <= (uint)(property.Value.Length - CellBytes);

    /// <summary>By its name, or its name without the unit address.</summary>
    private static bool TryFindSubnode(DeviceTreeNode node, ReadOnlySpan<byte> name, out DeviceTreeNode subnode)
    {
        foreach (DeviceTreeNode candidate in node.Children)
        {
            if (NodeName.Matches(candidate.Name, name))
            {
                subnode = candidate;
                return true;
            }
        }

        subnode = default;
        return false;
    }
}

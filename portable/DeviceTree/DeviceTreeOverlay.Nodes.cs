using System;
using System.Buffers.Binary;

namespace Keelson.DeviceTree;

public ref partial struct DeviceTreeOverlay
{
    private static ReadOnlySpan<byte> ContentsName => "__overlay__"u8;

    /// <summary>Every fragment into the node that it is for.</summary>
    private OverlayError MergeFragments()
    {
        OverlayError error = OverlayError.None;
        StructureCursor cursor = Enter(Root);
        for (; error == OverlayError.None && cursor.Token != StructureToken.EndNode; cursor.Advance())
        {
            if (cursor.Token != StructureToken.BeginNode)
            {
                continue;
            }

            int fragment = cursor.Offset;
            cursor.SkipNode();
            int contents = FindChild(fragment, ContentsName);
            if (contents != 0)
            {
                int target = FindTarget(fragment);
                error = target == 0 ? OverlayError.Target : Walk(target, contents, isMerge: true);
            }
        }

        return error;
    }

    /// <summary>
    /// Two nodes and all below them, by name. Merging, properties of the one replace those of the other, and nodes are
    /// made where there are none; else each property lists places in the other's, which refer to nodes of the overlay.
    /// </summary>
    /// <param name="source">Of the overlay, which bounds how deep this goes.</param>
    private OverlayError Walk(int target, int source, bool isMerge)
    {
        StructureCursor cursor = Enter(source);
        for (; cursor.Token == StructureToken.Property; cursor.Advance())
        {
            ReadOnlySpan<byte> value = Value(cursor.Offset);
            if (!isMerge)
            {
                if (!TryMoveReferences(FindProperty(target, PropertyName(cursor.Offset)), value))
                {
                    return OverlayError.LocalFixup;
                }
            }
            else if (TryPlaceProperty(target, cursor.Offset, value.Length, out int place))
            {
                Put(place, value);
            }
            else
            {
                return OverlayError.NoSpace;
            }
        }

        for (; cursor.Token == StructureToken.BeginNode; cursor.Advance())
        {
            int child = cursor.Offset;
            if (!TryFindOrPlaceNode(target, NameOf(child), isMerge, out int other))
            {
                return isMerge ? OverlayError.NoSpace : OverlayError.LocalFixup;
            }

            OverlayError error = Walk(other, child, isMerge);
            if (error != OverlayError.None)
            {
                return error;
            }

            cursor.SkipNode();
        }

        return OverlayError.None;
    }

    /// <summary><c>target</c>, the number of a node, or <c>target-path</c>.</summary>
    /// <returns>0 where there is none.</returns>
    private readonly int FindTarget(int fragment)
    {
        int property = FindProperty(fragment, "target"u8);
        if (property < 0)
        {
            property = FindProperty(fragment, "target-path"u8);
            return property < 0 ? 0 : FindNode(Text(Value(property)));
        }

        ReadOnlySpan<byte> value = Value(property);
        uint phandle = value.Length == CellBytes ? BinaryPrimitives.ReadUInt32BigEndian(value) : 0;
        PhandleEnumerator phandles = new(_tree, _tree.StructureStart);
        while (phandles.MoveNext())
        {
            if (phandles.Number == phandle && phandle != 0)
            {
                return phandles.Node;
            }
        }

        return 0;
    }

    /// <summary>
    /// The subnode of this name, or of this name and a unit address where the name has none; made, as the first, where
    /// there is none and it may be made.
    /// </summary>
    private bool TryFindOrPlaceNode(int parent, ReadOnlySpan<byte> name, bool mayPlace, out int offset)
    {
        offset = FindChild(parent, name);
        if (offset != 0 || !mayPlace)
        {
            return offset != 0;
        }

        // No property has this name.
        offset = ~FindProperty(parent, default);
        int size = CellBytes + StructureCursor.Align(name.Length + 1);
        if (!TryResize(offset, 0, size + CellBytes))
        {
            return false;
        }

        WriteCell(offset, (int)StructureToken.BeginNode);
        Put(offset + CellBytes, name);
        WriteCell(offset + size, (int)StructureToken.EndNode);
        return true;
    }

    /// <summary>Room in a node for a value, in place of what a property of this name has.</summary>
    /// <param name="property">Of the overlay.</param>
    private bool TryPlaceProperty(int node, int property, int length, out int place)
    {
        int offset = FindProperty(node, PropertyName(property)),
            oldSize = 0;
        if (offset < 0)
        {
            offset = ~offset;
        }
        else
        {
            oldSize = StructureCursor.PropertyHeadSize + StructureCursor.Align(Value(offset).Length);
        }

        place = offset + StructureCursor.PropertyHeadSize;
        if (!TryResize(offset, oldSize, StructureCursor.PropertyHeadSize + StructureCursor.Align(length)))
        {
            return false;
        }

        Put(offset, _bytes.Slice(property, StructureCursor.PropertyHeadSize));
        WriteCell(offset + DeviceTreeProperty.LengthOffset, length);
        return true;
    }

    /// <summary>Bytes of the tree's structure become as many zeroes as asked for.</summary>
    private bool TryResize(int offset, int oldSize, int newSize)
    {
        int end = _structureEnd;
        if (newSize - oldSize > _tree.StringsStart - end)
        {
            return false;
        }

        _structureEnd = end + newSize - oldSize;
        Put(offset + newSize, _bytes[(offset + oldSize)..end]);
        _bytes.Slice(offset, newSize).Clear();
        return true;
    }
}

using System;

namespace Keelson.DeviceTree;

/// <summary>
/// A device tree overlay (Linux, Documentation/devicetree/overlay-notes.rst; its phandles and labels: dtc,
/// Documentation/dt-object-internal.txt) is merged into a copy of a tree as libfdt's <c>fdt_overlay_apply</c> does.
/// Both lie in one blob on the way, the overlay in front of the tree: so they share their strings, what is copied needs
/// no other name, and what grows moves nothing but the tree's own end. Nodes and properties are offsets in it.
/// </summary>
public ref partial struct DeviceTreeOverlay
{
    private const int CellBytes = sizeof(uint);

    /// <summary>The overlay's root. Reservations and structure of the tree follow, then room, then strings.</summary>
    private const int Root = DeviceTreeHeader.SizeBytes;

    /// <summary>Symbols of the overlay get the path of the node that it is merged into.</summary>
    private const ulong SymbolGrowthBytes = 0x4000;

    private readonly Span<byte> _bytes;
    private readonly DeviceTreeBlob _tree;
    private int _structureEnd;

    /// <summary>By which the overlay's numbers of nodes have been moved.</summary>
    private uint _distance;

    private DeviceTreeOverlay(DeviceTreeBlob tree, DeviceTreeBlob overlay, Span<byte> buffer)
    {
        _bytes = buffer;
        _bytes.Clear();
        ReadOnlySpan<byte> names = tree.Strings,
            added = overlay.Strings;
        int strings = buffer.Length - added.Length - names.Length;
        Put(Put(strings, names), added);
        Copy(0, tree.Bytes, 0, DeviceTreeHeader.Version16SizeBytes);
        // Without holes before the root, as DeviceTreeEditor.TryOpen.
        int reservations = Copy(Root, overlay.Bytes, overlay.Root.Offset, overlay.StructureEnd) + 7 & ~7;
        int structure = Copy(reservations, tree.Bytes, tree.ReservationsStart, tree.ReservationsEnd);
        _structureEnd = Copy(structure, tree.Bytes, tree.Root.Offset, tree.StructureEnd);
        WriteCell(DeviceTreeHeader.TotalSizeOffset, buffer.Length);
        WriteCell(DeviceTreeHeader.StructureOffsetOffset, structure);
        WriteCell(DeviceTreeHeader.StringsOffsetOffset, strings);
        WriteCell(DeviceTreeHeader.ReservationsOffsetOffset, reservations);
        WriteCell(DeviceTreeHeader.VersionOffset, (int)DeviceTreeHeader.CurrentVersion);
        WriteCell(DeviceTreeHeader.StringsSizeOffset, buffer.Length - strings);
        _tree = new DeviceTreeBlob(buffer, 0);
        ShareStrings(names.Length);
    }

    /// <summary>How much memory the merged tree takes at most.</summary>
    public static ulong RoomBytes(DeviceTreeBlob tree, DeviceTreeBlob overlay) =>
        (ulong)tree.Bytes.Length + 3 * (ulong)overlay.Bytes.Length + SymbolGrowthBytes;

    /// <param name="tree">That the overlay is for. It stays as it is.</param>
    /// <param name="buffer">Of <see cref="RoomBytes"/>, aligned to 8 bytes, and all of it the merged tree's.</param>
    /// <param name="merged">Undefined after an error.</param>
    public static OverlayError Merge(
        DeviceTreeBlob tree,
        DeviceTreeBlob overlay,
        Span<byte> buffer,
        out DeviceTreeBlob merged
    )
    {
        merged = default;
        // Two headers are more than one and what aligns.
        if (buffer.Length < tree.Bytes.Length + (long)overlay.Bytes.Length)
        {
            return OverlayError.NoSpace;
        }

        OverlayError error = new DeviceTreeOverlay(tree, overlay, buffer).Merge();
        // Asked of the whole at its end: how deep nodes may nest is a rule of one place.
        return error == OverlayError.None && !DeviceTreeBlob.TryCreate(buffer, out merged, out _)
            ? OverlayError.NoSpace
            : error;
    }

    private OverlayError Merge()
    {
        OverlayError error = MovePhandles();
        if (error == OverlayError.None)
        {
            error = ReplaceLabels();
        }

        if (error == OverlayError.None)
        {
            error = MergeFragments();
        }

        if (error == OverlayError.None)
        {
            error = AddSymbols();
        }

        WriteCell(DeviceTreeHeader.StructureSizeOffset, _structureEnd - _tree.StructureStart);
        return error;
    }

    /// <summary>Names of the overlay's properties lie behind those of the tree.</summary>
    private readonly void ShareStrings(int distance)
    {
        StructureCursor cursor = new(_bytes, Root);
        do
        {
            cursor.Advance();
            if (cursor.Token == StructureToken.Property)
            {
                AddToCell(cursor.Offset + DeviceTreeProperty.NameOffsetOffset, distance);
            }
        } while (cursor.Token != StructureToken.End);
    }
}

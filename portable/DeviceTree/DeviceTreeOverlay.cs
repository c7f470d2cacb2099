using System;
using System.Buffers.Binary;

namespace Keelson.DeviceTree;

/// <summary>
/// A device tree overlay (Linux, Documentation/devicetree/overlay-notes.rst; its phandles and labels: dtc,
/// Documentation/dt-object-internal.txt), applied as libfdt's <c>fdt_overlay_apply</c> does. Its own bytes are changed
/// on the way: numbers of nodes are moved behind those of the tree, and labels replaced by numbers.
/// </summary>
public readonly ref partial struct DeviceTreeOverlay
{
    private const int CellBytes = sizeof(uint);

    private readonly Span<byte> _bytes;
    private readonly DeviceTreeBlob _tree;

    private DeviceTreeOverlay(Span<byte> bytes, DeviceTreeBlob tree)
    {
        _bytes = bytes;
        _tree = tree;
    }

    /// <summary>How much a tree may grow by an overlay of this size: each property may need its name.</summary>
    public static ulong GrowthBytes(int overlayBytes) => 2 * (ulong)overlayBytes + SymbolGrowthBytes;

    private const ulong SymbolGrowthBytes = 0x4000;

    /// <param name="bytes">To be changed.</param>
    public static bool TryCreate(Span<byte> bytes, out DeviceTreeOverlay overlay, out DeviceTreeError error)
    {
        bool isTree = DeviceTreeBlob.TryCreate(bytes, out DeviceTreeBlob tree, out error);
        overlay = isTree ? new DeviceTreeOverlay(bytes, tree) : default;
        return isTree;
    }

    /// <summary>Once. After an error the tree is a tree, but one that has a part of the overlay.</summary>
    /// <param name="editor">With room for <see cref="GrowthBytes"/>.</param>
    public OverlayError Apply(DeviceTreeEditor editor)
    {
        OverlayError error = MovePhandles(editor.Tree);
        if (error == OverlayError.None)
        {
            error = ReplaceLabels(editor.Tree);
        }

        if (error == OverlayError.None)
        {
            error = Merge(editor);
        }

        return error == OverlayError.None ? AddSymbols(editor) : error;
    }

    /// <summary>Every fragment into the node that it is for.</summary>
    private OverlayError Merge(DeviceTreeEditor editor)
    {
        foreach (DeviceTreeNode fragment in _tree.Root.Children)
        {
            if (!fragment.TryGetChild("__overlay__"u8, out DeviceTreeNode contents))
            {
                continue;
            }

            OverlayError error = FindTarget(editor.Tree, fragment, out int target);
            if (error == OverlayError.None)
            {
                error = Merge(editor, target, contents, DepthOf(editor.Tree, target));
            }

            if (error != OverlayError.None)
            {
                return error;
            }
        }

        return OverlayError.None;
    }

    private static int DepthOf(DeviceTreeBlob tree, int offset) => new NodeAncestors(tree, offset).Count + 1;

    /// <summary>Properties replace those of the same name, nodes are made where there are none.</summary>
    /// <param name="depth">Of the target; as deep as a tree may be is deep enough for the stack.</param>
    private static OverlayError Merge(DeviceTreeEditor editor, int target, DeviceTreeNode contents, int depth)
    {
        foreach (DeviceTreeProperty property in contents.Properties)
        {
            ReadOnlySpan<byte> value = property.Value;
            if (
                editor.PlaceProperty(editor.NodeAt(target), property.Name, value.Length, out Span<byte> place)
                != DeviceTreeError.None
            )
            {
                return OverlayError.NoSpace;
            }

            value.CopyTo(place);
        }

        foreach (DeviceTreeNode child in contents.Children)
        {
            if (
                depth == DeviceTreeBlob.MaximumDepth
                || editor.PlaceNode(target, child.Name, out int offset) != DeviceTreeError.None
            )
            {
                return OverlayError.NoSpace;
            }

            OverlayError error = Merge(editor, offset, child, depth + 1);
            if (error != OverlayError.None)
            {
                return error;
            }
        }

        return OverlayError.None;
    }

    /// <summary><c>target</c>, the number of a node, or <c>target-path</c>.</summary>
    private static OverlayError FindTarget(DeviceTreeBlob tree, DeviceTreeNode fragment, out int target)
    {
        DeviceTreeNode node = default;
        bool isFound = false;
        uint phandle = 0;
        if (
            fragment.TryGetProperty("target"u8, out DeviceTreeProperty property) && !property.TryReadUInt32(out phandle)
        )
        {
            phandle = uint.MaxValue;
        }

        if (phandle is not (0 or uint.MaxValue))
        {
            isFound = tree.TryFindPhandle(phandle, out node);
        }
        else if (phandle == 0)
        {
            isFound =
                fragment.TryGetProperty("target-path"u8, out property)
                && property.TryReadString(out ReadOnlySpan<byte> path)
                && tree.TryFindNode(path, out node);
        }

        target = isFound ? node.Offset : 0;
        return isFound ? OverlayError.None : OverlayError.Target;
    }

    private uint ReadCell(int offset) => BinaryPrimitives.ReadUInt32BigEndian(_bytes[offset..]);

    private void WriteCell(int offset, uint value) => BinaryPrimitives.WriteUInt32BigEndian(_bytes[offset..], value);
}

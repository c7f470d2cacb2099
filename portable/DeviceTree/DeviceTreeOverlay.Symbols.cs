using System;

namespace Keelson.DeviceTree;

public readonly ref partial struct DeviceTreeOverlay
{
    private static ReadOnlySpan<byte> SymbolsName => "__symbols__"u8;

    /// <summary>Labels of the overlay's nodes, for overlays that follow: by where the nodes are now.</summary>
    private OverlayError AddSymbols(DeviceTreeEditor editor)
    {
        if (!_tree.Root.TryGetChild(SymbolsName, out DeviceTreeNode symbols))
        {
            return OverlayError.None;
        }

        if (editor.PlaceNode(editor.Tree.Root.Offset, SymbolsName, out _) != DeviceTreeError.None)
        {
            return OverlayError.NoSpace;
        }

        foreach (DeviceTreeProperty symbol in symbols.Properties)
        {
            ReadOnlySpan<byte> path = symbol.Value;
            if (path.IsEmpty || path.IndexOf((byte)0) != path.Length - 1 || path[0] != '/')
            {
                return OverlayError.Symbol;
            }

            // "/FRAGMENT/__overlay__/REST"; another path is of nothing that was merged.
            path = path[1..^1];
            int slash = path.IndexOf((byte)'/');
            ReadOnlySpan<byte> rest = slash < 0 ? default : path[slash..];
            if (!rest.StartsWith("/__overlay__"u8) || rest.Length > 12 && rest[12] != '/')
            {
                continue;
            }

            OverlayError error = AddSymbol(editor, symbol.Name, path[..slash], rest.Length > 12 ? rest[13..] : default);
            if (error != OverlayError.None)
            {
                return error;
            }
        }

        return OverlayError.None;
    }

    /// <param name="name">The label.</param>
    /// <param name="fragmentName">That the node is of.</param>
    /// <param name="rest">Its path from the fragment's target; empty for that itself.</param>
    private OverlayError AddSymbol(
        DeviceTreeEditor editor,
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> fragmentName,
        ReadOnlySpan<byte> rest
    )
    {
        if (
            !TryFindSubnode(_tree.Root, fragmentName, out DeviceTreeNode fragment)
            || !fragment.TryGetChild("__overlay__"u8, out _)
        )
        {
            return OverlayError.Symbol;
        }

        OverlayError error = FindTarget(editor.Tree, fragment, out int target);
        if (error != OverlayError.None)
        {
            return error;
        }

        int pathLength = WritePath(editor.Tree, target, default);
        if (
            editor.PlaceProperty("/__symbols__"u8, name, pathLength + 1 + rest.Length + 1, out Span<byte> place)
            != DeviceTreeError.None
        )
        {
            return OverlayError.NoSpace;
        }

        // The symbol moved what lies behind it.
        FindTarget(editor.Tree, fragment, out target);
        WritePath(editor.Tree, target, place);
        place[pathLength] = (byte)'/';
        rest.CopyTo(place[(pathLength + 1)..]);
        return OverlayError.None;
    }

    /// <param name="destination">Empty to learn only how long it is.</param>
    /// <returns>0 for the root.</returns>
    private static int WritePath(DeviceTreeBlob tree, int offset, Span<byte> destination)
    {
        NodeAncestors above = new(tree, offset);
        int length = 0;
        for (int i = 1; i <= above.Count; i++)
        {
            ReadOnlySpan<byte> name = (i == above.Count ? new DeviceTreeNode(tree, offset) : above[i]).Name;
            if (!destination.IsEmpty)
            {
                destination[length] = (byte)'/';
                name.CopyTo(destination[(length + 1)..]);
            }

            length += 1 + name.Length;
        }

        return length;
    }
}

using System;
using Keelson.Text;

namespace Keelson.DeviceTree;

public ref partial struct DeviceTreeOverlay
{
    private static ReadOnlySpan<byte> SymbolsName => "__symbols__"u8;

    /// <summary>Labels of the overlay's nodes, for overlays that follow: by where the nodes are now.</summary>
    private OverlayError AddSymbols()
    {
        int added = FindChild(Root, SymbolsName);
        if (added == 0)
        {
            return OverlayError.None;
        }

        if (!TryFindOrPlaceNode(_tree.Root.Offset, SymbolsName, mayPlace: true, out int symbols))
        {
            return OverlayError.NoSpace;
        }

        OverlayError error = OverlayError.None;
        StructureCursor cursor = Enter(added);
        for (; error == OverlayError.None && cursor.Token == StructureToken.Property; cursor.Advance())
        {
            error = AddSymbol(symbols, cursor.Offset);
        }

        return error;
    }

    /// <summary><c>/FRAGMENT/__overlay__/REST</c>; another path is of nothing that was merged.</summary>
    private OverlayError AddSymbol(int symbols, int symbol)
    {
        ReadOnlySpan<byte> path = Value(symbol);
        if (path.IsEmpty || path.IndexOf((byte)0) != path.Length - 1 || path[0] != '/')
        {
            return OverlayError.Symbol;
        }

        path = path[1..^1];
        ReadOnlySpan<byte> name = AsciiText.TakeUntil(ref path, (byte)'/');
        if (!AsciiText.TakeUntil(ref path, (byte)'/').SequenceEqual(ContentsName))
        {
            return OverlayError.None;
        }

        int fragment = FindChild(Root, name);
        if (fragment == 0 || FindChild(fragment, ContentsName) == 0)
        {
            return OverlayError.Symbol;
        }

        int target = FindTarget(fragment);
        if (target == 0)
        {
            return OverlayError.Target;
        }

        int length = WritePath(target, default);
        // With the slash and the zero; a fragment's own node ends in that slash, as by libfdt.
        if (!TryPlaceProperty(symbols, symbol, length + path.Length + 2, out int place))
        {
            return OverlayError.NoSpace;
        }

        // The symbol moved what lies behind it.
        WritePath(FindTarget(fragment), _bytes.Slice(place, length));
        _bytes[place + length] = (byte)'/';
        Put(place + length + 1, path);
        return OverlayError.None;
    }

    /// <param name="destination">Empty to learn only how long it is.</param>
    /// <returns>0 for the root.</returns>
    private readonly int WritePath(int offset, Span<byte> destination)
    {
        NodeAncestors above = new(_tree, offset);
        int length = 0;
        for (int i = 1; i <= above.Count; i++)
        {
            ReadOnlySpan<byte> name = NameOf(i == above.Count ? offset : above[i].Offset);
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

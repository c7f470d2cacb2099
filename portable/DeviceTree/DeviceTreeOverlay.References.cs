using System;
using System.Buffers.Binary;
using Keelson.Text;

namespace Keelson.DeviceTree;

public ref partial struct DeviceTreeOverlay
{
    /// <summary>Numbers of nodes, and what refers to them in the overlay itself, go behind those of the tree.</summary>
    private OverlayError MovePhandles()
    {
        PhandleEnumerator phandles = new(_tree, _tree.StructureStart);
        while (phandles.MoveNext())
        {
            _distance = Math.Max(_distance, phandles.Number);
        }

        phandles.Restart(Root);
        while (phandles.MoveNext())
        {
            uint number = phandles.Number,
                moved = unchecked(number + _distance);
            if (number == 0 || moved < number || moved == uint.MaxValue)
            {
                return OverlayError.Phandle;
            }

            WriteCell(phandles.Value, (int)moved);
        }

        int fixups = FindChild(Root, "__local_fixups__"u8);
        return fixups == 0 ? OverlayError.None : Walk(Root, fixups, isMerge: false);
    }

    /// <param name="property">Negative where there is none.</param>
    /// <param name="places">Of cells in its value.</param>
    private readonly bool TryMoveReferences(int property, ReadOnlySpan<byte> places)
    {
        bool isRight = property >= 0 && places.Length % CellBytes == 0;
        for (; isRight && !places.IsEmpty; places = places[CellBytes..])
        {
            isRight = TryFindCell(property, BinaryPrimitives.ReadUInt32BigEndian(places), out int cell);
            if (isRight)
            {
                AddToCell(cell, (int)_distance);
            }
        }

        return isRight;
    }

    /// <summary>The number of the node that each label stands for, at each of its places.</summary>
    private readonly OverlayError ReplaceLabels()
    {
        int fixups = FindChild(Root, "__fixups__"u8);
        if (fixups == 0)
        {
            return OverlayError.None;
        }

        int symbols = FindChild(_tree.Root.Offset, SymbolsName);
        StructureCursor cursor = Enter(fixups);
        for (; cursor.Token == StructureToken.Property; cursor.Advance())
        {
            int label = cursor.Offset;
            ReadOnlySpan<byte> places = Value(label);
            if (places.IsEmpty || places[^1] != 0)
            {
                return OverlayError.Fixup;
            }

            int phandle = symbols == 0 ? 0 : FindLabel(symbols, PropertyName(label));
            foreach (ReadOnlySpan<byte> place in new StringEnumerator(places))
            {
                if (!TryFindPlace(place, out int cell))
                {
                    return OverlayError.Fixup;
                }

                if (phandle == 0)
                {
                    return OverlayError.Label;
                }

                WriteCell(cell, phandle);
            }
        }

        return OverlayError.None;
    }

    /// <returns>0 for a label that leads to no node with a number.</returns>
    private readonly int FindLabel(int symbols, ReadOnlySpan<byte> label)
    {
        int symbol = FindProperty(symbols, label);
        int node = symbol < 0 ? 0 : FindNode(Text(Value(symbol)));
        PhandleEnumerator phandles = new(_tree, node);
        return node != 0 && phandles.MoveNext() && phandles.Node == node ? (int)phandles.Number : 0;
    }

    /// <param name="place"><c>PATH:PROPERTY:OFFSET</c>.</param>
    private readonly bool TryFindPlace(ReadOnlySpan<byte> place, out int cell)
    {
        cell = 0;
        ReadOnlySpan<byte> path = AsciiText.TakeUntil(ref place, (byte)':'),
            name = AsciiText.TakeUntil(ref place, (byte)':');
        return !path.IsEmpty
            && path[0] == '/'
            && DeviceTreeBlob.TryDescend(new DeviceTreeNode(_tree, Root), path, out DeviceTreeNode node)
            && OptionWords.TryParseNumber(place, out uint number)
            && TryFindCell(FindProperty(node.Offset, name), number, out cell);
    }

    /// <param name="property">Negative where there is none.</param>
    /// <param name="place">In its value, in bytes.</param>
    /// <param name="cell">In the blob.</param>
    private readonly bool TryFindCell(int property, uint place, out int cell)
    {
        cell = property + StructureCursor.PropertyHeadSize + (int)place;
        return property >= 0 && (ulong)place + CellBytes <= (uint)Value(property).Length;
    }
}

using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Keelson.DeviceTree;

// What is short and asked for often is a call: a boot loader has no room for copies of it.
public ref partial struct DeviceTreeOverlay
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly int Copy(int offset, ReadOnlySpan<byte> blob, int start, int end) => Put(offset, blob[start..end]);

    private readonly int Put(int offset, ReadOnlySpan<byte> part)
    {
        part.CopyTo(_bytes[offset..]);
        return offset + part.Length;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly int Cell(int offset) => BinaryPrimitives.ReadInt32BigEndian(_bytes[offset..]);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void WriteCell(int offset, int value) =>
        BinaryPrimitives.WriteInt32BigEndian(_bytes[offset..], value);

    private readonly void AddToCell(int offset, int distance) => WriteCell(offset, unchecked(Cell(offset) + distance));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly ReadOnlySpan<byte> Value(int property) =>
        _bytes.Slice(property + StructureCursor.PropertyHeadSize, Cell(property + DeviceTreeProperty.LengthOffset));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly ReadOnlySpan<byte> PropertyName(int property) =>
        Text(_bytes[(_tree.StringsStart + Cell(property + DeviceTreeProperty.NameOffsetOffset))..]);

    private readonly ReadOnlySpan<byte> NameOf(int node) => Text(_bytes[(node + CellBytes)..]);

    /// <returns>Up to the first zero; empty without one.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> bytes) => bytes[..Math.Max(bytes.IndexOf((byte)0), 0)];

    /// <summary>At the first that is in the node.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly StructureCursor Enter(int node)
    {
        StructureCursor cursor = new(_bytes, node);
        cursor.Advance();
        cursor.Advance();
        return cursor;
    }

    /// <returns>Negative where there is none: the complement of where another one fits.</returns>
    private readonly int FindProperty(int node, ReadOnlySpan<byte> name)
    {
        StructureCursor cursor = Enter(node);
        for (; cursor.Token == StructureToken.Property; cursor.Advance())
        {
            if (PropertyName(cursor.Offset).SequenceEqual(name))
            {
                return cursor.Offset;
            }
        }

        return ~cursor.Offset;
    }

    /// <returns>0 where there is none.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly int FindChild(int node, ReadOnlySpan<byte> name)
    {
        DeviceTreeBlob.TryFindChild(new DeviceTreeNode(_tree, node), name, out DeviceTreeNode child);
        return child.Offset;
    }

    /// <returns>0 where there is none.</returns>
    private readonly int FindNode(ReadOnlySpan<byte> path) =>
        _tree.TryFindNode(path, out DeviceTreeNode node) ? node.Offset : 0;
}

using System;
using System.Buffers.Binary;

namespace Keelson.DeviceTree;

/// <summary>
/// A flattened device tree (Devicetree Specification v0.4, chapter 5) that has been checked once and as a whole, so
/// that nothing that reads it has to check again. A view: the bytes stay the caller's, and must not change under it.
/// </summary>
public readonly ref partial struct DeviceTreeBlob
{
    /// <summary>
    /// Nodes that may nest, the root included. Linux stops at the same number (<c>FDT_MAX_DEPTH</c>, drivers/of/fdt.c).
    /// </summary>
    public const int MaximumDepth = 64;

    private readonly int _structureEnd;

    /// <summary>
    /// Takes blocks that are known to be right: by <see cref="TryCreate"/>, or because <see cref="DeviceTreeEditor"/>
    /// keeps them so.
    /// </summary>
    internal DeviceTreeBlob(ReadOnlySpan<byte> bytes, int structureEnd)
    {
        Bytes = bytes;
        _structureEnd = structureEnd;
        StringsStart = Word(DeviceTreeHeader.StringsOffsetOffset);
    }

    /// <summary>
    /// Accepts what libfdt's <c>fdt_check_full</c> accepts, of versions 16 and 17 or compatible with 17, and further
    /// asks what the specification asks: blocks that don't overlap (5), properties before subnodes (5.4.2), nothing but
    /// FDT_NOP after FDT_END (5.4.1). Bytes after <c>totalsize</c> are not part of the tree. Names may have any
    /// character that lookups can cope with; <see cref="CheckNames"/> is the stricter question.
    /// </summary>
    public static bool TryCreate(ReadOnlySpan<byte> buffer, out DeviceTreeBlob tree, out DeviceTreeError error)
    {
        tree = default;
        error = BlockLayout.Check(buffer, out DeviceTreeHeader header, out BlockLayout layout);
        if (error != DeviceTreeError.None)
        {
            return false;
        }

        var walk = new StructureValidator(
            buffer[layout.StructureStart..layout.StructureEnd],
            buffer[layout.StringsStart..layout.StringsEnd]
        );
        error = walk.Check();
        if (error != DeviceTreeError.None)
        {
            return false;
        }

        int end = layout.StructureStart + walk.Length;
        if (header.Version >= 17 && !IsPadding(buffer[end..layout.StructureEnd]))
        {
            error = DeviceTreeError.TrailingStructure;
        }
        else if (layout.WithStructureEnd(end).HasOverlap)
        {
            error = DeviceTreeError.BlockOverlap;
        }

        if (error != DeviceTreeError.None)
        {
            return false;
        }

        tree = new DeviceTreeBlob(buffer[..(int)header.TotalSize], end);
        return true;
    }

    /// <summary>Words of FDT_NOP, as dtc's own tests have them behind FDT_END.</summary>
    private static bool IsPadding(ReadOnlySpan<byte> words)
    {
        while (words.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(words) == (uint)StructureToken.Nop)
        {
            words = words[sizeof(uint)..];
        }

        return words.IsEmpty;
    }

    /// <summary>The whole blob, <c>totalsize</c> bytes.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    // Read again when asked for: nodes and properties carry a copy of this value about, so it is a small one.
    public DeviceTreeHeader Header => new(Bytes);

    /// <summary>The memory reservation block (5.3). <c>foreach</c> over it.</summary>
    public ReservationEnumerator Reservations => new(Bytes, ReservationsStart);

    /// <summary>The node of path <c>/</c>.</summary>
    public DeviceTreeNode Root
    {
        get
        {
            var cursor = new StructureCursor(Bytes, StructureStart);
            cursor.Advance();
            return new DeviceTreeNode(this, cursor.Offset);
        }
    }

    /// <summary>Every node, each before its subnodes, in the order of the blob. <c>foreach</c> over it.</summary>
    public NodeEnumerator Nodes => new(this);

    internal int ReservationsStart => Word(DeviceTreeHeader.ReservationsOffsetOffset);

    /// <summary>Just after the empty entry that ends the list.</summary>
    internal int ReservationsEnd => ReservationEnumerator.FindEnd(Bytes, ReservationsStart);

    internal int StructureStart => Word(DeviceTreeHeader.StructureOffsetOffset);

    /// <summary>Just after FDT_END.</summary>
    internal int StructureEnd => _structureEnd;

    /// <summary>Kept, as each comparison of a name asks for it.</summary>
    internal int StringsStart { get; }

    internal ReadOnlySpan<byte> Strings => Bytes.Slice(StringsStart, Word(DeviceTreeHeader.StringsSizeOffset));

    private int Word(int offset) => (int)BinaryPrimitives.ReadUInt32BigEndian(Bytes[offset..]);
}

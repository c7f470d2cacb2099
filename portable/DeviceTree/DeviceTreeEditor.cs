using System;
using System.Buffers.Binary;

namespace Keelson.DeviceTree;

/// <summary>
/// Edits a flattened device tree inside a buffer of fixed size, which the caller owns and aligns to 8 bytes. The blob
/// in the buffer is a whole tree after every operation: version 17, reservations, structure, strings, then all free
/// space (Devicetree Specification v0.4, chapter 5). An operation that fails leaves every byte as it was. Nodes are
/// named by path, because offsets move. Spans given to an operation must not lie in the buffer.
/// </summary>
public readonly ref partial struct DeviceTreeEditor
{
    // The header in the buffer is the only state, so that a copy of the editor can't go stale.
    private readonly Span<byte> _buffer;

    private DeviceTreeEditor(Span<byte> buffer) => _buffer = buffer;

    /// <summary>The tree as it is now. Valid until the next operation that changes it.</summary>
    public DeviceTreeBlob Tree => new(_buffer[..TotalSize], StringsStart);

    /// <summary>Bytes from the start of the buffer to the end of the strings.</summary>
    internal int UsedSize => StringsStart + ReadWord(DeviceTreeHeader.StringsSizeOffset);

    /// <summary>Bytes by which the tree can still grow.</summary>
    internal int FreeSize => TotalSize - UsedSize;

    private int TotalSize => ReadWord(DeviceTreeHeader.TotalSizeOffset);

    private int StructureStart => ReadWord(DeviceTreeHeader.StructureOffsetOffset);

    private int StringsStart => ReadWord(DeviceTreeHeader.StringsOffsetOffset);

    private ReadOnlySpan<byte> Strings => _buffer[StringsStart..UsedSize];

    /// <summary>
    /// Replaces bytes of the structure by a gap of another size. The caller has made sure of the space and fills the
    /// gap.
    /// </summary>
    private void ResizeStructure(int offset, int oldSize, int newSize)
    {
        MoveTail(offset + oldSize, newSize - oldSize);
        WriteWord(
            DeviceTreeHeader.StructureSizeOffset,
            ReadWord(DeviceTreeHeader.StructureSizeOffset) + newSize - oldSize
        );
        WriteWord(DeviceTreeHeader.StringsOffsetOffset, StringsStart + newSize - oldSize);
    }

    /// <summary>
    /// Moves everything from an offset on. What a shrinking tree leaves behind is cleared: it may be a seed that the
    /// kernel believes deleted, and equal edits should give equal bytes.
    /// </summary>
    private void MoveTail(int offset, int distance)
    {
        int end = UsedSize;
        _buffer[offset..end].CopyTo(_buffer[(offset + distance)..]);
        if (distance < 0)
        {
            _buffer[(end + distance)..end].Clear();
        }
    }

    private int ReadWord(int offset) => (int)BinaryPrimitives.ReadUInt32BigEndian(_buffer[offset..]);

    private void WriteWord(int offset, int value) =>
        BinaryPrimitives.WriteUInt32BigEndian(_buffer[offset..], (uint)value);
}

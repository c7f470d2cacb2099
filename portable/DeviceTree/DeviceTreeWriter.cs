using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Keelson.DeviceTree;

/// <summary>
/// Writes a flattened device tree from front to back (Devicetree Specification v0.4, chapter 5): header, an empty
/// memory reservation block, structure, strings. What does not fit is not written, and <see cref="TryFinish"/> says so.
/// Names of properties are gathered at the end of the buffer, and moved behind the structure when that is finished.
/// </summary>
internal ref struct DeviceTreeWriter
{
    private const int NamesRoom = 384;
    private const int StructureStart = DeviceTreeHeader.SizeBytes + ReservationEnumerator.EntrySize;

    private readonly Span<byte> _buffer;
    private readonly ReadOnlySpan<byte> _strings;
    private int _at;
    private int _namesLength;
    private bool _isFull;

    /// <param name="buffer">Aligned to 8 bytes.</param>
    /// <param name="strings">The strings block that copied properties refer to; it goes before the names added
    /// here.</param>
    public DeviceTreeWriter(Span<byte> buffer, ReadOnlySpan<byte> strings)
    {
        _buffer = buffer;
        _strings = strings;
        _isFull = buffer.Length < StructureStart + NamesRoom;
        if (_isFull)
        {
            return;
        }

        buffer[..StructureStart].Clear();
        _at = StructureStart;
    }

    /// <summary>Bytes written, from the start of the buffer.</summary>
    public readonly int Length => _at;

    private readonly Span<byte> Names =>
        _namesLength == 0 ? default : _buffer.Slice(_buffer.Length - NamesRoom, _namesLength);

    /// <summary>Tokens as another tree has them.</summary>
    public void Copy(ReadOnlySpan<byte> tokens) => Put(tokens, tokens.Length);

    public void Token(StructureToken token) => WriteWord(Take(sizeof(uint)), (uint)token);

    public void BeginNode(ReadOnlySpan<byte> name)
    {
        Token(StructureToken.BeginNode);
        Put(name, StructureCursor.Align(name.Length + 1));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Put(ReadOnlySpan<byte> bytes, int size)
    {
        Span<byte> destination = Take(size);
        if (!destination.IsEmpty)
        {
            bytes.CopyTo(destination);
        }
    }

    /// <summary>A property with a value of zeroes.</summary>
    /// <returns>Where in the buffer the value is; 0 without room.</returns>
    public int Property(int nameOffset, int length)
    {
        int start = _at;
        Span<byte> head = Take(StructureCursor.PropertyHeadSize + StructureCursor.Align(length));
        if (head.IsEmpty)
        {
            return 0;
        }

        WriteWord(head, (uint)StructureToken.Property);
        WriteWord(head[4..], (uint)length);
        WriteWord(head[8..], (uint)nameOffset);
        return start + StructureCursor.PropertyHeadSize;
    }

    /// <returns>Where the name will be in the strings block.</returns>
    public int AddName(ReadOnlySpan<byte> name)
    {
        if (_isFull)
        {
            return 0;
        }

        int offset = _namesLength;
        _namesLength += name.Length + 1;
        name.CopyTo(Names[offset..]);
        Names[^1] = 0;
        return _strings.Length + offset;
    }

    /// <summary>Whether the property's name was added here, whatever length its own tree gives it.</summary>
    public readonly bool HasNameOf(DeviceTreeProperty property)
    {
        for (ReadOnlySpan<byte> rest = Names; !rest.IsEmpty; )
        {
            int end = rest.IndexOf((byte)0);
            if (property.HasName(rest[..end]))
            {
                return true;
            }

            rest = rest[(end + 1)..];
        }
        return false;
    }

    /// <summary>
    /// The strings, and the header: <c>totalsize</c> stays the size of the buffer, so that the next program may edit.
    /// </summary>
    public bool TryFinish(uint bootCpuId)
    {
        int structureEnd = _at;
        Span<byte> strings = Take(_strings.Length + _namesLength);
        if (_isFull)
        {
            return false;
        }

        _strings.CopyTo(strings);
        // Behind the strings of the source, which end before the names begin: Take has seen to that.
        Names.CopyTo(strings[_strings.Length..]);
        _buffer[_at..].Clear();
        WriteHeader(DeviceTreeHeader.MagicOffset, DeviceTreeHeader.ExpectedMagic);
        WriteHeader(DeviceTreeHeader.TotalSizeOffset, (uint)_buffer.Length);
        WriteHeader(DeviceTreeHeader.StructureOffsetOffset, StructureStart);
        WriteHeader(DeviceTreeHeader.StringsOffsetOffset, (uint)structureEnd);
        WriteHeader(DeviceTreeHeader.ReservationsOffsetOffset, DeviceTreeHeader.SizeBytes);
        WriteHeader(DeviceTreeHeader.VersionOffset, DeviceTreeHeader.CurrentVersion);
        WriteHeader(DeviceTreeHeader.LastCompatibleVersionOffset, DeviceTreeHeader.OldestVersion);
        WriteHeader(DeviceTreeHeader.BootCpuIdOffset, bootCpuId);
        WriteHeader(DeviceTreeHeader.StringsSizeOffset, (uint)strings.Length);
        WriteHeader(DeviceTreeHeader.StructureSizeOffset, (uint)(structureEnd - StructureStart));
        return true;
    }

    /// <summary>
    /// The next bytes, zeroed; none once there was no room, so that no later piece fills the place of one that is
    /// missing.
    /// </summary>
    private Span<byte> Take(int size)
    {
        _isFull |= size > _buffer.Length - NamesRoom - _at;
        if (_isFull)
        {
            return default;
        }

        Span<byte> taken = _buffer.Slice(_at, size);
        taken.Clear();
        _at += size;
        return taken;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void WriteHeader(int offset, uint value) => WriteWord(_buffer[offset..], value);

    private static void WriteWord(Span<byte> destination, uint value)
    {
        if (!destination.IsEmpty)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, value);
        }
    }
}

using System;
using System.Buffers.Binary;

namespace Keelson.DeviceTree;

/// <summary>
/// A property of a node (Devicetree Specification v0.4, 2.2.4). Valid as long as the blob doesn't change.
/// </summary>
public readonly ref struct DeviceTreeProperty
{
    internal const int LengthOffset = 4;
    internal const int NameOffsetOffset = 8;

    private readonly DeviceTreeBlob _tree;

    internal DeviceTreeProperty(DeviceTreeBlob tree, int offset)
    {
        _tree = tree;
        Offset = offset;
    }

    /// <summary>Where FDT_PROP is, in bytes from the start of the blob.</summary>
    internal int Offset { get; }

    internal int ValueOffset => Offset + StructureCursor.PropertyHeadSize;

    private int Length => (int)BinaryPrimitives.ReadUInt32BigEndian(_tree.Bytes[(Offset + LengthOffset)..]);

    internal int NameOffset => (int)BinaryPrimitives.ReadUInt32BigEndian(_tree.Bytes[(Offset + NameOffsetOffset)..]);

    public ReadOnlySpan<byte> Name
    {
        get
        {
            ReadOnlySpan<byte> rest = _tree.Strings[NameOffset..];
            return rest[..rest.IndexOf((byte)0)];
        }
    }

    /// <summary>The bytes as they stand.</summary>
    public ReadOnlySpan<byte> Value => _tree.Bytes.Slice(ValueOffset, Length);

    /// <summary>The value as a list of strings. <c>foreach</c> over it.</summary>
    public StringEnumerator Strings => new(Value);

    public bool HasName(scoped ReadOnlySpan<byte> name)
    {
        // The zero first: most names end elsewhere, and every search asks each property on its way.
        ReadOnlySpan<byte> bytes = _tree.Bytes;
        int start = _tree.StringsStart + NameOffset;
        int end = start + name.Length;
        return end < bytes.Length && bytes[end] == 0 && bytes[start..end].SequenceEqual(name);
    }

    /// <summary>A value of exactly one cell.</summary>
    public bool TryReadUInt32(out uint number)
    {
        bool fits = Length == 4;
        number = fits ? BinaryPrimitives.ReadUInt32BigEndian(Value) : 0;
        return fits;
    }

    /// <summary>A value of exactly two cells.</summary>
    public bool TryReadUInt64(out ulong number)
    {
        bool fits = Length == 8;
        number = fits ? BinaryPrimitives.ReadUInt64BigEndian(Value) : 0;
        return fits;
    }

    /// <summary>
    /// A value of one cell or two. The same property of <c>/chosen</c> has either length, by who wrote it: boot loaders
    /// write <c>linux,initrd-start</c> with one, EFI stubs with two.
    /// </summary>
    public bool TryReadNumber(out ulong number)
    {
        if (!TryReadUInt32(out uint cell))
        {
            return TryReadUInt64(out number);
        }

        number = cell;
        return true;
    }

    /// <summary>The value up to its first NUL, without it. False when there is none.</summary>
    public bool TryReadString(out ReadOnlySpan<byte> text)
    {
        StringEnumerator strings = Strings;
        bool found = strings.MoveNext();
        text = strings.Current;
        return found;
    }
}

using System;
using System.Buffers.Binary;
using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Handover;

namespace Keelson.Kexec;

/// <summary>
/// <c>keelson,generation</c> in <c>/chosen</c>: &lt;generation total record-hi record-lo&gt;. Absent in the first
/// generation.
/// </summary>
public readonly struct GenerationProperty(uint generation, uint total, PhysicalAddress record)
{
    public const int SizeBytes = 16;

    public uint Generation { get; } = generation;
    public uint Total { get; } = total;

    /// <summary>Where the <see cref="GenerationRecord"/> lies.</summary>
    public PhysicalAddress Record { get; } = record;

    public static ReadOnlySpan<byte> Name => "keelson,generation"u8;

    public void Encode(Span<byte> cells)
    {
        BinaryPrimitives.WriteUInt32BigEndian(cells, Generation);
        BinaryPrimitives.WriteUInt32BigEndian(cells[4..], Total);
        BinaryPrimitives.WriteUInt64BigEndian(cells[8..], Record.Value);
    }

    public static bool TryRead(in DeviceTreeBlob tree, out GenerationProperty property)
    {
        property = default;
        if (
            !tree.TryFindNode(ChosenNames.Path, out DeviceTreeNode chosen)
            || !chosen.TryGetProperty(Name, out DeviceTreeProperty cells)
            || cells.Value.Length != SizeBytes
        )
        {
            return false;
        }

        property = new GenerationProperty(
            BinaryPrimitives.ReadUInt32BigEndian(cells.Value),
            BinaryPrimitives.ReadUInt32BigEndian(cells.Value[4..]),
            new PhysicalAddress(BinaryPrimitives.ReadUInt64BigEndian(cells.Value[8..]))
        );
        return true;
    }
}

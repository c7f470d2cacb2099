using Keelson.Addresses;

namespace Keelson.Paging;

/// <summary>Where a walk ended: one entry that is not a table, and the input addresses it answers for.</summary>
internal readonly struct TableSlot(
    PhysicalAddress table,
    int index,
    int level,
    ulong start,
    ulong sizeBytes,
    Descriptor descriptor
)
{
    public PhysicalAddress Table { get; } = table;
    public int Index { get; } = index;
    public int Level { get; } = level;

    /// <summary>First input address the entry translates.</summary>
    public ulong Start { get; } = start;
    public ulong SizeBytes { get; } = sizeBytes;

    /// <summary>Input address after the last, at most 2^48.</summary>
    public ulong End => Start + SizeBytes;
    public Descriptor Descriptor { get; } = descriptor;

    public bool IsMapped => Descriptor.KindAt(Level) != DescriptorKind.Invalid;
}

using Keelson.Addresses;

namespace Keelson.Paging;

/// <summary>One block or page of an address space.</summary>
public readonly struct Leaf(
    VirtualAddress @virtual,
    PhysicalAddress physical,
    ulong sizeBytes,
    int level,
    Descriptor descriptor
)
{
    /// <summary>First address it translates.</summary>
    public VirtualAddress Virtual { get; } = @virtual;

    /// <summary>Where that address leads.</summary>
    public PhysicalAddress Physical { get; } = physical;

    public ulong SizeBytes { get; } = sizeBytes;

    /// <summary>3 is a page, less a block.</summary>
    public int Level { get; } = level;

    public Descriptor Descriptor { get; } = descriptor;

    public Protection Protection => Descriptor.Protection;
}

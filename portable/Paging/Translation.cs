using Keelson.Addresses;

namespace Keelson.Paging;

/// <summary>
/// Answer of <see cref="AddressSpace{TMemory}.TryTranslate"/>: what the walker would find for one address.
/// </summary>
public readonly struct Translation(PhysicalAddress physical, int level, Descriptor descriptor)
{
    /// <summary>Where the address itself leads, its offset in the page or block included.</summary>
    public PhysicalAddress Physical { get; } = physical;

    /// <summary>Level of the entry: 3 is a page, less a block.</summary>
    public int Level { get; } = level;

    public Descriptor Descriptor { get; } = descriptor;

    public Protection Protection => Descriptor.Protection;
}

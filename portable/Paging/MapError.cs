namespace Keelson.Paging;

/// <summary>
/// The rule that a <see cref="AddressSpace{TMemory}.Map"/> breaks. All refusals but the last leave the tables as they
/// were.
/// </summary>
public enum MapError
{
    /// <summary>The range is mapped as asked; parts of it may have been before.</summary>
    None = 0,

    /// <summary>The size is zero.</summary>
    EmptyRange,

    /// <summary>Physical and virtual address differ within a granule, so no page can join them.</summary>
    OffsetMismatch,

    /// <summary>The virtual or the physical range runs past 2^64.</summary>
    AddressWrap,

    /// <summary>Part of the virtual range is not in the address space's 48-bit half.</summary>
    VirtualOutsideHalf,

    /// <summary>Part of the physical range is at or above 2^48.</summary>
    PhysicalBeyond48Bits,

    /// <summary>Part of the range already leads elsewhere, or there with other attributes.</summary>
    Conflict,

    /// <summary>
    /// Pages only were asked for and a block already maps part of the range, alike. It would keep the caller from the
    /// page-wise <see cref="AddressSpace{TMemory}.Protect"/> that pages are for.
    /// </summary>
    BlockMapping,

    /// <summary>
    /// No memory for a table. Nothing new is mapped and what was mapped still is, but tables allocated on the way
    /// stay linked, empty; a later Map fills them (with pages where a block might have been).
    /// </summary>
    OutOfTableMemory,
}

public static class MapErrorText
{
    public static System.ReadOnlySpan<byte> Text(this MapError error) =>
        error switch
        {
            MapError.None => "mapped"u8,
            MapError.EmptyRange => "empty range"u8,
            MapError.OffsetMismatch => "physical and virtual address differ within a page"u8,
            MapError.AddressWrap => "range wraps past 2^64"u8,
            MapError.VirtualOutsideHalf => "virtual address out of range"u8,
            MapError.PhysicalBeyond48Bits => "physical address at or above 2^48"u8,
            MapError.Conflict => "already mapped elsewhere or with other attributes"u8,
            MapError.BlockMapping => "already mapped by a block"u8,
            _ => "no memory for a translation table"u8,
        };
}

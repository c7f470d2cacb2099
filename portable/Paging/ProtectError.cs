namespace Keelson.Paging;

/// <summary>
/// The rule that a <see cref="AddressSpace{TMemory}.Protect"/> breaks. Every refusal leaves the tables as they were.
/// </summary>
public enum ProtectError
{
    /// <summary>Every page of the range has the new permissions. The caller invalidates the TLB.</summary>
    None = 0,

    /// <summary>The size is zero.</summary>
    EmptyRange,

    /// <summary>
    /// Start or size is not a multiple of the granule. Rounding, harmless in a Map, would change pages of a neighbour
    /// here.
    /// </summary>
    Unaligned,

    /// <summary>The range runs past 2^64.</summary>
    AddressWrap,

    /// <summary>Part of the range is not in the address space's 48-bit half.</summary>
    VirtualOutsideHalf,

    /// <summary>Part of the range is not mapped.</summary>
    NotMapped,

    /// <summary>
    /// A block maps part of the range; splitting it takes break-before-make (Arm ARM DDI 0487, D8.16.1).
    /// </summary>
    BlockMapping,

    /// <summary>
    /// More than permissions would change: memory type or nG. For those a valid entry must be made invalid and leave
    /// the TLB first (break-before-make, D8.16.1).
    /// </summary>
    NotPermissionsOnly,
}

public static class ProtectErrorText
{
    public static System.ReadOnlySpan<byte> Text(this ProtectError error) =>
        error switch
        {
            ProtectError.None => "permissions changed"u8,
            ProtectError.EmptyRange => "empty range"u8,
            ProtectError.Unaligned => "not aligned to the granule"u8,
            ProtectError.AddressWrap => "range wraps past 2^64"u8,
            ProtectError.VirtualOutsideHalf => "virtual address out of range"u8,
            ProtectError.NotMapped => "not mapped"u8,
            ProtectError.BlockMapping => "mapped by a block"u8,
            _ => "would change more than permissions"u8,
        };
}

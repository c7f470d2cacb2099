using Keelson.Addresses;

namespace Keelson.Paging;

/// <summary>A checked Map: whole granules, inside the half and below 2^48 on both sides.</summary>
internal readonly struct MappingRequest
{
    // Added modulo 2^64, so it is right for addresses below the start as well: those of a block that began earlier.
    private readonly ulong _inputToOutput;
    private readonly BlockPolicy _policy;

    /// <summary>First input address (bits 47:0 of the virtual one).</summary>
    public ulong Start { get; }

    /// <summary>Input address after the last, at most 2^48.</summary>
    public ulong End { get; }

    public Protection Protection { get; }

    public bool IsPagesOnly => _policy == BlockPolicy.PagesOnly;

    private MappingRequest(ulong start, ulong end, ulong inputToOutput, Protection protection, BlockPolicy policy)
    {
        Start = start;
        End = end;
        _inputToOutput = inputToOutput;
        Protection = protection;
        _policy = policy;
    }

    public static MapError TryCreate(
        InputRange range,
        PhysicalAddress physical,
        Granule granule,
        Protection protection,
        BlockPolicy policy,
        out MappingRequest request
    )
    {
        request = default;
        if (!Alignment.IsAligned(physical.Value ^ range.Start, granule.PageSize))
        {
            return MapError.OffsetMismatch;
        }

        ulong last = physical.Value + (range.SizeBytes - 1);
        if (last < physical.Value)
        {
            return MapError.AddressWrap;
        }

        if (last >> Granule.AddressBits != 0)
        {
            return MapError.PhysicalBeyond48Bits;
        }

        request = new MappingRequest(
            Alignment.Down(range.Start, granule.PageSize),
            Alignment.Up(range.End, granule.PageSize),
            physical.Value - range.Start,
            protection,
            policy
        );
        return MapError.None;
    }

    /// <summary>Where the request wants <paramref name="input"/> to lead.</summary>
    public PhysicalAddress OutputFor(ulong input) => new(input + _inputToOutput);

    /// <summary>
    /// Whether one entry of this slot can serve the request: a page always, a block if it stays inside the range, both
    /// ends are aligned to it and the policy permits.
    /// </summary>
    public bool FitsLeaf(TableSlot slot, Granule granule) =>
        slot.Level == Granule.PageLevel
        || (
            _policy == BlockPolicy.BlocksAllowed
            && granule.AllowsBlock(slot.Level)
            && slot.Start >= Start
            && slot.End <= End
            && OutputFor(slot.Start).IsAligned(granule.BlockSize(slot.Level))
        );
}

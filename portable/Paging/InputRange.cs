using Keelson.Addresses;

namespace Keelson.Paging;

/// <summary>The rule that a range breaks in <see cref="InputRange.TryCreate"/>.</summary>
internal enum InputRangeError
{
    None = 0,
    Empty,
    Wraps,
    OutsideHalf,
}

/// <summary>
/// A range of virtual addresses proven to lie in one half, without the sign-like upper 16 bits: an end at the top of
/// the upper half is 2^48 here, where the virtual address would be 2^64.
/// </summary>
internal readonly struct InputRange
{
    private const ulong HalfSize = 1UL << Granule.AddressBits;
    private const ulong UpperHalfBits = ~(HalfSize - 1);

    public ulong Start { get; }
    public ulong SizeBytes { get; }
    public ulong End => Start + SizeBytes;

    private InputRange(ulong start, ulong sizeBytes)
    {
        Start = start;
        SizeBytes = sizeBytes;
    }

    public static InputRangeError TryCreate(
        VirtualHalf half,
        VirtualAddress start,
        ulong sizeBytes,
        out InputRange range
    )
    {
        range = default;
        if (sizeBytes == 0)
        {
            return InputRangeError.Empty;
        }

        // The last byte and not the end: a range may reach up to 2^64.
        ulong last = start.Value + (sizeBytes - 1);
        if (last < start.Value)
        {
            return InputRangeError.Wraps;
        }

        if (!Contains(half, start) || !Contains(half, new VirtualAddress(last)))
        {
            return InputRangeError.OutsideHalf;
        }

        range = new InputRange(ToInput(start), sizeBytes);
        return InputRangeError.None;
    }

    public static bool Contains(VirtualHalf half, VirtualAddress address) =>
        (address.Value & UpperHalfBits) == UpperBitsOf(half);

    public static ulong ToInput(VirtualAddress address) => address.Value & ~UpperHalfBits;

    public static VirtualAddress ToVirtual(VirtualHalf half, ulong input) => new(input | UpperBitsOf(half));

    private static ulong UpperBitsOf(VirtualHalf half) => half == VirtualHalf.Upper ? UpperHalfBits : 0;
}

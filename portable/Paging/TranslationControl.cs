namespace Keelson.Paging;

/// <summary>
/// <c>TCR_EL1</c> (Arm ARM DDI 0487, D24.2): how both halves are walked. Built from two granules and what the processor
/// can do; whether it <see cref="MemoryModelFeatures.Supports"/> the granules is the caller's question to ask first.
/// </summary>
public readonly struct TranslationControl
{
    // T0SZ, T1SZ: address bits that are not translated, 64 - 48.
    private const ulong TopBits = 64 - Granule.AddressBits;
    private const int LowerTopBitsShift = 0;
    private const int UpperTopBitsShift = 16;

    // EPD0, EPD1: a TLB miss faults and no table is read.

    // IRGN, ORGN = 0b01: the walker reads tables through the caches, Write-Back and allocating, as the kernel writes
    // them. SH = 0b11: Inner Shareable, as the kernel's own mapping of them. All three must agree with that mapping.
    private const ulong WalkAttributes = 0b01 | 0b01 << 2 | 0b11 << 4;
    private const int LowerWalkShift = 8;
    private const int UpperWalkShift = 24;

    private const int LowerGranuleShift = 14;
    private const int UpperGranuleShift = 30;

    // IPS: output addresses beyond this size fault instead of being cut off.
    private const int OutputSizeShift = 32;

    // AS: 16-bit ASIDs. RES0 where there are only 8.
    private const ulong Asid16Bits = 1UL << 36;

    private TranslationControl(ulong value) => Value = value;

    /// <summary>The register's value.</summary>
    public ulong Value { get; }

    /// <summary>
    /// Both halves of 48 bits, both walked. Zero, and why: A1 (bit 22), the ASID is that of <c>TTBR0_EL1</c>, so
    /// loading a runtime address space there changes it in the same instruction; TBI0 and TBI1 (38:37), no tags in
    /// addresses; HA and HD (40:39), hardware leaves the tables alone and their hash is stable; HPD0 and HPD1 (42:41),
    /// table descriptors' limits count; DS (59), descriptors have the 48-bit form.
    /// </summary>
    public static TranslationControl For(Granule lower, Granule upper, MemoryModelFeatures features) =>
        new(
            TopBits << LowerTopBitsShift
                | WalkAttributes << LowerWalkShift
                | lower.LowerHalfEncoding << LowerGranuleShift
                | TopBits << UpperTopBitsShift
                | WalkAttributes << UpperWalkShift
                | upper.UpperHalfEncoding << UpperGranuleShift
                | features.OutputSizeEncoding << OutputSizeShift
                | (features.AsidBits == 16 ? Asid16Bits : 0)
        );
}

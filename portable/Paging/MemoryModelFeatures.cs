using System;
using Keelson.Addresses;

namespace Keelson.Paging;

/// <summary>
/// <c>ID_AA64MMFR0_EL1</c> (Arm ARM DDI 0487, D24.2): what the processor can do about translation.
/// </summary>
public readonly struct MemoryModelFeatures(ulong value)
{
    // PARange 0b0101. Tables here hold 48-bit output addresses, so a larger machine is used as a 48-bit one.
    private const ulong Range48Bits = 0b0101;

    /// <summary>The register as read.</summary>
    public ulong Value { get; } = value;

    /// <summary>
    /// Whether the stage 1 walker knows this granule. The three fields do not agree: for TGran4 and TGran64 zero means
    /// "supported" and 0b1111 (minus one: the fields are signed) "not", while for the later TGran16 zero means "not".
    /// Larger values add 52-bit addresses or are promised to include what smaller ones have.
    /// </summary>
    public bool Supports(Granule granule) =>
        granule.PageShift switch
        {
            12 => Field(28) < 0b1000,
            14 => Field(20) != 0,
            _ => Field(24) < 0b1000,
        };

    /// <summary>16 if <c>ASIDBits</c> says so, else 8; then the upper half of an ASID must be zero.</summary>
    public int AsidBits => Field(4) == 0b0010 ? 16 : 8;

    /// <summary><c>TCR_EL1.IPS</c>, unshifted: the encoding of <c>PARange</c>, at most 48 bits.</summary>
    public ulong OutputSizeEncoding => Math.Min(Field(0), Range48Bits);

    /// <summary>Bits of a physical address that are of use here: 32 to 48.</summary>
    public int PhysicalAddressBits => (int)(AddressBits >> (8 * (int)OutputSizeEncoding)) & 0xff;

    /// <summary>First address that the processor cannot form, or that is of no use here.</summary>
    public PhysicalAddress PhysicalEnd => new(1ul << PhysicalAddressBits);

    /// <summary>For encodings from 0 on, a byte each: 32, 36, 40, 42, 44, 48 bits.</summary>
    private const ulong AddressBits = 0x30_2c_2a_28_24_20;

    private ulong Field(int shift) => (Value >> shift) & 0xF;
}

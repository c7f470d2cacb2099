namespace Keelson.Paging;

/// <summary>
/// The two 48-bit ranges of the EL1&amp;0 regime (Arm ARM DDI 0487, D8.2): each has a base register and a granule of
/// its own.
/// </summary>
public enum VirtualHalf
{
    /// <summary>Bits 63:48 all zero, <c>TTBR0_EL1</c>.</summary>
    Lower,

    /// <summary>Bits 63:48 all one, <c>TTBR1_EL1</c>.</summary>
    Upper,
}

namespace Keelson.Paging;

/// <summary>
/// Fields of a stage 1 VMSAv8-64 descriptor with 48-bit output addresses (Arm ARM DDI 0487, D8.3 "Translation table
/// descriptor formats"); other sections are named where a field is explained elsewhere.
/// </summary>
public static class DescriptorBits
{
    public const ulong Valid = 1UL << 0;

    /// <summary>
    /// Bit 1: a table above level 3, a page at level 3. Clear: a block above level 3, reserved (invalid) at level 3.
    /// </summary>
    public const ulong TableOrPage = 1UL << 1;

    public const int AttributeIndexShift = 2;

    /// <summary><c>AttrIndx</c>, bits 4:2: which byte of <c>MAIR_EL1</c> (D8.6).</summary>
    public const ulong AttributeIndex = 0b111UL << AttributeIndexShift;

    /// <summary><c>AP[1]</c>, bit 6: EL0 has access as well (D8.4). Nothing here sets it.</summary>
    public const ulong UnprivilegedAccess = 1UL << 6;

    /// <summary><c>AP[2]</c>, bit 7: read-only (D8.4).</summary>
    public const ulong ReadOnly = 1UL << 7;

    /// <summary><c>SH</c>, bits 9:8 (D8.6).</summary>
    public const ulong Shareability = 0b11UL << 8;
    public const ulong OuterShareable = 0b10UL << 8;
    public const ulong InnerShareable = 0b11UL << 8;

    /// <summary><c>AF</c>, bit 10: clear, the first access faults (D8.5), as hardware update is left off.</summary>
    public const ulong AccessFlag = 1UL << 10;

    /// <summary><c>nG</c>, bit 11: the translation belongs to the current ASID only (D8.15).</summary>
    public const ulong NonGlobal = 1UL << 11;

    /// <summary>
    /// Output address or next table, bits 47:12. The low ones are zero for blocks and larger granules.
    /// </summary>
    public const ulong OutputAddress = 0x0000_FFFF_FFFF_F000;

    /// <summary><c>DBM</c>, bit 51, dirty bit modifier: hardware may clear <c>AP[2]</c> on a write (D8.5).</summary>
    public const ulong DirtyBitModifier = 1UL << 51;

    /// <summary>
    /// <c>Contiguous</c>, bit 52: one of a run that a single TLB entry may hold (D8.7). Nothing here sets it.
    /// </summary>
    public const ulong Contiguous = 1UL << 52;

    /// <summary><c>PXN</c>, bit 53: EL1 does not execute from here (D8.4).</summary>
    public const ulong PrivilegedExecuteNever = 1UL << 53;

    /// <summary><c>UXN</c>, bit 54: EL0 does not execute from here (D8.4).</summary>
    public const ulong UnprivilegedExecuteNever = 1UL << 54;

    /// <summary><c>PXNTable</c>, bit 59 of a table descriptor: PXN for everything below (D8.4).</summary>
    public const ulong PrivilegedExecuteNeverTable = 1UL << 59;

    /// <summary><c>UXNTable</c>, bit 60 of a table descriptor: UXN for everything below (D8.4).</summary>
    public const ulong UnprivilegedExecuteNeverTable = 1UL << 60;

    /// <summary><c>APTable[0]</c>, bit 61 of a table descriptor: no EL0 access to anything below (D8.4).</summary>
    public const ulong NoUnprivilegedAccessTable = 1UL << 61;

    /// <summary><c>APTable[1]</c>, bit 62 of a table descriptor: no writes to anything below (D8.4).</summary>
    public const ulong ReadOnlyTable = 1UL << 62;
}

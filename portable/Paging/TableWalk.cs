using Keelson.Addresses;

namespace Keelson.Paging;

/// <summary>What somebody else's tables (4 KB granule, lower half) allow at an address.</summary>
/// <param name="leaf">The block or page.</param>
/// <param name="limits">All bits of the table descriptors on the way, which limit what is below them.</param>
public readonly struct TableWalk(Descriptor leaf, ulong limits)
{
    private const int BitsPerLevel = 9;

    /// <summary>Stores go through (Arm ARM DDI 0487, D8.4: AP[2], APTable[1]).</summary>
    public bool IsWritable =>
        (leaf.Value & DescriptorBits.ReadOnly) == 0 && (limits & DescriptorBits.ReadOnlyTable) == 0;

    /// <summary>
    /// Code runs from there, at the exception level whose tables they are: PXN at EL1, XN at EL2, which is where UXN is
    /// at EL1.
    /// </summary>
    public bool IsExecutableAt(int exceptionLevel) =>
        exceptionLevel == 2
            ? (leaf.Value & DescriptorBits.UnprivilegedExecuteNever) == 0
                && (limits & DescriptorBits.UnprivilegedExecuteNeverTable) == 0
            : (leaf.Value & DescriptorBits.PrivilegedExecuteNever) == 0
                && (limits & DescriptorBits.PrivilegedExecuteNeverTable) == 0;

    /// <param name="memory">Reads tables.</param>
    /// <param name="root">In TTBR0.</param>
    /// <param name="addressBits">64 less TCR.T0SZ, 25 to 48.</param>
    /// <param name="address">To be looked up.</param>
    /// <param name="walk">How it is mapped.</param>
    /// <returns>False where it is not.</returns>
    public static bool TryFind<TMemory>(
        TMemory memory,
        PhysicalAddress root,
        int addressBits,
        ulong address,
        out TableWalk walk
    )
        where TMemory : struct, ITableMemory
    {
        walk = default;
        ulong limits = 0;
        PhysicalAddress table = root;
        int startLevel = 4 - (addressBits - 12 + BitsPerLevel - 1) / BitsPerLevel;
        for (int level = startLevel; level <= Granule.PageLevel; level++)
        {
            int shift = 12 + BitsPerLevel * (Granule.PageLevel - level);
            Descriptor entry = new(memory.Read(table, (int)(address >> shift & ((1 << BitsPerLevel) - 1))));
            DescriptorKind kind = entry.KindAt(level);
            if (kind == DescriptorKind.Table)
            {
                limits |= entry.Value;
                table = entry.Output;
                continue;
            }
            walk = new TableWalk(entry, limits);
            return kind != DescriptorKind.Invalid;
        }
        return false;
    }
}

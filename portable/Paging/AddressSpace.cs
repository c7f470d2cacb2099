using Keelson.Addresses;

namespace Keelson.Paging;

/// <summary>
/// One tree of stage 1 translation tables (Arm ARM DDI 0487, D8.2 and D8.3): a root, an ASID, and what is mapped.
/// Building one touches no other, and neither is anything installed by it: the caller loads <see cref="BaseRegister"/>.
/// </summary>
/// <remarks>
/// Never copied, always passed by <c>ref</c>: the struct holds <typeparamref name="TMemory"/> and counts its tables,
/// and a copy would go on counting alone.
/// <para>
/// <see cref="Map"/> only turns invalid entries into valid ones, which the TLB doesn't hold; the caller needs
/// <c>dsb ishst; isb</c> before it uses the range. <see cref="Protect"/> changes valid ones; the caller invalidates the
/// TLB.
/// </para>
/// </remarks>
public partial struct AddressSpace<TMemory>
    where TMemory : struct, ITableMemory
{
    private const int AsidShift = 48;

    // A field and not a property: calls must reach this one and not a copy.
    private TMemory _memory;
    private PhysicalAddress _root;

    private AddressSpace(TMemory memory, Granule granule, VirtualHalf half, ushort asid)
    {
        _memory = memory;
        _root = default;
        Granule = granule;
        Half = half;
        Asid = asid;
        TableCount = 0;
    }

    public Granule Granule { get; }

    public VirtualHalf Half { get; }

    /// <summary>
    /// Tag of this space's non-global TLB entries; at most 255 where <see cref="MemoryModelFeatures.AsidBits"/> is 8.
    /// </summary>
    public ushort Asid { get; }

    /// <summary>Tables in the tree, the root among them; each takes a granule.</summary>
    public int TableCount { get; private set; }

    /// <summary>
    /// The start level's table. It takes a whole granule like the others, though fewer entries may be in use.
    /// </summary>
    public readonly PhysicalAddress Root => _root;

    /// <summary>
    /// <c>TTBR0_EL1</c> or <c>TTBR1_EL1</c> (D24.2): the root, and the ASID in bits 63:48. CnP, bit 0, is left clear.
    /// </summary>
    public readonly ulong BaseRegister => _root.Value | ((ulong)Asid << AsidShift);

    /// <summary>
    /// Makes a space that maps nothing, which is useful as it is: the table to leave in <c>TTBR0_EL1</c> when no one
    /// may use low addresses. False when <paramref name="memory"/>, which moves into the space, has none for the root.
    /// </summary>
    public static bool TryCreate(
        TMemory memory,
        Granule granule,
        VirtualHalf half,
        ushort asid,
        out AddressSpace<TMemory> space
    )
    {
        space = new AddressSpace<TMemory>(memory, granule, half, asid);
        return space.TryAllocateTable(out space._root);
    }

    private bool TryAllocateTable(out PhysicalAddress table)
    {
        if (!_memory.TryAllocateTable(Granule.PageSize, out table))
        {
            return false;
        }

        TableCount++;
        return true;
    }

    /// <summary>Walks as the hardware would, down to the first entry that is not a table.</summary>
    private TableSlot Locate(ulong input)
    {
        PhysicalAddress table = _root;
        for (int level = Granule.StartLevel; ; level++)
        {
            int index = Granule.IndexOf(input, level);
            Descriptor descriptor = new(_memory.Read(table, index));
            if (descriptor.KindAt(level) != DescriptorKind.Table)
            {
                ulong size = Granule.BlockSize(level);
                return new TableSlot(table, index, level, Alignment.Down(input, size), size, descriptor);
            }

            table = descriptor.Output;
        }
    }
}

using Keelson.Addresses;

namespace Keelson.Paging;

/// <summary>
/// Somebody else's tables (4 KB granule, lower half) with some addresses taken out or led elsewhere, and everything
/// else as it was: only tables on the way to such an address are copied, all others are shared with the original, which
/// is never written to.
/// </summary>
public struct ShadowTables<TMemory>
    where TMemory : struct, ITableMemory
{
    private const int FullTable = 512;
    private const ulong PageSize = 4096;

    /// <summary>
    /// Of a table descriptor, all but the address: limits on everything below it (Arm ARM DDI 0487, D8.3).
    /// </summary>
    private const ulong TableBits = ~DescriptorBits.OutputAddress;

    private TMemory _memory;
    private readonly PhysicalRange _pool;
    private readonly PhysicalAddress _original;
    private readonly int _startLevel;
    private readonly ulong _inputEnd;

    /// <summary>Tables taken from the pool.</summary>
    public int TableCount { get; private set; }

    /// <summary>What TTBR0 gets.</summary>
    public PhysicalAddress Root { get; private set; }

    private ShadowTables(TMemory memory, PhysicalRange pool, PhysicalAddress original, int addressBits)
    {
        _memory = memory;
        _pool = pool;
        _original = original;
        _inputEnd = 1ul << addressBits;
        _startLevel = 4 - (addressBits - 12 + 8) / 9;
        TableCount = 0;
        Root = default;
    }

    /// <param name="memory">Reads and writes tables; allocates none.</param>
    /// <param name="pool">Whole pages for the copies.</param>
    /// <param name="original">The root in use.</param>
    /// <param name="addressBits">Bits of input addresses: 64 less TCR.T0SZ, 25 to 48.</param>
    /// <param name="tables">To the walker as the original, so far.</param>
    /// <returns>False where the pool has no page.</returns>
    public static bool TryCreate(
        TMemory memory,
        PhysicalRange pool,
        PhysicalAddress original,
        int addressBits,
        out ShadowTables<TMemory> tables
    )
    {
        tables = new ShadowTables<TMemory>(memory, pool, original, addressBits);
        int rootBits = addressBits - ShiftOf(tables._startLevel);
        if (!tables.TryCopy(original, tables._startLevel, 1 << rootBits, out PhysicalAddress root))
        {
            return false;
        }
        tables.Root = root;
        return true;
    }

    /// <summary>Takes addresses out: an access to them faults from the next TLB invalidation on.</summary>
    /// <param name="start">Of a page.</param>
    /// <param name="end">Of a page, within the input addresses.</param>
    /// <returns>False where the pool is spent, or there are no such addresses; some of them may be left in.</returns>
    public bool TryUnmap(ulong start, ulong end) => end <= _inputEnd && TryUnmap(Root, _startLevel, start, end);

    /// <summary>Leads a page that was taken out to memory, as the original leads to that memory.</summary>
    /// <returns>False where the pool is spent, or the original does not map the memory at its own address.</returns>
    public bool TryAlias(ulong address, PhysicalAddress output)
    {
        if (!TryFindOriginal(output.Value, out Descriptor leaf, out int leafLevel))
        {
            return false;
        }
        PhysicalAddress table = Root;
        for (int level = _startLevel; level < Granule.PageLevel; level++)
        {
            int index = IndexOf(address, level);
            Descriptor entry = new(_memory.Read(table, index));
            DescriptorKind kind = entry.KindAt(level);
            if (kind == DescriptorKind.Table)
            {
                if (!IsOurs(entry.Output))
                {
                    return false;
                }
                table = entry.Output;
                continue;
            }
            if (kind != DescriptorKind.Invalid || !TryTake(0, out PhysicalAddress next))
            {
                return false;
            }
            _memory.Write(table, index, next.Value | DescriptorBits.Valid | DescriptorBits.TableOrPage);
            table = next;
        }
        ulong within = output.Value & (BlockSize(leafLevel) - 1) & ~(PageSize - 1);
        _memory.Write(table, IndexOf(address, Granule.PageLevel), AsPage(leaf, within));
        return true;
    }

    /// <summary>Where the original leads an address, and how.</summary>
    private bool TryFindOriginal(ulong address, out Descriptor leaf, out int level)
    {
        PhysicalAddress table = _original;
        for (level = _startLevel; level <= Granule.PageLevel; level++)
        {
            leaf = new Descriptor(_memory.Read(table, IndexOf(address, level)));
            DescriptorKind kind = leaf.KindAt(level);
            if (kind != DescriptorKind.Table)
            {
                return kind != DescriptorKind.Invalid;
            }
            table = leaf.Output;
        }
        leaf = default;
        return false;
    }

    private bool TryUnmap(PhysicalAddress table, int level, ulong start, ulong end)
    {
        ulong size = BlockSize(level);
        while (start < end)
        {
            ulong next = (start & ~(size - 1)) + size;
            ulong stop = next < end ? next : end;
            int index = IndexOf(start, level);
            Descriptor entry = new(_memory.Read(table, index));
            if (stop - start == size)
            {
                _memory.Write(table, index, 0);
            }
            else if (entry.KindAt(level) != DescriptorKind.Invalid)
            {
                if (
                    !TryOwn(table, index, level, entry, out PhysicalAddress below)
                    || !TryUnmap(below, level + 1, start, stop)
                )
                {
                    return false;
                }
            }
            start = stop;
        }
        return true;
    }

    /// <summary>The next table, as one of ours: copied, or a block in smaller pieces.</summary>
    private bool TryOwn(PhysicalAddress table, int index, int level, Descriptor entry, out PhysicalAddress below)
    {
        below = entry.Output;
        bool isTable = entry.KindAt(level) == DescriptorKind.Table;
        if (isTable && IsOurs(below))
        {
            return true;
        }
        bool done = isTable
            ? TryCopy(entry.Output, level + 1, FullTable, out below)
            : TrySplit(entry, level, out below);
        if (done)
        {
            ulong bits = isTable ? entry.Value & TableBits : DescriptorBits.Valid | DescriptorBits.TableOrPage;
            _memory.Write(table, index, below.Value | bits);
        }
        return done;
    }

    private bool TryCopy(PhysicalAddress from, int level, int entries, out PhysicalAddress copy)
    {
        if (!TryTake(entries, out copy))
        {
            return false;
        }
        for (int i = 0; i < entries; i++)
        {
            Descriptor entry = new(_memory.Read(from, i));
            DescriptorKind kind = entry.KindAt(level);
            // A run that one TLB entry may hold would have holes.
            bool isLeaf = kind is DescriptorKind.Block or DescriptorKind.Page;
            _memory.Write(copy, i, isLeaf ? entry.Value & ~DescriptorBits.Contiguous : entry.Value);
        }
        return true;
    }

    private bool TrySplit(Descriptor block, int level, out PhysicalAddress pieces)
    {
        if (!TryTake(FullTable, out pieces))
        {
            return false;
        }
        ulong size = BlockSize(level + 1);
        for (int i = 0; i < FullTable; i++)
        {
            ulong piece = (block.Value & ~DescriptorBits.Contiguous) + (ulong)i * size;
            _memory.Write(pieces, i, level + 1 == Granule.PageLevel ? piece | DescriptorBits.TableOrPage : piece);
        }
        return true;
    }

    /// <param name="entries">Written by the caller, from the first on; those behind are invalid.</param>
    private bool TryTake(int entries, out PhysicalAddress table)
    {
        ulong offset = (ulong)TableCount * PageSize;
        table = _pool.Start + offset;
        if (offset + PageSize > _pool.SizeBytes)
        {
            return false;
        }
        for (int i = entries; i < FullTable; i++)
        {
            _memory.Write(table, i, 0);
        }
        TableCount++;
        return true;
    }

    private readonly bool IsOurs(PhysicalAddress table) => table >= _pool.Start && table < _pool.End;

    /// <summary>One page of a block or page.</summary>
    private static ulong AsPage(Descriptor leaf, ulong offset) =>
        (leaf.Value & ~DescriptorBits.Contiguous | DescriptorBits.TableOrPage) + offset;

    private static int IndexOf(ulong address, int level) => (int)(address >> ShiftOf(level)) & (FullTable - 1);

    private static ulong BlockSize(int level) => 1ul << ShiftOf(level);

    private static int ShiftOf(int level) => 12 + 9 * (Granule.PageLevel - level);
}

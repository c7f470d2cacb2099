using Keelson.Addresses;
using Keelson.Paging;
using Keelson.RuntimeServices;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests.Paging;

/// <summary>
/// Firmware's 1:1 tables of several shapes, copied with some addresses taken out: the reference walker has to find
/// everything else as it was, and the original untouched.
/// </summary>
public sealed class ShadowTablesTests
{
    private const ulong Block = 0x711; // inner shareable, access flag, attribute 4, a block
    private const ulong Page = 0x713;
    private const ulong Table = 3;
    private const ulong Window = 0x2000_0000;
    private const ulong Size2M = 0x20_0000;

    private readonly TestTables _memory = new();
    private readonly ulong _root;

    public ShadowTablesTests() => _memory.TryAllocate(4096, out _root);

    /// <summary>0 to 4 GB in blocks of 1 GB.</summary>
    [Fact]
    public void A_block_is_split_as_far_as_it_must_be()
    {
        ulong level1 = Link(_root, 0);
        for (int i = 0; i < 4; i++)
        {
            _memory.Write(level1, i, (ulong)i << 30 | Block);
        }
        ShadowTables<TestTableMemory> tables = Copy(48);
        int before = _memory.WriteCount;
        Assert.True(tables.TryUnmap(Window + 0x1_0000, Window + Size2M + 0x3000));
        // Each entry of four new tables once, four links to them, and the pages that are taken out.
        Assert.Equal(4 * 512 + 4 + 496 + 3, _memory.WriteCount - before);
        for (ulong address = 0; address < 1ul << 30; address += 0x1_1000)
        {
            RequireSame(tables, address, address is >= Window + 0x1_0000 and < Window + Size2M + 0x3000);
        }
        RequireSame(tables, Window + 0xf000, false);
        RequireSame(tables, Window + 0x1_0000, true);
        RequireSame(tables, Window + Size2M + 0x2fff, true);
        RequireSame(tables, Window + Size2M + 0x3000, false);
        // Root, one of level 1, one of level 2, two of level 3.
        Assert.Equal(5, tables.TableCount);
        Assert.Equal(Block, _memory.Read(level1, 0));
    }

    /// <summary>A page led elsewhere has the permissions that the original has for the memory there.</summary>
    [Fact]
    public void A_page_that_was_taken_out_is_led_to_memory_as_the_original_leads_there()
    {
        ulong level1 = Link(_root, 0);
        _memory.Write(level1, 0, Block & ~0x1cul); // another kind of memory
        ulong level2 = Link(level1, 1);
        _memory.Write(level2, 3, 0x4060_0000 | Block | DescriptorBits.Contiguous);
        ulong level3 = Link(level2, 4);
        _memory.Write(level3, 5, 0x4080_5000 | Page | DescriptorBits.ReadOnly);
        ShadowTables<TestTableMemory> tables = Copy(48);
        Assert.True(tables.TryUnmap(Window, Window + 0x40_0000));
        Assert.True(tables.TryAlias(Window + 0x7000, new PhysicalAddress(0x4060_7000)));
        Assert.True(tables.TryAlias(Window + 0x30_0000, new PhysicalAddress(0x4080_5000)));
        Walked? data = Walk(tables, Window + 0x7010);
        Assert.Equal(
            (0x4060_7010ul, 3, 4, true),
            (data!.Value.Physical, data.Value.Level, data.Value.AttributeIndex, data.Value.Writable)
        );
        Walked? code = Walk(tables, Window + 0x30_0008);
        Assert.Equal((0x4080_5008ul, false), (code!.Value.Physical, code.Value.Writable));
        Assert.Null(Walk(tables, Window));
        Assert.Null(Walk(tables, Window + 0x8000));
        // Memory that the original does not map, and a page that was never taken out.
        Assert.False(tables.TryAlias(Window, new PhysicalAddress(0x4080_6000)));
        Assert.False(tables.TryAlias(0x1000, new PhysicalAddress(0x4060_7000)));
    }

    [Fact]
    public void Limits_of_a_table_hold_below_its_copy_and_runs_of_pages_end()
    {
        ulong level1 = Link(_root, 0);
        ulong level2 = Link(level1, 0);
        ulong level3 = Link(level2, 256, DescriptorBits.ReadOnlyTable | DescriptorBits.PrivilegedExecuteNeverTable);
        for (int i = 0; i < 16; i++)
        {
            _memory.Write(level3, i, Window + (ulong)i * 4096 | Page | DescriptorBits.Contiguous);
        }
        ShadowTables<TestTableMemory> tables = Copy(48);
        Assert.True(tables.TryUnmap(Window + 0x1000, Window + 0x2000));
        for (ulong page = Window; page < Window + 0x1_1000; page += 4096)
        {
            RequireSame(tables, page, page == Window + 0x1000);
        }
        Assert.All(
            Enumerable
                .Range(0, tables.TableCount)
                .SelectMany(t => Enumerable.Range(0, 512).Select(i => _memory.Read(PoolStart + (ulong)t * 4096, i))),
            entry => Assert.Equal(0ul, entry & DescriptorBits.Contiguous)
        );
        Assert.NotEqual(0ul, _memory.Read(level3, 0) & DescriptorBits.Contiguous);
    }

    /// <summary>With 39 bits the walk begins at level 1, with 36 in a table of 64 entries.</summary>
    [Theory]
    [InlineData(39)]
    [InlineData(36)]
    [InlineData(31)]
    public void A_smaller_space_begins_lower(int bits)
    {
        // To the reference walker it is the part of a larger one behind entry 0.
        _memory.TryAllocate(4096, out ulong level1);
        _memory.Write(level1, 0, Block);
        ShadowTables<TestTableMemory> tables = Copy(bits, level1);
        Assert.True(tables.TryUnmap(Window, Window + 0x1000));
        Assert.False(tables.TryUnmap((1ul << bits) - 4096, (1ul << bits) + 4096));
        _memory.TryAllocate(4096, out ulong above);
        _memory.Write(above, 0, tables.Root.Value | Table);
        Assert.Null(ReferenceWalker.Walk(_memory, 12, above, false, Window));
        Assert.Equal(Window + 0x1000, ReferenceWalker.Walk(_memory, 12, above, false, Window + 0x1000)!.Value.Physical);
        Assert.Equal(Window - 1, ReferenceWalker.Walk(_memory, 12, above, false, Window - 1)!.Value.Physical);
        Assert.True(bits == 39 || _memory.Read(tables.Root.Value, 1 << (bits - 30)) == 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Without_tables_it_says_so(int pages)
    {
        ulong level1 = Link(_root, 0);
        _memory.Write(level1, 0, Block);
        bool done =
            ShadowTables<TestTableMemory>.TryCreate(
                _memory.Memory,
                Pool(pages),
                new PhysicalAddress(_root),
                48,
                out ShadowTables<TestTableMemory> tables
            ) && tables.TryUnmap(Window, Window + 0x1000);
        Assert.False(done);
    }

    /// <summary>RAM that the firmware still needs, and a serial port, in the window.</summary>
    [Fact]
    public void What_is_still_needed_stays_and_the_rest_is_watched()
    {
        ulong level1 = Link(_root, 0);
        for (int i = 0; i < 2; i++)
        {
            _memory.Write(level1, i, (ulong)i << 30 | Block);
        }
        MemoryMapView map = Map(
            (
                MemoryType.RuntimeServicesCode,
                0x4000_0000,
                0x20,
                Window,
                MemoryAttributes.Runtime | MemoryAttributes.WriteBack
            ),
            (MemoryType.BootServicesData, Window + 0x4000, 2, 0, MemoryAttributes.WriteBack),
            (MemoryType.Conventional, Window + 0x6000, 0x100, 0, MemoryAttributes.WriteBack),
            (
                MemoryType.RuntimeServicesData,
                Window + 0x1_f000,
                0x11,
                Window + 0x2_0000,
                MemoryAttributes.Runtime | MemoryAttributes.WriteBack
            )
        );
        PhysicalRange port = PhysicalRange.FromSize(new PhysicalAddress(Window + 0x9010), 8);
        Assert.True(
            RelocationWatch<TestTableMemory>.TryStart(Copy(48), map, port, out RelocationWatch<TestTableMemory> watch)
        );
        for (ulong page = Window; page < Window + 0x4_0000; page += 4096)
        {
            bool isKept =
                page is >= Window + 0x4000 and < Window + 0x6000
                || page == Window + 0x9000
                || page is >= Window + 0x1_f000 and < Window + 0x3_0000
                || page >= Window + 0x3_1000;
            Assert.Equal(isKept, ReferenceWalker.Walk(_memory, 12, watch.Root.Value, false, page) != null);
        }
        Assert.Equal((29u, 20u), (watch.Account.WatchedPages, watch.Account.UnwatchedPages));
        Assert.True(watch.TryResolve(map, Window + 0x2008, 0x1234));
        Assert.True(watch.TryResolve(map, Window + 0x7000, 0x5678));
        Assert.Equal(
            (2u, Window + 0x2008, 0x1234ul),
            (watch.Account.EarlyUses, watch.Account.Address, watch.Account.Instruction)
        );
        Assert.Equal(
            0x4000_2008ul,
            ReferenceWalker.Walk(_memory, 12, watch.Root.Value, false, Window + 0x2008)!.Value.Physical
        );
        Assert.False(watch.TryResolve(map, Window + 0x10_0000, 0));
    }

    private static MemoryMapView Map(
        params (MemoryType Type, ulong Start, ulong Pages, ulong Virtual, MemoryAttributes Attributes)[] regions
    )
    {
        byte[] bytes = new byte[regions.Length * 48];
        MemoryMapInfo info = new((ulong)bytes.Length, 1, 48, 1);
        Assert.Equal(MemoryMapError.None, MemoryMapView.TryCreate(bytes, info, out MemoryMapView map));
        for (int i = 0; i < regions.Length; i++)
        {
            MemoryDescriptor region = new()
            {
                Type = regions[i].Type,
                PhysicalStart = new PhysicalAddress(regions[i].Start),
                VirtualStart = new VirtualAddress(regions[i].Virtual),
                PageCount = regions[i].Pages,
                Attributes = regions[i].Attributes,
            };
            map.Replace(i, in region);
        }
        return map;
    }

    private ulong PoolStart { get; set; }

    private PhysicalRange Pool(int pages)
    {
        // Tables of the test's memory lie apart; those of a pool lie together.
        PoolStart = 0x9000_0000;
        for (int i = 0; i < pages; i++)
        {
            ulong page = PoolStart + (ulong)i * 4096;
            _memory.Place(page, 4096);
            // What lay there before would lead somewhere.
            for (int entry = 0; entry < 512; entry++)
            {
                _memory.Write(page, entry, 0xdead_0000 | Page);
            }
        }
        return PhysicalRange.FromSize(new PhysicalAddress(PoolStart), (ulong)pages * 4096);
    }

    private ShadowTables<TestTableMemory> Copy(int bits, ulong? root = null)
    {
        Assert.True(
            ShadowTables<TestTableMemory>.TryCreate(
                _memory.Memory,
                Pool(16),
                new PhysicalAddress(root ?? _root),
                bits,
                out ShadowTables<TestTableMemory> tables
            )
        );
        return tables;
    }

    private ulong Link(ulong table, int index, ulong limits = 0)
    {
        _memory.TryAllocate(4096, out ulong below);
        _memory.Write(table, index, below | Table | limits);
        return below;
    }

    private Walked? Walk(ShadowTables<TestTableMemory> tables, ulong address) =>
        ReferenceWalker.Walk(_memory, 12, tables.Root.Value, false, address);

    /// <summary>All but the level, which splitting changes.</summary>
    private void RequireSame(ShadowTables<TestTableMemory> tables, ulong address, bool isOut)
    {
        Walked? before = ReferenceWalker.Walk(_memory, 12, _root, false, address);
        Walked? now = Walk(tables, address);
        Assert.Equal(
            isOut ? null : before,
            now is Walked found ? found with { Level = before?.Level ?? found.Level } : null
        );
    }
}

using Keelson.Paging;
using Xunit;

namespace Keelson.Portable.Tests.Paging;

/// <summary>
/// The runtime regions of the virt machine's firmware, at the virtual addresses the layout gives them.
/// </summary>
public class GoldenMapTests
{
    private readonly record struct Entry(
        ulong Physical,
        ulong Pages,
        ulong Virtual,
        Protection Protection,
        BlockPolicy Policy
    );

    private static readonly Entry[] s_firmware =
    [
        new(0x0400_0000, 0x4000, 0x2000_0000, Protection.RuntimeDevice, BlockPolicy.BlocksAllowed), // flash
        new(0x0901_0000, 0x1, 0x2400_0000, Protection.RuntimeDevice, BlockPolicy.BlocksAllowed), // clock
        new(0x1_3BFB_0000, 0x10, 0x2401_0000, Protection.RuntimeData, BlockPolicy.PagesOnly),
        new(0x1_3BFC_0000, 0x50, 0x2402_0000, Protection.RuntimeCode, BlockPolicy.PagesOnly),
        new(0x1_3C01_0000, 0x40, 0x2407_0000, Protection.RuntimeData, BlockPolicy.PagesOnly),
        new(0x1_3F80_0000, 0x400, 0x2420_0000, Protection.RuntimeData, BlockPolicy.PagesOnly),
    ];

    [Fact]
    public void Flash_is_32_blocks_with_4K()
    {
        var space = new TestSpace(12);
        Assert.Equal(MapError.None, Map(space, s_firmware[0]));
        List<Leaf> leaves = space.Leaves();
        Assert.Equal(32, leaves.Count);
        Assert.All(leaves, leaf => Assert.Equal((2, 0x20_0000UL), (leaf.Level, leaf.SizeBytes)));
        // Root, one level 1 and one level 2 table, and none of level 3.
        Assert.Equal(3, space.Space.TableCount);
        // Device-nGnRE block, nG, outer shareable, RW-: AttrIndx 8, 0x200, AF 0x400, nG 0x800, DBM, PXN, UXN.
        Assert.Equal(0x0068_0000_0400_0E09UL, leaves[0].Descriptor.Value);
        Assert.Equal(0x0068_0000_07E0_0E09UL, leaves[31].Descriptor.Value);
    }

    [Theory]
    // 4K: 32 blocks, then 1 + 0x10 + 0x50 + 0x40 + 0x400 pages. Levels 0, 1, 2, and level 3 for 24000000, 24200000,
    // 24400000.
    [InlineData(12, 32 + 0x4A1, 6)]
    // 16K: the flash is two blocks of 32 MB. Levels 0, 1, 2, and one of level 3.
    [InlineData(14, 2 + 1 + 0x4 + 0x14 + 0x10 + 0x100, 4)]
    // 64K: no block of 512 MB fits. Levels 1, 2, 3.
    [InlineData(16, 0x400 + 1 + 1 + 5 + 4 + 0x40, 3)]
    public void Whole_map(int pageShift, int leafCount, int tableCount)
    {
        var space = new TestSpace(pageShift);
        foreach (Entry entry in s_firmware)
        {
            Assert.Equal(MapError.None, Map(space, entry));
        }

        Assert.Equal(leafCount, space.Leaves().Count);
        Assert.Equal(tableCount, space.Space.TableCount);
    }

    [Theory]
    [InlineData(12), InlineData(14), InlineData(16)]
    public void Dump_shows_a_line_per_region(int pageShift)
    {
        var space = new TestSpace(pageShift);
        foreach (Entry entry in s_firmware)
        {
            Assert.Equal(MapError.None, Map(space, entry));
        }

        List<MappingRun> runs = Runs(space);
        Assert.Equal(s_firmware.Length, runs.Count);
        foreach ((Entry entry, MappingRun run) in s_firmware.Zip(runs))
        {
            Assert.Equal(entry.Virtual, run.Virtual.Value);
            Assert.Equal(entry.Physical, run.Physical.Value);
            Assert.Equal((entry.Pages * 0x1000 + space.Page - 1) / space.Page * space.Page, run.SizeBytes);
            Assert.Equal(entry.Protection, run.Protection);
        }
    }

    [Fact]
    public void A_run_ends_where_either_address_jumps_or_attributes_change()
    {
        var space = new TestSpace(12);
        Assert.Equal(MapError.None, space.Map(0x4000_0000, 0x2000_0000, 0x2000, Protection.RuntimeData));
        // virtual gap
        Assert.Equal(MapError.None, space.Map(0x4000_2000, 0x2000_3000, 0x1000, Protection.RuntimeData));
        // physical gap
        Assert.Equal(MapError.None, space.Map(0x4000_4000, 0x2000_4000, 0x1000, Protection.RuntimeData));
        Assert.Equal(MapError.None, space.Map(0x4000_5000, 0x2000_5000, 0x1000, Protection.RuntimeCode));
        Assert.Equal([0x2000UL, 0x1000UL, 0x1000UL, 0x1000UL], Runs(space).Select(run => run.SizeBytes));
        Assert.Empty(Runs(new TestSpace(12)));
    }

    private static List<MappingRun> Runs(TestSpace space)
    {
        var merger = new RunMerger<RunCollector>(new RunCollector([]));
        space.Space.Visit(ref merger);
        merger.Finish();
        merger.Finish();
        return merger.Sink.Runs;
    }

    private static MapError Map(TestSpace space, Entry entry) =>
        space.Map(entry.Physical, entry.Virtual, entry.Pages * 0x1000, entry.Protection, entry.Policy);

    private readonly struct RunCollector(List<MappingRun> runs) : IRunVisitor
    {
        public List<MappingRun> Runs => runs;

        public void Visit(MappingRun run) => runs.Add(run);
    }
}

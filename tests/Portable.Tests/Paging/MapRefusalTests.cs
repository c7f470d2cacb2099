using CsCheck;
using Keelson.Paging;
using Xunit;

namespace Keelson.Portable.Tests.Paging;

/// <summary>
/// Every named refusal of Map; all but running out of table memory leave the tables bit for bit as they were.
/// </summary>
public class MapRefusalTests
{
    private const ulong UpperBase = 0xFFFF_0000_0000_0000;

    [Theory]
    [InlineData(0x4000_0000, 0x2000_0000, 0, MapError.EmptyRange)]
    [InlineData(0x4000_0000, 0x2000_0001, 1, MapError.OffsetMismatch)]
    [InlineData(0x4000_0800, 0x2000_0000, 0x1000, MapError.OffsetMismatch)]
    [InlineData(0x4000_0000, 0xFFFF_FFFF_FFFF_F000, 0x1001, MapError.AddressWrap)]
    [InlineData(0x4000_0000, 0x2000_0000, ulong.MaxValue, MapError.AddressWrap)]
    [InlineData(0xFFFF_FFFF_FFFF_0000, 0x2000_0000, 0x2_0000, MapError.AddressWrap)]
    [InlineData(0x4000_0000, 0x1_0000_0000_0000, 1, MapError.VirtualOutsideHalf)]
    [InlineData(0x4000_0000, 0xFFFF_FFFF_0000, 0x1_0001, MapError.VirtualOutsideHalf)]
    [InlineData(0x4000_0000, 0x8000_0000_0000_0000, 1, MapError.VirtualOutsideHalf)]
    [InlineData(0x4000_0000, UpperBase, 1, MapError.VirtualOutsideHalf)]
    [InlineData(0x4000_0000, 0, 1UL << 63, MapError.VirtualOutsideHalf)]
    [InlineData(0x1_0000_0000_0000, 0x2000_0000, 1, MapError.PhysicalBeyond48Bits)]
    [InlineData(0xFFFF_FFFF_0000, 0x2000_0000, 0x1_0001, MapError.PhysicalBeyond48Bits)]
    public void Arguments_in_the_lower_half(ulong physical, ulong @virtual, ulong size, MapError expected) =>
        AssertRefused(VirtualHalf.Lower, physical, @virtual, size, expected);

    [Theory]
    [InlineData(0x4000_0000, 0x2000_0000, 1, MapError.VirtualOutsideHalf)]
    [InlineData(0x4000_0000, UpperBase - 0x1_0000, 0x2_0000, MapError.VirtualOutsideHalf)]
    [InlineData(0x4000_0000, 0xFFFF_FFFF_FFFF_0000, 0x1_0001, MapError.AddressWrap)]
    public void Arguments_in_the_upper_half(ulong physical, ulong @virtual, ulong size, MapError expected) =>
        AssertRefused(VirtualHalf.Upper, physical, @virtual, size, expected);

    [Theory]
    [InlineData(12), InlineData(14), InlineData(16)]
    public void The_last_page_of_each_half_can_be_mapped(int pageShift)
    {
        foreach (VirtualHalf half in new[] { VirtualHalf.Lower, VirtualHalf.Upper })
        {
            var space = new TestSpace(pageShift, half);
            ulong last = space.Virtual(0xFFFF_FFFF_FFFF);
            // 2^48 - 64 KB physical as well: the ends are exact on both sides.
            Assert.Equal(MapError.None, space.Map(0xFFFF_FFFF_0000, last - 0xFFFF, 0x1_0000, Protection.KernelData));
            Assert.Equal(0xFFFF_FFFF_FFFFUL, space.Walk(last)!.Value.Physical);
            Assert.Equal(0x1_0000UL, (ulong)space.Leaves().Sum(leaf => (long)leaf.SizeBytes));
        }
    }

    [Theory]
    [InlineData(12), InlineData(14), InlineData(16)]
    public void Offsets_must_agree_within_the_granule(int pageShift) =>
        // Often apart by a power of two, so that they agree within a smaller granule and not within this one.
        Gen.Select(Gen.ULong[0, 1UL << 40], Gen.ULong[0, 1UL << 24], Gen.Int[0, 18], Gen.ULong[1, 1UL << 20])
            .Sample(
                (@virtual, far, bit, size) =>
                {
                    ulong physical = @virtual + (far << 18) + (bit == 18 ? 0 : 1UL << bit);
                    var space = new TestSpace(pageShift);
                    ulong before = space.Space.Hash();
                    bool agree = physical % space.Page == @virtual % space.Page;
                    Assert.Equal(
                        agree ? MapError.None : MapError.OffsetMismatch,
                        space.Map(physical, @virtual, size, Protection.RuntimeData)
                    );
                    Assert.Equal(agree, before != space.Space.Hash());
                },
                iter: 60
            );

    /// <summary>
    /// A second request over part of a mapped set: fine if it says the same of every page it meets, else refused whole.
    /// </summary>
    [Theory]
    [InlineData(12), InlineData(14), InlineData(16)]
    public void Overlap_is_a_conflict_unless_it_says_the_same(int pageShift) =>
        Gen.Select(RegionGen.Maps(1UL << pageShift), Gen.Int[0, 7], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 2])
            .Sample(
                (regions, pick, edge, change, policy) =>
                {
                    var space = new TestSpace(pageShift);
                    foreach (Region region in regions)
                    {
                        Assert.Equal(MapError.None, space.Map(region));
                    }

                    Region old = regions[pick % regions.Length];
                    ulong first = old.First(space.Page),
                        end = old.End(space.Page),
                        page = space.Page;
                    // Over the first page, over the last, or over all and a page more on both sides.
                    (ulong input, ulong size) = edge switch
                    {
                        0 => (first, page),
                        1 => (end - page, page),
                        _ => (first, end - first),
                    };
                    ulong physical = old.OutputOf(input) + (change == 1 ? page : 0);
                    ProtectionCase other = ProtectionCase.All.First(item => item.Protection != old.Case.Protection);
                    var request = new Region(
                        input,
                        physical,
                        size,
                        change == 2 ? other : old.Case,
                        policy == 0 ? BlockPolicy.PagesOnly : BlockPolicy.BlocksAllowed
                    );

                    ulong before = space.Space.Hash();
                    int tables = space.Tables.Count;
                    bool hasBlock = space
                        .Leaves()
                        .Any(leaf =>
                            leaf.Level < 3
                            && leaf.Virtual.Value < input + size
                            && leaf.Virtual.Value + leaf.SizeBytes > input
                        );
                    MapError expected =
                        change != 0 ? MapError.Conflict
                        : hasBlock && policy == 0 ? MapError.BlockMapping
                        : MapError.None;
                    Assert.Equal(expected, space.Map(request));
                    Assert.Equal(before, space.Space.Hash());
                    Assert.Equal(tables, space.Tables.Count);
                },
                iter: 16
            );

    [Theory]
    [InlineData(12), InlineData(14), InlineData(16)]
    public void A_conflict_at_the_very_end_still_changes_nothing(int pageShift)
    {
        var space = new TestSpace(pageShift);
        ulong size = 64 * space.Page;
        Assert.Equal(MapError.None, space.Map(0x8000_0000, 0x2000_0000 + size, 1, Protection.RuntimeCode));
        ulong before = space.Space.Hash();
        Assert.Equal(
            MapError.Conflict,
            space.Map(0x4000_0000, 0x2000_0000, size + 1, Protection.RuntimeCode, BlockPolicy.BlocksAllowed)
        );
        Assert.Equal(before, space.Space.Hash());
        Assert.Equal(
            MapError.None,
            space.Map(0x4000_0000, 0x2000_0000, size, Protection.RuntimeCode, BlockPolicy.BlocksAllowed)
        );
    }

    /// <summary>Firmware's regions are 4 KB things: with 64 KB pages two of them may come to share one.</summary>
    [Fact]
    public void Regions_may_share_a_large_page_only_alike()
    {
        var space = new TestSpace(16);
        Assert.Equal(MapError.None, space.Map(0x7FE0_1000, 0x2000_1000, 0x1000, Protection.RuntimeData));
        Assert.Equal(MapError.None, space.Map(0x7FE0_2000, 0x2000_2000, 0x3000, Protection.RuntimeData));
        Assert.Equal(MapError.Conflict, space.Map(0x7FE0_9000, 0x2000_9000, 0x1000, Protection.RuntimeCode));
        Assert.Equal(MapError.Conflict, space.Map(0x7FE1_9000, 0x2000_9000, 0x1000, Protection.RuntimeData));
        Assert.Single(space.Leaves());
    }

    /// <summary>
    /// A block is not put over a table: part of the range has pages, which stay, and the rest gets pages too.
    /// </summary>
    [Fact]
    public void Blocks_are_not_used_over_existing_pages()
    {
        var space = new TestSpace(12);
        Assert.Equal(MapError.None, space.Map(0x4000_5000, 0x2000_5000, 0x1000, Protection.RuntimeData));
        Assert.Equal(
            MapError.None,
            space.Map(0x4000_0000, 0x2000_0000, 0x40_0000, Protection.RuntimeData, BlockPolicy.BlocksAllowed)
        );
        Assert.Equal(512 + 1, space.Leaves().Count);
        Assert.Equal(0x4000_5123UL, space.Walk(0x2000_5123)!.Value.Physical);
    }

    private static void AssertRefused(VirtualHalf half, ulong physical, ulong @virtual, ulong size, MapError expected)
    {
        foreach (int pageShift in new[] { 12, 14, 16 })
        {
            var space = new TestSpace(pageShift, half);
            ulong before = space.Space.Hash();
            Assert.Equal(
                expected,
                space.Map(physical, @virtual, size, Protection.RuntimeData, BlockPolicy.BlocksAllowed)
            );
            Assert.Equal(before, space.Space.Hash());
            Assert.Equal(1, space.Tables.Count);
            Assert.Equal(0, space.Tables.WriteCount);
        }
    }
}

using CsCheck;
using Keelson.Paging;
using Xunit;

namespace Keelson.Portable.Tests.Paging;

/// <summary>What Map promises, for any set of regions that do not overlap.</summary>
public class MapPropertyTests
{
    private const int Iterations = 24;

    public static TheoryData<int, VirtualHalf> Shapes =>
        new()
        {
            { 12, VirtualHalf.Lower },
            { 14, VirtualHalf.Lower },
            { 16, VirtualHalf.Lower },
            { 12, VirtualHalf.Upper },
            { 14, VirtualHalf.Upper },
            { 16, VirtualHalf.Upper },
        };

    [Theory, MemberData(nameof(Shapes))]
    public void Edges_translate_correctly_and_guard_pages_fault(int pageShift, VirtualHalf half) =>
        RegionGen
            .Maps(1UL << pageShift)
            .Sample(
                regions =>
                {
                    var space = new TestSpace(pageShift, half);
                    MapAll(space, regions);
                    foreach (Region region in regions)
                    {
                        ulong first = region.First(space.Page),
                            end = region.End(space.Page);
                        space.AssertLeads(region, first);
                        space.AssertLeads(region, region.Input);
                        space.AssertLeads(region, region.Input + region.SizeBytes - 1);
                        space.AssertLeads(region, end - 1);
                        AssertGuard(space, regions, first - 1);
                        AssertGuard(space, regions, end);
                        // The same low bits in the other half.
                        space.AssertFaults(region.Input ^ (half == VirtualHalf.Lower ? 0xFFFF_0000_0000_0000 : 0));
                    }
                },
                iter: Iterations
            );

    [Theory, MemberData(nameof(Shapes))]
    public void Dump_holds_the_regions_and_nothing_else(int pageShift, VirtualHalf half) =>
        RegionGen
            .Maps(1UL << pageShift)
            .Sample(
                regions =>
                {
                    var space = new TestSpace(pageShift, half);
                    MapAll(space, regions);

                    // Ascending leaves walk through the regions, in order, without a byte missing or left over.
                    int at = 0;
                    ulong next = regions[0].First(space.Page);
                    foreach (Leaf leaf in space.Leaves())
                    {
                        Region region = regions[at];
                        Assert.Equal(space.Virtual(next), leaf.Virtual.Value);
                        Assert.Equal(region.OutputOf(next), leaf.Physical.Value);
                        Assert.Equal(region.Case.Protection, leaf.Protection);
                        Assert.Equal(ExpectedSize(region, space.Page, next), leaf.SizeBytes);
                        Assert.Equal(leaf.SizeBytes == space.Page, leaf.Level == 3);
                        next += leaf.SizeBytes;
                        if (next == region.End(space.Page) && ++at < regions.Length)
                        {
                            next = regions[at].First(space.Page);
                        }
                    }

                    Assert.Equal(regions.Length, at);
                    Assert.Equal(space.Tables.Count, space.Space.TableCount);
                },
                iter: Iterations
            );

    [Theory, MemberData(nameof(Shapes))]
    public void Mapping_again_changes_nothing(int pageShift, VirtualHalf half) =>
        RegionGen
            .Maps(1UL << pageShift)
            .Sample(
                regions =>
                {
                    var space = new TestSpace(pageShift, half);
                    MapAll(space, regions);
                    ulong before = space.Space.Hash();
                    int writes = space.Tables.WriteCount;
                    MapAll(space, regions);
                    Assert.Equal(before, space.Space.Hash());
                    Assert.Equal(writes, space.Tables.WriteCount);
                },
                iter: Iterations / 4
            );

    /// <summary>The largest naturally aligned block inside the region, congruent on both sides; else a page.</summary>
    private static ulong ExpectedSize(Region region, ulong page, ulong input)
    {
        ulong[] blocks = page switch
        {
            0x1000 => [0x4000_0000, 0x20_0000],
            0x4000 => [0x200_0000],
            _ => [0x2000_0000],
        };
        foreach (ulong block in blocks)
        {
            if (
                region.Policy == BlockPolicy.BlocksAllowed
                && input % block == 0
                && region.OutputOf(input) % block == 0
                && input >= region.First(page)
                && input + block <= region.End(page)
            )
            {
                return block;
            }
        }

        return page;
    }

    private static void MapAll(TestSpace space, Region[] regions)
    {
        foreach (Region region in regions)
        {
            Assert.Equal(MapError.None, space.Map(region));
        }
    }

    private static void AssertGuard(TestSpace space, Region[] regions, ulong input)
    {
        if (
            input < 1UL << 48
            && !regions.Any(other => input >= other.First(space.Page) && input < other.End(space.Page))
        )
        {
            space.AssertFaults(space.Virtual(input));
        }
    }
}

using CsCheck;
using Keelson.Paging;
using Xunit;

namespace Keelson.Portable.Tests.Paging;

public class OutOfTableMemoryTests
{
    [Theory]
    [InlineData(12), InlineData(14), InlineData(16)]
    public void No_root_no_space(int pageShift) =>
        Assert.False(
            AddressSpace<TestTableMemory>.TryCreate(
                new TestTables(0).Memory,
                Granules.Of(pageShift),
                VirtualHalf.Lower,
                1,
                out _
            )
        );

    /// <summary>
    /// For every number of tables k: what fits is mapped, what does not is not mapped at all, and more memory mends it.
    /// </summary>
    [Theory]
    [InlineData(12), InlineData(14), InlineData(16)]
    public void Running_out_at_any_table_leaves_no_half_of_a_region(int pageShift) =>
        RegionGen
            .Maps(1UL << pageShift)
            .Sample(
                regions =>
                {
                    regions = [.. regions.Take(4)];
                    var enough = new TestSpace(pageShift);
                    Assert.All(regions, region => Assert.Equal(MapError.None, enough.Map(region)));

                    for (int capacity = 1; capacity < enough.Tables.Count; capacity++)
                    {
                        var space = new TestSpace(pageShift, tables: new TestTables(capacity));
                        var errors = regions.Select(space.Map).ToArray();
                        Assert.Contains(MapError.OutOfTableMemory, errors);
                        AssertMappedExactly(space, regions, errors);

                        space.Tables.Capacity = int.MaxValue;
                        Assert.All(regions, region => Assert.Equal(MapError.None, space.Map(region)));
                        AssertMappedExactly(space, regions, new MapError[regions.Length]);
                    }
                },
                iter: 4
            );

    private static void AssertMappedExactly(TestSpace space, Region[] regions, MapError[] errors)
    {
        ulong expected = 0;
        foreach ((Region region, MapError error) in regions.Zip(errors))
        {
            ulong first = region.First(space.Page),
                end = region.End(space.Page);
            if (error == MapError.None)
            {
                expected += end - first;
                space.AssertLeads(region, first);
                space.AssertLeads(region, end - 1);
            }
            else
            {
                Assert.Equal(MapError.OutOfTableMemory, error);
                space.AssertFaults(first);
                space.AssertFaults(end - 1);
            }
        }

        Assert.Equal(expected, (ulong)space.Leaves().Sum(leaf => (long)leaf.SizeBytes));
    }
}

using CsCheck;
using Keelson.Paging;
using Xunit;

namespace Keelson.Portable.Tests.Paging;

/// <summary>The seed series' first patch: building one set of tables must not touch another.</summary>
public class IsolationTests
{
    [Theory]
    [InlineData(12, 12), InlineData(14, 14), InlineData(16, 16), InlineData(16, 12)]
    public void Building_one_space_leaves_the_other(int shiftA, int shiftB) =>
        Gen.Select(RegionGen.Maps(1UL << shiftA), RegionGen.Maps(1UL << shiftB))
            .Sample(
                (mapA, mapB) =>
                {
                    // One supply of tables, so that the two grow into each other's gaps.
                    var tables = new TestTables();
                    var a = new TestSpace(shiftA, VirtualHalf.Lower, tables, asid: 1);
                    var b = new TestSpace(shiftB, VirtualHalf.Lower, tables, asid: 2);
                    for (int index = 0; index < 4; index++)
                    {
                        MapWatching(a, b, mapA.ElementAtOrDefault(index));
                        MapWatching(b, a, mapB.ElementAtOrDefault(index));
                    }

                    Assert.Equal(tables.Count, a.Space.TableCount + b.Space.TableCount);
                },
                iter: 8
            );

    [Fact]
    public void The_hash_sees_every_descriptor_and_every_table_address()
    {
        var seen = new HashSet<ulong>();
        for (ulong page = 0; page < 600; page++)
        {
            var space = new TestSpace(12);
            Assert.True(seen.Add(space.Space.Hash()) == (page == 0));
            Assert.Equal(MapError.None, space.Map(0x4000_0000, page * 0x1000, 1, Protection.RuntimeData));
            Assert.True(seen.Add(space.Space.Hash()));
        }

        // The same content elsewhere.
        var tables = new TestTables();
        ulong first = new TestSpace(12, tables: tables).Space.Hash();
        Assert.NotEqual(first, new TestSpace(12, tables: tables).Space.Hash());
    }

    [Fact]
    public void The_hash_sees_every_bit_of_every_entry()
    {
        // The root's entries stay invalid (bit 0 clear), so that none becomes a link to nowhere.
        var space = new TestSpace(12);
        ulong root = space.Space.Root.Value;
        var seen = new HashSet<ulong> { space.Space.Hash() };
        for (int index = 0; index < 512; index++)
        {
            foreach (int bit in index is 0 or 511 ? Enumerable.Range(1, 63) : [1 + index % 63])
            {
                space.Tables.Write(root, index, 1UL << bit);
                Assert.True(seen.Add(space.Space.Hash()));
            }

            space.Tables.Write(root, index, 0);
        }
    }

    [Fact]
    public void Base_register_holds_root_and_asid()
    {
        var space = new TestSpace(16, asid: 0xABCD);
        Assert.Equal(space.Space.Root.Value | 0xABCD_0000_0000_0000, space.Space.BaseRegister);
        Assert.Equal(0xABCD, space.Space.Asid);
        Assert.Equal(1, space.Space.TableCount);
    }

    private static void MapWatching(TestSpace target, TestSpace watched, Region? region)
    {
        if (region is not null)
        {
            ulong before = watched.Space.Hash();
            Assert.Equal(MapError.None, target.Map(region));
            Assert.Equal(before, watched.Space.Hash());
        }
    }
}

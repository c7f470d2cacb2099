using Keelson.Addresses;
using Keelson.Paging;
using Xunit;

namespace Keelson.Portable.Tests.Paging;

/// <summary>What tables allow, with each limit at each place where it can stand.</summary>
public class TableWalkTests
{
    private const ulong Root = 0x1000,
        Second = 0x2000,
        Third = 0x3000,
        Last = 0x4000;
    private const ulong Table = DescriptorBits.Valid | DescriptorBits.TableOrPage;
    private const ulong Address = 0x8040_3008;

    private static TestTables Tables(ulong atRoot, ulong atSecond, ulong atThird, ulong atLast)
    {
        var tables = new TestTables();
        foreach (ulong table in (ulong[])[Root, Second, Third, Last])
        {
            tables.Place(table, 4096);
        }
        tables.Write(Root, 0, Second | Table | atRoot);
        tables.Write(Second, 2, Third | Table | atSecond);
        tables.Write(Third, 2, Last | Table | atThird);
        tables.Write(Last, 3, 0x7000 | Table | atLast);
        return tables;
    }

    private static bool TryFind(
        TestTables tables,
        ulong address,
        out TableWalk walk,
        int bits = 48,
        ulong root = Root
    ) => TableWalk.TryFind(tables.Memory, new PhysicalAddress(root), bits, address, out walk);

    [Theory]
    [InlineData(0, 0, 0, 0, true, true, true)]
    [InlineData(0, 0, 0, DescriptorBits.ReadOnly, false, true, true)]
    [InlineData(DescriptorBits.ReadOnlyTable, 0, 0, 0, false, true, true)]
    [InlineData(0, 0, DescriptorBits.ReadOnlyTable, 0, false, true, true)]
    [InlineData(0, 0, 0, DescriptorBits.PrivilegedExecuteNever, true, false, true)]
    [InlineData(0, DescriptorBits.PrivilegedExecuteNeverTable, 0, 0, true, false, true)]
    [InlineData(0, 0, 0, DescriptorBits.UnprivilegedExecuteNever, true, true, false)]
    [InlineData(DescriptorBits.UnprivilegedExecuteNeverTable, 0, 0, 0, true, true, false)]
    public void Limits_hold_wherever_they_stand(
        ulong atRoot,
        ulong atSecond,
        ulong atThird,
        ulong atLast,
        bool isWritable,
        bool runsAtEl1,
        bool runsAtEl2
    )
    {
        TestTables tables = Tables(atRoot, atSecond, atThird, atLast);
        Assert.True(TryFind(tables, Address, out TableWalk walk));
        Assert.Equal(
            (isWritable, runsAtEl1, runsAtEl2),
            (walk.IsWritable, walk.IsExecutableAt(1), walk.IsExecutableAt(2))
        );
    }

    [Fact]
    public void A_walk_may_begin_lower_and_end_at_a_block()
    {
        TestTables tables = Tables(0, 0, 0, 0);
        Assert.True(TryFind(tables, Address, out _, 39, Second));
        Assert.True(TryFind(tables, Address & 0x3fff_ffff, out _, 30, Third));
        tables.Write(Third, 2, 0x4000_0000 | DescriptorBits.Valid | DescriptorBits.ReadOnly);
        Assert.True(TryFind(tables, Address, out TableWalk walk));
        Assert.False(walk.IsWritable);
    }

    [Fact]
    public void What_is_not_mapped_is_not_found()
    {
        TestTables tables = Tables(0, 0, 0, 0);
        foreach (ulong address in (ulong[])[Address + 0x1000, Address + 0x20_0000, Address + (1ul << 30), 1ul << 39])
        {
            Assert.False(TryFind(tables, address, out _));
        }
    }
}

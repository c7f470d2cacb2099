using Keelson.Addresses;
using Keelson.Paging;
using Xunit;

namespace Keelson.Portable.Tests.Paging;

/// <summary>
/// An address space with the things every test asks of it. A class, so that the struct inside is never copied.
/// </summary>
internal sealed class TestSpace
{
    public AddressSpace<TestTableMemory> Space;

    public TestSpace(int pageShift, VirtualHalf half = VirtualHalf.Lower, TestTables? tables = null, ushort asid = 1)
    {
        PageShift = pageShift;
        Half = half;
        Tables = tables ?? new TestTables();
        Assert.True(
            AddressSpace<TestTableMemory>.TryCreate(Tables.Memory, Granules.Of(pageShift), half, asid, out Space)
        );
    }

    public TestTables Tables { get; }
    public int PageShift { get; }
    public ulong Page => 1UL << PageShift;
    public VirtualHalf Half { get; }

    public ulong Virtual(ulong input) => input + (Half == VirtualHalf.Upper ? 0xFFFF_0000_0000_0000 : 0);

    public MapError Map(Region region) =>
        Space.Map(
            new PhysicalAddress(region.Physical),
            new VirtualAddress(Virtual(region.Input)),
            region.SizeBytes,
            region.Case.Protection,
            region.Policy
        );

    public MapError Map(
        ulong physical,
        ulong @virtual,
        ulong sizeBytes,
        Protection protection,
        BlockPolicy policy = BlockPolicy.PagesOnly
    ) => Space.Map(new PhysicalAddress(physical), new VirtualAddress(@virtual), sizeBytes, protection, policy);

    public ProtectError Protect(ulong @virtual, ulong sizeBytes, Protection protection) =>
        Space.Protect(new VirtualAddress(@virtual), sizeBytes, protection);

    public Walked? Walk(ulong @virtual) =>
        ReferenceWalker.Walk(Tables, PageShift, Space.Root.Value, Half == VirtualHalf.Upper, @virtual);

    public void AssertFaults(ulong @virtual)
    {
        Assert.Null(Walk(@virtual));
        Assert.False(Space.TryTranslate(new VirtualAddress(@virtual), out _));
    }

    /// <summary>The hardware's view and the class's own agree with the region for this input address.</summary>
    public void AssertLeads(Region region, ulong input)
    {
        Walked walked = Assert.NotNull(Walk(Virtual(input)));
        Assert.Equal(region.OutputOf(input), walked.Physical);
        Assert.True(region.Case.Matches(walked), $"{region.Case}: {walked}");

        Assert.True(Space.TryTranslate(new VirtualAddress(Virtual(input)), out Translation translation));
        Assert.Equal(walked.Physical, translation.Physical.Value);
        Assert.Equal(walked.Level, translation.Level);
        Assert.Equal(region.Case.Protection, translation.Protection);
    }

    public List<Leaf> Leaves()
    {
        var collector = new LeafCollector([]);
        Space.Visit(ref collector);
        return collector.Leaves;
    }

    private readonly struct LeafCollector(List<Leaf> leaves) : ILeafVisitor
    {
        public List<Leaf> Leaves => leaves;

        public void Visit(Leaf leaf) => leaves.Add(leaf);
    }
}

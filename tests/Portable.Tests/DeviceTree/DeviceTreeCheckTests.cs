using Keelson.DeviceTree;
using Xunit;
using static Keelson.DeviceTree.DeviceTreeError;

namespace Keelson.Portable.Tests;

/// <summary>What the validator refuses, by which name, and what it must not refuse.</summary>
public class DeviceTreeCheckTests
{
    private static DeviceTreeError Check(ReadOnlySpan<byte> blob)
    {
        bool accepted = DeviceTreeBlob.TryCreate(blob, out _, out DeviceTreeError error);
        Assert.Equal(accepted, error == None);
        return error;
    }

    private static DeviceTreeError Check(RawTree tree) => Check(tree.ToBlob());

    private static RawTree Tree() => new RawTree().Reserve(0, 0);

    [Fact]
    public void A_well_formed_tree_is_accepted() => Assert.Equal(None, Check(RawTree.Small()));

    [Theory]
    // magic
    [
        InlineData(0, 0xd00dfeec, BadMagic),
        InlineData(0, 0xedfe0dd0, BadMagic),
        InlineData(0, 0, BadMagic),
        InlineData(0, 0xffffffff, BadMagic)
    ]
    // totalsize
    [
        InlineData(4, 0, BadTotalSize),
        InlineData(4, 39, BadTotalSize),
        InlineData(4, 0x80000000, BadTotalSize),
        InlineData(4, 0xffffffff, BadTotalSize)
    ]
    [InlineData(4, 0x7ffffff8, Truncated), InlineData(4, 0x10000, Truncated), InlineData(4, 40, StructureOutside)]
    // off_dt_struct
    [
        InlineData(8, 0, StructureOutside),
        InlineData(8, 36, StructureOutside),
        InlineData(8, 0xfffffffc, StructureOutside),
        InlineData(8, 0x7ffffffc, StructureOutside)
    ]
    [
        InlineData(8, 73, StructureMisaligned),
        InlineData(8, 74, StructureMisaligned),
        InlineData(8, 40, BadToken),
        InlineData(8, 76, BadToken)
    ]
    // off_dt_strings
    [
        InlineData(12, 0, StringsOutside),
        InlineData(12, 39, StringsOutside),
        InlineData(12, 0xffffffff, StringsOutside),
        InlineData(12, 0x7fffffff, StringsOutside)
    ]
    // off_mem_rsvmap
    [
        InlineData(16, 0, ReservationsOutside),
        InlineData(16, 32, ReservationsOutside),
        InlineData(16, 0xfffffff8, ReservationsOutside)
    ]
    [InlineData(16, 44, ReservationsMisaligned), InlineData(16, 41, ReservationsMisaligned)]
    // version, last_comp_version
    [
        InlineData(20, 0, BadVersion),
        InlineData(20, 3, BadVersion),
        InlineData(20, 15, BadVersion),
        InlineData(20, 18, None),
        InlineData(20, 0xffffffff, None)
    ]
    [
        InlineData(24, 18, BadVersion),
        InlineData(24, 0xffffffff, BadVersion),
        InlineData(24, 17, None),
        InlineData(24, 1, None)
    ]
    // boot_cpuid_phys means nothing to the format
    [InlineData(28, 0xffffffff, None)]
    // size_dt_strings
    [
        InlineData(32, 0xffffffff, StringsOutside),
        InlineData(32, 0x80000000, StringsOutside),
        InlineData(32, 17, StringsOutside)
    ]
    [InlineData(32, 0, PropertyNameOutside), InlineData(32, 3, UnterminatedPropertyName)]
    // size_dt_struct
    [
        InlineData(36, 0xffffffff, StructureOutside),
        InlineData(36, 0x80000000, StructureOutside),
        InlineData(36, 0, MissingEnd),
        InlineData(36, 4, UnterminatedNodeName)
    ]
    public void An_invalid_header_is_refused_with_its_reason(int offset, uint value, DeviceTreeError expected)
    {
        // 40: reservations, 72: structure, 160: strings of 12 bytes, 172: end.
        byte[] blob = RawTree.Small().ToBlob();
        RawTree.SetWord(blob, offset, value);
        Assert.Equal(expected, Check(blob));
    }

    [Fact]
    public void A_later_version_that_broke_with_17_is_refused()
    {
        byte[] blob = RawTree.Small().ToBlob();
        RawTree.SetWord(blob, 20, 18);
        RawTree.SetWord(blob, 24, 18);
        Assert.Equal(BadVersion, Check(blob));
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] blob = RawTree.Small().ToBlob();
        for (int length = 0; length < blob.Length; length++)
        {
            byte[] cut = blob[..length];
            Assert.Equal(Truncated, Check(cut));

            // And when totalsize owns up to it, some block has no room left.
            if (length >= 8)
            {
                RawTree.SetWord(cut, 4, (uint)length);
                Assert.NotEqual(None, Check(cut));
            }
        }
    }

    [Theory]
    [InlineData("mts"), InlineData("mst"), InlineData("tms"), InlineData("tsm"), InlineData("smt"), InlineData("stm")]
    public void Blocks_may_come_in_any_order(string order)
    {
        RawTree tree = RawTree.Small();
        tree.Order = order;
        Assert.Equal(None, Check(tree));
        tree.Version = 16;
        Assert.Equal(None, Check(tree));
    }

    [Theory]
    [InlineData("16"), InlineData("17")]
    public void Both_versions_that_dtc_writes_are_accepted(string version) =>
        Assert.Equal(None, Check(Dtc.Compile(SampleTrees.BoardSource, "-V", version)));

    [Theory]
    [InlineData("1"), InlineData("2"), InlineData("3")]
    public void Older_versions_are_refused(string version) =>
        Assert.Equal(BadVersion, Check(Dtc.Compile(SampleTrees.BoardSource, "-V", version)));

    [Fact]
    public void FDT_NOP_is_accepted_between_all_tokens()
    {
        Assert.Equal(None, Check(RawTree.WithHoles()));
        Assert.Equal(None, Check(Tree().Begin("").End().Nop().Finish()));
    }

    [Fact]
    public void Bytes_after_totalsize_are_not_part_of_the_tree()
    {
        byte[] blob = RawTree.Small().ToBlob();
        Assert.True(DeviceTreeBlob.TryCreate((byte[])[.. blob, 0xff, 0xff], out DeviceTreeBlob tree, out _));
        Assert.Equal(blob.Length, tree.Bytes.Length);
    }

    [Fact]
    public void Blocks_that_share_bytes_are_refused()
    {
        RawTree strings = Tree().Begin("").End().Finish();
        byte[] blob = strings.ToBlob();
        RawTree.SetWord(blob, 12, 56);
        RawTree.SetWord(blob, 32, 4);
        Assert.Equal(BlockOverlap, Check(blob));
        RawTree.SetWord(blob, 12, 40);
        Assert.Equal(BlockOverlap, Check(blob));
        RawTree.SetWord(blob, 32, 0);
        Assert.Equal(None, Check(blob));

        // Reservations that only end inside the structure.
        RawTree tree = new RawTree().Reserve(1, 1).Begin("").Property("p", new byte[16]).End().Finish();
        tree.Strings.AddRange(new byte[16]);
        Assert.Equal(BlockOverlap, Check(tree));
    }

    [Fact]
    public void A_reservation_block_without_an_end_is_refused()
    {
        RawTree tree = RawTree.Small();
        tree.Order = "tsm";
        tree.Reservations.RemoveRange(16, 16);
        Assert.Equal(UnterminatedReservations, Check(tree));
        tree.Reservations.RemoveRange(12, 4);
        Assert.Equal(UnterminatedReservations, Check(tree));
        tree.Reservations.Clear();
        Assert.Equal(UnterminatedReservations, Check(tree));
    }

    [Fact]
    public void A_tree_has_one_root_without_a_name()
    {
        Assert.Equal(NamedRoot, Check(Tree().Begin("fake").End().Finish()));
        Assert.Equal(SecondRoot, Check(Tree().Begin("").End().Begin("").End().Finish()));
        Assert.Equal(MissingRoot, Check(Tree().Finish()));
    }

    [Fact]
    public void Nodes_are_balanced()
    {
        Assert.Equal(UnclosedNode, Check(Tree().Begin("").Finish()));
        Assert.Equal(UnclosedNode, Check(Tree().Begin("").Begin("a").End().Finish()));
        Assert.Equal(UnopenedNode, Check(Tree().End().Finish()));
        Assert.Equal(UnopenedNode, Check(Tree().Begin("").End().End().Finish()));
        Assert.Equal(MissingEnd, Check(Tree().Begin("").End()));
        Assert.Equal(MissingEnd, Check(Tree().Begin("").End().Nop()));
        Assert.Equal(None, Check(Tree().Begin("").End().Finish().Nop().Nop()));
        Assert.Equal(TrailingStructure, Check(Tree().Begin("").End().Finish().Nop().Finish()));
        Assert.Equal(TrailingStructure, Check(Tree().Begin("").End().Finish().Word(0)));
        Assert.Equal(BadToken, Check(Tree().Begin("").Word(5).End().Finish()));
        Assert.Equal(BadToken, Check(Tree().Begin("").Word(0x01000000).End().Finish()));
    }

    [Theory]
    [InlineData(64, None), InlineData(65, TooDeep), InlineData(5000, TooDeep)]
    public void Nesting_above_the_maximum_depth_is_refused(int nodes, DeviceTreeError expected)
    {
        RawTree tree = Tree().Begin("");
        for (int i = 1; i < nodes; i++)
        {
            tree.Begin("n");
        }

        for (int i = 0; i < nodes; i++)
        {
            tree.End();
        }

        Assert.Equal(expected, Check(tree.Finish()));
    }

    [Fact]
    public void Node_names_are_terminated_and_can_be_part_of_a_path()
    {
        Assert.Equal(BadNodeName, Check(Tree().Begin("").Begin("").End().End().Finish()));
        Assert.Equal(BadNodeName, Check(Tree().Begin("").Begin("a/b").End().End().Finish()));
        Assert.Equal(UnterminatedNodeName, Check(Tree().Begin("").Word(1).Word(0x61616161)));
        Assert.Equal(UnterminatedNodeName, Check(Tree().Begin("").Word(1)));
    }

    [Fact]
    public void Properties_lie_in_a_node_before_its_subnodes()
    {
        Assert.Equal(PropertyOutsideNode, Check(Tree().Property("p", []).Begin("").End().Finish()));
        Assert.Equal(PropertyOutsideNode, Check(Tree().Begin("").End().Property("p", []).Finish()));
        Assert.Equal(PropertyAfterSubnode, Check(Tree().Begin("").Begin("a").End().Property("p", []).End().Finish()));
        Assert.Equal(None, Check(Tree().Begin("").Begin("a").End().Begin("b").Property("p", []).End().End().Finish()));
    }

    [Fact]
    public void Properties_end_inside_the_structure()
    {
        Assert.Equal(TruncatedProperty, Check(Tree().Begin("").Word(3)));
        Assert.Equal(TruncatedProperty, Check(Tree().Begin("").Word(3).Word(0)));
        foreach (uint length in (uint[])[1, 4, 5, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff])
        {
            RawTree tree = Tree().Begin("");
            tree.AddString("truncated");
            Assert.Equal(TruncatedProperty, Check(tree.Word(3).Word(length).Word(0)));
        }
    }

    [Fact]
    public void Property_names_are_terminated_strings()
    {
        RawTree tree = Tree();
        tree.AddString("name");
        tree.Strings.RemoveAt(4);
        Assert.Equal(UnterminatedPropertyName, Check(tree.Begin("").PropertyAt(2, []).End().Finish()));

        foreach (uint offset in (uint[])[5, 0x7fffffff, 0x80000000, 0xffffffff])
        {
            tree = Tree();
            tree.AddString("name");
            Assert.Equal(PropertyNameOutside, Check(tree.Begin("").PropertyAt((int)offset, []).End().Finish()));
        }

        tree = Tree();
        tree.AddString("name");
        Assert.Equal(BadPropertyName, Check(tree.Begin("").PropertyAt(4, []).End().Finish()));
        Assert.Equal(PropertyNameOutside, Check(Tree().Begin("").PropertyAt(0, []).End().Finish()));
    }

    [Theory]
    [InlineData("uart@9000000", None), InlineData("__symbols__", None), InlineData("a,b.c_d+e-f@1,0", None)]
    [
        InlineData("sub$node", BadNodeName),
        InlineData("sub@1@2", BadNodeName),
        InlineData("@1", BadNodeName),
        InlineData("sub@", BadNodeName)
    ]
    [InlineData("sub node", BadNodeName), InlineData("a:b", BadNodeName), InlineData("a#", BadNodeName)]
    public void Odd_node_names_are_a_finding_but_load(string name, DeviceTreeError expected)
    {
        byte[] blob = Tree().Begin("").Begin(name).End().End().Finish().ToBlob();
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        Assert.Equal(expected, tree.CheckNames());
    }

    [Theory]
    [InlineData("#size-cells", None), InlineData("linux,a.b_c+d?e", None)]
    [InlineData("prop$", BadPropertyName), InlineData("a b", BadPropertyName), InlineData("a@1", BadPropertyName)]
    public void Odd_property_names_are_a_finding_but_load(string name, DeviceTreeError expected)
    {
        byte[] blob = Tree().Begin("").Property(name, []).End().Finish().ToBlob();
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        Assert.Equal(expected, tree.CheckNames());
    }
}

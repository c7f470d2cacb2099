using System.Text;
using Keelson.Addresses;
using Keelson.DeviceTree;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>What the reader finds in <see cref="SampleTrees.BoardSource"/>.</summary>
public class DeviceTreeReaderTests
{
    private readonly byte[] _blob = SampleTrees.Board;

    private DeviceTreeBlob Tree
    {
        get
        {
            Assert.True(DeviceTreeBlob.TryCreate(_blob, out DeviceTreeBlob tree, out _));
            return tree;
        }
    }

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetString(bytes);

    private DeviceTreeNode Node(string path)
    {
        Assert.True(Tree.TryFindNode(Bytes(path), out DeviceTreeNode node));
        return node;
    }

    private DeviceTreeProperty Property(string path, string name)
    {
        Assert.True(Node(path).TryGetProperty(Bytes(name), out DeviceTreeProperty property));
        return property;
    }

    [Fact]
    public void Header_and_reservations_are_as_written()
    {
        Assert.Equal(17u, Tree.Header.Version);
        Assert.Equal(3u, Tree.Header.BootCpuId);
        var found = new List<(ulong, ulong)>();
        foreach (MemoryReservation reservation in Tree.Reservations)
        {
            found.Add((reservation.Start.Value, reservation.SizeBytes));
        }

        Assert.Equal([(0x48000000, 0x10000), (0x123456789a, 0x10)], found);
    }

    [Fact]
    public void Children_and_properties_come_in_order()
    {
        var children = new List<string>();
        foreach (DeviceTreeNode child in Tree.Root.Children)
        {
            children.Add(Text(child.Name));
        }

        Assert.Equal(
            [
                "aliases",
                "chosen",
                "memory@40000000",
                "memory@880000000",
                "cpus",
                "memory-controller@1",
                "soc",
                "defaults",
                "pcie@1",
            ],
            children
        );

        var properties = new List<string>();
        foreach (DeviceTreeProperty property in Node("/chosen").Properties)
        {
            properties.Add($"{Text(property.Name)}:{property.Value.Length}");
        }

        Assert.Equal(
            ["stdout-path:17", "linux,initrd-start:4", "linux,initrd-end:8", "kaslr-seed:8", "odd:3", "empty:0"],
            properties
        );
    }

    [Fact]
    public void Enumerators_stay_at_their_end()
    {
        ChildEnumerator children = Node("/chosen").Children;
        Assert.False(children.MoveNext());
        Assert.False(children.MoveNext());
        PropertyEnumerator properties = Node("/soc/unmapped@30/dev@30").Properties;
        Assert.True(properties.MoveNext());
        for (int i = 0; i < 10; i++)
        {
            Assert.False(properties.MoveNext());
        }

        NodeEnumerator nodes = Tree.Nodes;
        while (nodes.MoveNext())
        {
            Assert.InRange(nodes.Depth, 1, 4);
        }

        Assert.False(nodes.MoveNext());
    }

    [Theory]
    [
        InlineData("/", ""),
        InlineData("//", ""),
        InlineData("/soc", "soc"),
        InlineData("/soc/", "soc"),
        InlineData("//soc//bus", "bus@10000000")
    ]
    [
        InlineData("/soc/bus@10000000/uart@2000", "uart@2000"),
        InlineData("/soc/bus/uart", "uart@1000"),
        InlineData("/memory", "memory@40000000")
    ]
    [InlineData("serial0", "uart@1000"), InlineData("bus/uart@2000", "uart@2000"), InlineData("bus/", "bus@10000000")]
    [
        InlineData("/soc/bus@10000000/uart@200", null),
        InlineData("/soc/bus@", null),
        InlineData("/so", null),
        InlineData("/socs", null)
    ]
    [
        InlineData("", null),
        InlineData("loop", null),
        InlineData("relative", null),
        InlineData("nothing", null),
        InlineData("serial", null),
        InlineData("serial0/none", null),
        InlineData("soc", null)
    ]
    public void Paths_lead_where_the_specification_says(string path, string? name)
    {
        bool found = Tree.TryFindNode(Bytes(path), out DeviceTreeNode node);
        Assert.Equal(name, found ? Text(node.Name) : null);
    }

    [Fact]
    public void Every_node_knows_its_parent()
    {
        Assert.False(Tree.Root.TryGetParent(out _));
        int count = 0;
        foreach (DeviceTreeNode node in Tree.Nodes)
        {
            foreach (DeviceTreeNode child in node.Children)
            {
                count++;
                Assert.True(child.TryGetParent(out DeviceTreeNode parent));
                Assert.Equal(node.Offset, parent.Offset);
            }
        }
        Assert.Equal(20, count);
    }

    [Fact]
    public void A_node_that_is_no_more_has_no_parent()
    {
        var stale = new DeviceTreeNode(Tree, Node("/soc").Offset + 4);
        Assert.False(stale.TryGetParent(out _));
    }

    [Fact]
    public void FDT_NOP_is_skipped()
    {
        byte[] blob = RawTree.WithHoles().ToBlob();
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        Assert.True(tree.Root.TryGetProperty("q"u8, out _));
        Assert.True(tree.TryFindNode("/b"u8, out DeviceTreeNode b));
        Assert.True(b.TryGetProperty("p"u8, out _));
        Assert.True(b.TryGetParent(out DeviceTreeNode parent) && parent.IsRoot);
    }

    [Fact]
    public void Numbers_have_one_cell_or_two()
    {
        Assert.True(Property("/chosen", "linux,initrd-start").TryReadNumber(out ulong number));
        Assert.Equal(0x48000000u, number);
        Assert.True(Property("/chosen", "linux,initrd-end").TryReadNumber(out number));
        Assert.Equal(0x148000000u, number);
        Assert.False(Property("/chosen", "odd").TryReadNumber(out _));
        Assert.False(Property("/chosen", "empty").TryReadNumber(out _));
        Assert.False(Property("/chosen", "linux,initrd-end").TryReadUInt32(out _));
        Assert.False(Property("/chosen", "linux,initrd-start").TryReadUInt64(out _));
        Assert.False(Node("/chosen").TryGetProperty("linux,initrd"u8, out _));
        Assert.False(Node("/chosen").TryGetProperty("initrd-start"u8, out _));
    }

    [Fact]
    public void Strings_end_at_their_NULs()
    {
        var models = new List<string>();
        foreach (ReadOnlySpan<byte> model in Property("/", "compatible").Strings)
        {
            models.Add(Text(model));
        }

        Assert.Equal(["keelson,board", "keelson,base"], models);
        Assert.True(Property("/", "compatible").TryReadString(out ReadOnlySpan<byte> first));
        Assert.Equal("keelson,board", Text(first));
        Assert.False(Property("/chosen", "odd").TryReadString(out _));
        Assert.False(Property("/chosen", "empty").TryReadString(out _));
    }

    [Fact]
    public void Cell_counts_have_defaults()
    {
        Assert.Equal((1u, 0u), (Node("/cpus").AddressCells, Node("/cpus").SizeCells));
        Assert.Equal((2u, 1u), (Node("/defaults").AddressCells, Node("/defaults").SizeCells));
    }

    [Fact]
    public void Status_is_okay_unless_it_says_otherwise()
    {
        Assert.True(Node("/soc/bus/uart@1000").IsAvailable);
        Assert.True(Node("/soc/bus/uart@2000").IsAvailable);
        Assert.True(Node("/memory-controller").IsAvailable);
        Assert.False(Node("/cpus/cpu@101").IsAvailable);
    }

    [Theory]
    [InlineData("arm,pl011", "uart@1000"), InlineData("arm,primecell", "uart@1000"), InlineData("keelson,base", "")]
    [InlineData("arm,pl01", null), InlineData("pl011", null), InlineData("", null)]
    public void The_first_compatible_node_is_found(string model, string? name)
    {
        bool found = Tree.TryFindCompatible(Bytes(model), out DeviceTreeNode node);
        Assert.Equal(name, found ? Text(node.Name) : null);
    }

    [Theory]
    [InlineData("serial0:115200n8", "uart@1000", "115200n8"), InlineData("serial0", "uart@1000", "")]
    [InlineData("/soc/bus/uart@2000:", "uart@2000", ""), InlineData("/soc/bus/uart@2000:9600:x", "uart@2000", "9600:x")]
    [
        InlineData("/soc/bus/uart@3000", null, ""),
        InlineData("loop:1", null, "1"),
        InlineData(":1", null, "1"),
        InlineData("", null, "")
    ]
    public void Standard_output_is_a_path_or_an_alias_with_options(string value, string? name, string options)
    {
        byte[] blob = Dtc.Compile(SampleTrees.BoardSource.Replace("serial0:115200n8", value));
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        bool found = tree.TryFindStandardOutput(out DeviceTreeNode node, out ReadOnlySpan<byte> rest);
        Assert.Equal(name, found ? Text(node.Name) : null);
        Assert.Equal(options, Text(rest));
    }

    [Theory]
    // Two buses: 0x1000 is 0x10001000 on soc, which is 0xfe0001000 for the processor.
    [InlineData("/soc/bus/uart@1000", 0, 0xfe0001000, 0x100), InlineData("/soc/bus/uart@1000", 1, 0xfe0002000, 0x20)]
    [InlineData("/soc/plain/dev", 0, 0x100000020, 4), InlineData("/defaults/dev", 0, 0x500000000, 0x1000)]
    [InlineData("/memory@880000000", 0, 0x880000000, 0x100000000)]
    public void Registers_are_translated_through_every_bus(string path, int index, ulong start, ulong size)
    {
        Assert.True(Node(path).TryGetRegister(index, out PhysicalAddress address, out ulong sizeBytes));
        Assert.Equal((start, size), (address.Value, sizeBytes));
    }

    [Theory]
    // Past the bus; past reg; before reg; no ranges; no reg; three cells; processors have no bus.
    [InlineData("/soc/bus/uart@1000", 2), InlineData("/soc/bus/uart@1000", 3), InlineData("/soc/bus/uart@1000", -1)]
    [
        InlineData("/soc/unmapped/dev", 0),
        InlineData("/soc", 0),
        InlineData("/", 0),
        InlineData("/pcie/dev", 0),
        InlineData("/cpus/cpu@101", 0)
    ]
    public void Registers_without_a_processor_address_are_refused(string path, int index) =>
        Assert.False(Node(path).TryGetRegister(index, out _, out _));

    /// <summary>
    /// A number of no cells takes nothing off a value, and a bus whose addresses have none maps nothing (Linux,
    /// drivers/of/address.c, OF_CHECK_COUNTS).
    /// </summary>
    [Theory]
    [InlineData(0, 0, 0, false), InlineData(0, 0, 1, false), InlineData(0, 1, 0, false), InlineData(0, 1, 1, false)]
    [InlineData(1, 0, 0, false), InlineData(1, 0, 1, true), InlineData(1, 1, 0, false), InlineData(1, 1, 1, true)]
    [InlineData(3, 1, 1, false), InlineData(uint.MaxValue, 1, 1, false), InlineData(1, uint.MaxValue, 1, false)]
    public void Any_cell_counts_come_to_an_end(uint child, uint parent, uint size, bool maps)
    {
        byte[] blob = Dtc.Compile(
            $$"""
            /dts-v1/;
            / {
                #address-cells = <{{parent}}>;
                #size-cells = <0>;
                a {
                    #address-cells = <{{child}}>;
                    #size-cells = <{{size}}>;
                    ranges = <0 0 0x1000 0 0 0x1000>;
                    uart@0 { reg = <0 0x100>; };
                };
            };
            """,
            "-f"
        );
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        Assert.True(tree.TryFindNode("/a/uart"u8, out DeviceTreeNode node));
        Assert.Equal(maps, node.TryGetRegister(0, out _, out _));
    }

    [Fact]
    public void Reg_can_be_read_as_it_stands()
    {
        Assert.True(Node("/cpus/cpu@101").TryReadReg(0, out ulong address, out ulong size));
        Assert.Equal((0x101ul, 0ul), (address, size));
        Assert.False(Node("/cpus/cpu@101").TryReadReg(1, out _, out _));
        Assert.True(Node("/cpus/cpu@101").HasDeviceType("cpu"u8));
        Assert.False(Node("/cpus").HasDeviceType("cpu"u8));
    }

    [Theory]
    // The last address of the range would wrap past 64 bits; so would one in its middle.
    [InlineData(0x0ul, 0x1ul, true), InlineData(0x10ul, 0x1ul, false)]
    public void A_translation_that_wraps_is_refused(ulong register, ulong size, bool expected)
    {
        byte[] blob = Dtc.Compile(
            $$"""
            /dts-v1/;
            / { #address-cells = <2>; #size-cells = <2>;
                bus { #address-cells = <1>; #size-cells = <1>; ranges = <0x0 0xffffffff 0xfffffff0 0x1000>;
                    dev { reg = <{{register}} {{size}}>; }; }; };
            """
        );
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        Assert.True(tree.TryFindNode("/bus/dev"u8, out DeviceTreeNode node));
        Assert.Equal(expected, node.TryGetRegister(0, out _, out _));
    }

    [Fact]
    public void A_component_with_an_address_means_the_whole_name()
    {
        byte[] blob = new RawTree()
            .Reserve(0, 0)
            .Begin("")
            .Begin("a@1@2")
            .End()
            .Begin("a@1")
            .End()
            .End()
            .Finish()
            .ToBlob();
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        Assert.True(tree.TryFindNode("/a@1"u8, out DeviceTreeNode node));
        Assert.Equal("a@1", Text(node.Name));
    }

    [Fact]
    public void A_list_ends_at_its_first_empty_reservation()
    {
        byte[] blob = new RawTree()
            .Reserve(1, 2)
            .Reserve(3, 0)
            .Reserve(4, 5)
            .Reserve(0, 0)
            .Begin("")
            .End()
            .Finish()
            .ToBlob();
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        ReservationEnumerator reservations = tree.Reservations;
        Assert.True(reservations.MoveNext());
        Assert.False(reservations.MoveNext());
        Assert.False(reservations.MoveNext());
    }

    [Fact]
    public void QEMU_puts_its_console_at_9000000()
    {
        Assert.True(DeviceTreeBlob.TryCreate(SampleTrees.QemuVirt, out DeviceTreeBlob tree, out _));
        Assert.Equal(DeviceTreeError.None, tree.CheckNames());
        Assert.True(tree.TryFindStandardOutput(out DeviceTreeNode console, out _));
        Assert.True(console.IsCompatibleWith("arm,pl011"u8));
        Assert.True(console.TryGetRegister(0, out PhysicalAddress start, out ulong sizeBytes));
        Assert.Equal((0x9000000ul, 0x1000ul), (start.Value, sizeBytes));
    }
}

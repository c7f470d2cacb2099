using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Handover;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>Trees as other programs leave them: what is not ours comes through the rewriting as it was.</summary>
public class ChosenRewriteTests
{
    private static byte[] Build(byte[] source)
    {
        HandoverRequest request = Request(source);
        byte[] buffer = new byte[ChosenWriter.CapacityFor(in request)];
        Assert.Equal(DeviceTreeError.None, ChosenWriter.TryBuild(in request, buffer, out ChosenWriter writer));
        Assert.True(
            DeviceTreeBlob.TryCreate(buffer, out DeviceTreeBlob tree, out DeviceTreeError error),
            error.ToString()
        );
        TreeWalk.ReadEverything(tree);
        writer.ForbidRuntimeServices();
        Assert.True(DeviceTreeBlob.TryCreate(buffer, out _, out error), error.ToString());
        return buffer;
    }

    private static HandoverRequest Request(byte[] source) =>
        new()
        {
            SystemTable = new PhysicalAddress(0x1_3f5e_0018),
            DeviceTree = source,
            BootArguments = "quiet"u8,
            SecureBoot = SecureBootState.Disabled,
            KaslrSeed = 1,
            RngSeed = (byte[])[1, 2, 3],
        };

    /// <summary>In the words of dtc, with what we say left out: it differs in nothing else.</summary>
    private static string Rest(byte[] blob)
    {
        string[] ours = ["bootargs", "linux,", "kaslr-seed", "rng-seed", "keelson,"];
        return string.Join(
            '\n',
            Dtc.Decompile(blob)
                .Split('\n')
                .Where(line => !ours.Any(name => line.TrimStart().StartsWith(name, StringComparison.Ordinal)))
        );
    }

    private static void AssertRewritten(string expected, byte[] source) =>
        Assert.Equal(Rest(Dtc.Compile($"/dts-v1/; / {{ {expected} }};")), Rest(Build(source)));

    private static void AssertRewritten(string expected, string source) =>
        AssertRewritten(expected, Dtc.Compile($"/dts-v1/; / {{ {source} }};"));

    [Theory]
    [InlineData("first { a; }; chosen { c; }; last { b; };")]
    [InlineData("chosen { c; }; last { b; };")]
    [InlineData("p = [01]; chosen { c; inside { bootargs2; }; };")]
    // Of another's the name says nothing.
    [InlineData("other { chosen { c; }; memory@1 { device_type = \"memory\"; }; }; chosen { };")]
    [InlineData("soc { memory { a; }; }; chosen { };")]
    [InlineData("chosen { memory@1 { a; }; };")]
    [InlineData("chosen2 { c; }; chose { c; }; chosen { };")]
    public void Other_properties_are_unchanged(string tree) => AssertRewritten(tree, tree);

    [Theory]
    [InlineData("a; chosen { };", "a;")]
    [InlineData("n { a; }; chosen { };", "n { a; };")]
    [InlineData("other { chosen { c; }; }; chosen { };", "other { chosen { c; }; };")]
    [InlineData("chosen { };", "memory@1 { a; sub { memory { b; }; }; };")]
    [InlineData("n; chosen { }; z { a; };", "n; memory@1 { }; chosen { }; memory@2 { }; z { a; }; memory { };")]
    [InlineData(
        "n; z { a; }; chosen { c; };",
        "n; memory@1 { }; memory@2 { }; z { a; }; chosen { c; kaslr-seed = [01]; }; ram { device_type = \"memory\"; };"
    )]
    [InlineData("chosen { };", "")]
    public void Stub_properties_are_set_or_removed(string expected, string source) => AssertRewritten(expected, source);

    /// <summary>
    /// A path without a unit address means a node with one too, so kernels would look for our values there.
    /// </summary>
    [Fact]
    public void A_chosen_node_with_a_unit_address_is_the_chosen_node() =>
        AssertRewritten("chosen { c; }; z { };", "chosen@0 { c; bootargs = \"stale\"; }; z { };");

    [Fact]
    public void Values_of_ours_in_nodes_below_chosen_stay()
    {
        byte[] buffer = Build(
            Dtc.Compile("/dts-v1/; / { chosen { sub { bootargs = \"mine\"; }; }; other { bootargs = \"theirs\"; }; };")
        );
        string text = Dtc.Decompile(buffer);
        Assert.Contains("bootargs = \"mine\";", text);
        Assert.Contains("bootargs = \"theirs\";", text);
        Assert.Contains("bootargs = \"quiet efi=noruntime\";", text);
    }

    [Fact]
    public void FDT_NOP_is_skipped_in_any_place()
    {
        AssertRewritten("p = [01]; q = [02]; a { }; b { p = [03]; }; chosen { };", RawTree.WithHoles().ToBlob());
        byte[] holes = new RawTree()
            .Reserve(0, 0)
            .Nop()
            .Nop()
            .Nop()
            .Begin("")
            .Nop()
            .Property("p", [1])
            .Nop()
            .Begin("memory@0")
            .Nop()
            .Property("x", [1])
            .Nop()
            .Begin("sub")
            .Nop()
            .End()
            .Nop()
            .End()
            .Nop()
            .Begin("chosen")
            .Nop()
            .Property("bootargs", [65, 0])
            .Nop()
            .Property("c", [])
            .Nop()
            .Property("rng-seed", [7])
            .Nop()
            .Nop()
            .End()
            .Nop()
            .Begin("memory@1")
            .End()
            .Nop()
            .End()
            .Finish()
            .ToBlob();
        AssertRewritten("p = [01]; chosen { c; };", holes);
    }

    /// <summary>libfdt wants the root at once: "fdt_next_tag(fdt, 0) is FDT_BEGIN_NODE".</summary>
    [Fact]
    public void The_root_comes_first()
    {
        byte[] buffer = Build(RawTree.WithHoles().ToBlob());
        Assert.Equal(
            1u,
            BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(8))))
        );
    }

    /// <summary>
    /// Nobody may write that, but two overlays can leave it behind: the first is the one that kernels find.
    /// </summary>
    [Fact]
    public void Of_two_chosen_nodes_the_first_gets_our_values()
    {
        byte[] buffer = Build(
            new RawTree()
                .Reserve(0, 0)
                .Begin("")
                .Begin("chosen")
                .Property("bootargs", [65, 0])
                .Property("one", [])
                .End()
                .Begin("n")
                .End()
                .Begin("chosen")
                .Property("bootargs", [66, 0])
                .Property("two", [])
                .End()
                .End()
                .Finish()
                .ToBlob()
        );
        Assert.True(DeviceTreeBlob.TryCreate(buffer, out DeviceTreeBlob tree, out _));
        List<string> nodes = [];
        foreach (DeviceTreeNode node in tree.Nodes)
        {
            nodes.Add(
                Encoding.ASCII.GetString(node.Name)
                    + (node.TryGetProperty("one"u8, out _) ? "1" : "")
                    + (node.TryGetProperty("two"u8, out _) ? "2" : "")
                    + (node.TryGetProperty("linux,uefi-system-table"u8, out _) ? "!" : "")
            );
        }
        Assert.Equal(["", "chosen1!", "n", "chosen2"], nodes);
        Assert.True(tree.TryFindNode("/chosen"u8, out DeviceTreeNode chosen));
        Assert.True(chosen.TryGetProperty("bootargs"u8, out DeviceTreeProperty arguments));
        Assert.Equal("quiet efi=noruntime\0"u8, arguments.Value);
    }

    [Theory]
    [InlineData("mts")]
    [InlineData("mst")]
    [InlineData("stm")]
    [InlineData("tms")]
    public void The_sources_blocks_may_come_in_any_order_and_without_free_room(string order)
    {
        RawTree tree = RawTree.Small();
        tree.Order = order;
        AssertRewritten("one = [01 02 03 04 05]; two; sub@1 { one = [09]; }; chosen { };", tree.ToBlob());
    }

    // Names of ours among them, and tails of them, as dtc shares the ends of strings.
    private static readonly string[] s_propertyNames =
    [
        "a",
        "gs",
        "bootargs",
        "seed",
        "rng-seed",
        "kaslr-seed",
        "linux,initrd-start",
        "initrd-start",
        "linux,uefi-mmap-size",
        "size",
        "keelson,boot-record",
        "device_type",
    ];
    private static readonly string[] s_nodeNames =
    [
        "n",
        "n@1",
        "memory",
        "memory@40000000",
        "memory-controller",
        "chosen",
        "chosen2",
        "ram",
    ];

    private static readonly Gen<(int Node, int Name, byte[] Value, bool IsNode)> s_step = Gen.Select(
        Gen.Int[0, 1000],
        Gen.Int[0, 1000],
        Gen.Frequency((4, Gen.Byte.Array[0, 20]), (1, Gen.Const("memory\0"u8.ToArray()))),
        Gen.Bool
    );

    [Fact]
    public void Any_tree_keeps_everything_else() =>
        Gen.Select(s_step.Array[0, 40], Gen.Int[16, 17])
            .Sample(
                (steps, version) =>
                {
                    TreeModel model = new("");
                    foreach ((int at, int name, byte[] value, bool isNode) in steps)
                    {
                        string[] paths = [.. model.Paths()];
                        TreeModel node = model.Find(paths[at % paths.Length])!;
                        string nodeName = s_nodeNames[name % s_nodeNames.Length];
                        if (!isNode)
                        {
                            node.Set(s_propertyNames[name % s_propertyNames.Length], value);
                        }
                        else if (node.Children.All(child => child.Name != nodeName))
                        {
                            node.Children.Add(new TreeModel(nodeName));
                        }
                    }
                    byte[] source = Dtc.Compile(model.ToSource([(0x1000, 0x1000)]), "-V", version.ToString());
                    byte[] buffer = Build(source);

                    model.Children.RemoveAll(child =>
                        child.Name == "memory"
                        || child.Name.StartsWith("memory@")
                        || child.Properties.Any(property =>
                            property.Key == "device_type" && property.Value.AsSpan().SequenceEqual("memory\0"u8)
                        )
                    );
                    if (model.Children.All(child => child.Name != "chosen"))
                    {
                        model.Children.Add(new TreeModel("chosen"));
                    }

                    TreeModel chosen = model.Children.First(child => child.Name == "chosen");
                    // What we do say is taken from the result: ChosenWriterTests look at it.
                    Assert.True(DeviceTreeBlob.TryCreate(buffer, out DeviceTreeBlob tree, out _));
                    Assert.True(tree.TryFindNode("/chosen"u8, out DeviceTreeNode written));
                    foreach (
                        string name in (string[])
                            [
                                "bootargs",
                                "linux,initrd-start",
                                "linux,initrd-end",
                                "kaslr-seed",
                                "rng-seed",
                                "linux,uefi-system-table",
                                "linux,uefi-mmap-start",
                                "linux,uefi-mmap-size",
                                "linux,uefi-mmap-desc-size",
                                "linux,uefi-mmap-desc-ver",
                                "linux,uefi-secure-boot",
                                "keelson,boot-record",
                            ]
                    )
                    {
                        chosen.Delete(name);
                        if (written.TryGetProperty(Encoding.ASCII.GetBytes(name), out DeviceTreeProperty value))
                        {
                            chosen.Set(name, value.Value.ToArray());
                        }
                    }
                    Assert.Equal(Dtc.Decompile(Dtc.Compile(model.ToSource([]))), Dtc.Decompile(buffer));
                },
                iter: 100
            );
}

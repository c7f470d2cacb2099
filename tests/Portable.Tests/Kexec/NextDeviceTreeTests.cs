using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Handover;
using Keelson.Kexec;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>
/// A tree and its copy for the next kernel, property by property; the model says which may differ, and how.
/// </summary>
public class NextDeviceTreeTests
{
    private static readonly GenerationProperty s_generation = new(7, 100, new PhysicalAddress(0x8_1234_5000));

    private static readonly string[] s_chosenNames =
    [
        "linux,uefi-system-table",
        "linux,uefi-mmap-start",
        "linux,uefi-mmap-size",
        "linux,uefi-mmap-desc-size",
        "linux,uefi-mmap-desc-ver",
        "linux,uefi-secure-boot",
        "bootargs",
        "linux,initrd-start",
        "linux,initrd-end",
        "kaslr-seed",
        "rng-seed",
        "keelson,boot-record",
        "keelson,generation",
        "seed",
        "generation",
        "stdout-path",
    ];

    private static readonly Gen<TreeModel> s_leaf = Node(
        ["a", "a@1", "memory@0", "n"],
        Gen.Const(Array.Empty<TreeModel>())
    );

    private static Gen<TreeModel> Node(string[] names, Gen<TreeModel[]> children) =>
        Gen.Select(
            Gen.OneOf(names),
            Gen.Select(Gen.OneOf(s_chosenNames), Gen.Byte.Array[0, 40]).Array[0, 6],
            children,
            Make
        );

    private static TreeModel Make(string name, (string, byte[])[] properties, TreeModel[] children)
    {
        var node = new TreeModel(name);
        foreach ((string property, byte[] value) in properties)
        {
            node.Set(property, value);
        }

        node.Children.AddRange(children.DistinctBy(child => child.Name));
        return node;
    }

    private static readonly Gen<TreeModel> s_root = Gen.Select(
        Node([""], Node(["x", "y", "aliases", "cpus@1"], s_leaf.Array[0, 3]).Array[0, 3]),
        Gen.Int[0, 3],
        Gen.Select(
            Gen.Select(Gen.Const("chosen"), Gen.Select(Gen.OneOf(s_chosenNames), Gen.Byte.Array[0, 40]).Array[0, 20]),
            s_leaf.Array[0, 2]
        ),
        (root, at, chosen) =>
        {
            TreeModel node = Make(chosen.Item1.Item1, chosen.Item1.Item2, chosen.Item2);
            // As boot loaders write it; any other length is for the odd ones.
            if (at % 2 == 0 && node.Delete("kaslr-seed"))
            {
                node.Set("kaslr-seed", [1, 2, 3, 4, 5, 6, 7, 8]);
            }

            root.Children.Insert(Math.Min(at, root.Children.Count), node);
            return root;
        }
    );

    private static byte[] Compile(TreeModel root, params (ulong Start, ulong Size)[] reservations)
    {
        var raw = new RawTree();
        foreach ((ulong start, ulong size) in reservations)
        {
            raw.Reserve(start, size);
        }

        Append(raw.Reserve(0, 0), root);
        return raw.Finish().ToBlob();
    }

    private static void Append(RawTree raw, TreeModel node)
    {
        raw.Begin(node.Name);
        foreach ((string name, byte[] value) in node.Properties)
        {
            raw.Property(name, value);
        }

        foreach (TreeModel child in node.Children)
        {
            Append(raw, child);
        }

        raw.End();
    }

    private static DeviceTreeBlob Open(ReadOnlySpan<byte> blob)
    {
        Assert.True(
            DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out DeviceTreeError error),
            error.ToString()
        );
        return tree;
    }

    /// <summary>Reservations, nodes and properties, in the order of the blob.</summary>
    private static List<string> Contents(ReadOnlySpan<byte> blob)
    {
        DeviceTreeBlob tree = Open(blob);
        List<string> lines = [];
        foreach (MemoryReservation reservation in tree.Reservations)
        {
            lines.Add($"{reservation.Start.Value:x} {reservation.SizeBytes:x}");
        }

        List(tree.Root, "", lines);
        return lines;
    }

    private static void List(DeviceTreeNode node, string path, List<string> lines)
    {
        path += Encoding.ASCII.GetString(node.Name) + "/";
        lines.Add(path);
        foreach (DeviceTreeProperty property in node.Properties)
        {
            lines.Add($"{path}{Encoding.ASCII.GetString(property.Name)}={Convert.ToHexString(property.Value)}");
        }

        foreach (DeviceTreeNode child in node.Children)
        {
            List(child, path, lines);
        }
    }

    private static DeviceTreeError Build(byte[] source, int capacity, out byte[] buffer)
    {
        buffer = new byte[capacity];
        buffer.AsSpan().Fill(0xcc);
        return NextDeviceTree.TryBuild(Open(source), s_generation, buffer);
    }

    private static int Capacity(byte[] source) => (int)NextDeviceTree.CapacityFor(Open(source));

    private static void MakeNext(TreeModel root)
    {
        TreeModel chosen = root.Children.Single(child => child.Name == "chosen");
        if (chosen.Properties.Any(property => property.Key == "kaslr-seed"))
        {
            chosen.Set("kaslr-seed", new byte[8]);
        }

        chosen.Delete("rng-seed");
        chosen.Set("keelson,generation", Convert.FromHexString("00000007" + "00000064" + "0000000812345000"));
    }

    [Fact]
    public void Only_the_seeds_and_the_generation_change() =>
        Gen.Select(s_root, Gen.Select(Gen.ULong[0, 1ul << 40], Gen.ULong[1, 1ul << 40]).Array[0, 3])
            .Sample(
                (root, reservations) =>
                {
                    byte[] source = Compile(root, reservations);
                    byte[] before = [.. source];
                    // A tree that has a generation already came from here, and its seed has the right size.
                    bool isFirst = !root.Find("chosen")!
                        .Properties.Any(property => property.Key == "keelson,generation");
                    Assert.Equal(
                        DeviceTreeError.None,
                        Build(source, Capacity(source) + (isFirst ? 0 : 64), out byte[] next)
                    );
                    Assert.Equal(before, source);
                    MakeNext(root);
                    Assert.Equal(Contents(Compile(root, reservations)), Contents(next));
                    Assert.True(GenerationProperty.TryRead(Open(next), out GenerationProperty read));
                    Assert.Equal((7u, 100u, 0x8_1234_5000ul), (read.Generation, read.Total, read.Record.Value));
                },
                iter: 300
            );

    /// <summary>Too little room is said, never met by leaving a step out.</summary>
    [Fact]
    public void Any_buffer_size_gives_the_whole_tree_or_an_error() =>
        s_root.Sample(
            root =>
            {
                byte[] source = Compile(root);
                MakeNext(root);
                List<string> expected = Contents(Compile(root));
                bool fits = false;
                for (int capacity = source.Length - 80; capacity < source.Length + 150; capacity++)
                {
                    DeviceTreeError error = Build(source, Math.Max(capacity, 0), out byte[] next);
                    Assert.Equal(
                        fits || error == DeviceTreeError.None ? DeviceTreeError.None : DeviceTreeError.NoSpace,
                        error
                    );
                    fits |= error == DeviceTreeError.None;
                    if (fits)
                    {
                        Assert.Equal(expected, Contents(next));
                    }
                }
                Assert.True(fits);
            },
            iter: 60
        );

    [Fact]
    public void A_real_tree_keeps_all_of_its_own()
    {
        foreach (byte[] source in (byte[][])[SampleTrees.Board, SampleTrees.QemuVirt])
        {
            Assert.Equal(DeviceTreeError.None, Build(source, Capacity(source), out byte[] next));
            List<string> expected = Contents(source),
                found = Contents(next);
            Assert.All(expected.Except(found), line => Assert.Matches("^/chosen/(kaslr|rng)-seed=", line));
            Assert.All(
                found.Except(expected),
                line => Assert.Matches("^/chosen/(kaslr-seed=0{16}$|keelson,generation=)", line)
            );
        }
    }

    /// <summary>"memory in use not growing": the tree takes what it needs once, however long the chain.</summary>
    [Fact]
    public void Device_tree_size_is_constant_over_a_thousand_generations()
    {
        byte[] tree = SampleTrees.Board;
        List<int> sizes = [];
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(DeviceTreeError.None, Build(tree, Capacity(tree), out tree));
            sizes.Add((int)Open(tree).Header.TotalSize);
        }
        Assert.Single(sizes.Distinct());
    }

    /// <summary>A kernel maps 2 MB of it and dies on one byte more.</summary>
    [Fact]
    public void The_tree_stays_within_the_2_MB_that_a_kernel_maps()
    {
        byte[] full = new byte[ChosenWriter.MaximumSizeBytes];
        Assert.True(DeviceTreeEditor.TryOpen(Open(SampleTrees.Board), full, out _, out _));
        Assert.Equal(ChosenWriter.MaximumSizeBytes, Capacity(full));
        Assert.Equal(DeviceTreeError.None, Build(full, full.Length + 0x1_0000, out byte[] next));
        Assert.Equal((uint)ChosenWriter.MaximumSizeBytes, Open(next).Header.TotalSize);

        byte[] spare = new byte[ChosenWriter.MaximumSizeBytes - 40];
        Assert.True(DeviceTreeEditor.TryOpen(Open(SampleTrees.Board), spare, out DeviceTreeEditor editor, out _));
        Assert.Equal(DeviceTreeError.None, editor.SetProperty("/"u8, "filler"u8, new byte[editor.FreeSize - 24]));
        Assert.Equal(DeviceTreeError.NoSpace, Build(spare, 2 * spare.Length, out _));
    }

    [Fact]
    public void Tree_without_chosen_is_refused()
    {
        byte[] source = Compile(new TreeModel(""));
        Assert.NotEqual(DeviceTreeError.None, Build(source, Capacity(source), out _));
        Assert.False(GenerationProperty.TryRead(Open(source), out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(20)]
    public void A_generation_property_of_another_length_is_ignored(int length)
    {
        var chosen = new TreeModel("chosen");
        chosen.Set("keelson,generation", new byte[length]);
        var root = new TreeModel("");
        root.Children.Add(chosen);
        Assert.False(GenerationProperty.TryRead(Open(Compile(root)), out _));
    }

    [Fact]
    public void The_first_generation_has_none() =>
        Assert.False(GenerationProperty.TryRead(Open(SampleTrees.Board), out _));

    [Fact]
    public void Generation_cells_are_big_endian()
    {
        byte[] cells = new byte[GenerationProperty.SizeBytes];
        s_generation.Encode(cells);
        Assert.Equal((7u, 100u, 8u, 0x1234_5000u), (Cell(0), Cell(1), Cell(2), Cell(3)));
        uint Cell(int index) => BinaryPrimitives.ReadUInt32BigEndian(cells.AsSpan(4 * index));
    }

    private static byte[] BuildForeign(byte[] source, string commandLine, PhysicalRange initrd)
    {
        NextBoot next = NextBoot.Parse(Encoding.UTF8.GetBytes("keelson.next=x -- " + commandLine));
        byte[] buffer = new byte[(int)NextDeviceTree.CapacityFor(Open(source), in next)];
        buffer.AsSpan().Fill(0xcc);
        Assert.Equal(DeviceTreeError.None, NextDeviceTree.TryBuild(Open(source), in next, initrd, buffer));
        return buffer;
    }

    /// <summary>
    /// What kexec gives to any kernel: its own command line and initrd, used-up seeds, and everything else untouched.
    /// </summary>
    [Fact]
    public void Another_kernel_gets_a_command_line_and_an_initrd_and_nothing_of_our_chain() =>
        Gen.Select(s_root, Gen.String[Gen.Char['a', 'z'], 0, 300], Gen.ULong[0, 1ul << 40], Gen.Int[0, 1000])
            .Sample(
                (root, commandLine, start, size) =>
                {
                    byte[] next = BuildForeign(
                        Compile(root),
                        commandLine,
                        PhysicalRange.FromSize(new PhysicalAddress(start), (ulong)size)
                    );
                    TreeModel chosen = root.Children.Single(child => child.Name == "chosen");
                    if (chosen.Properties.Any(property => property.Key == "kaslr-seed"))
                    {
                        chosen.Set("kaslr-seed", new byte[8]);
                    }

                    chosen.Delete("rng-seed");
                    chosen.Delete("keelson,generation");
                    chosen.Set("bootargs", [.. Encoding.ASCII.GetBytes(commandLine), 0]);
                    if (size == 0)
                    {
                        chosen.Delete("linux,initrd-start");
                        chosen.Delete("linux,initrd-end");
                    }
                    else
                    {
                        chosen.Set("linux,initrd-start", BigEndian(start));
                        chosen.Set("linux,initrd-end", BigEndian(start + (ulong)size));
                    }
                    Assert.Equal(Contents(Compile(root)).Order(), Contents(next).Order());
                },
                iter: 300
            );

    private static byte[] BigEndian(ulong value)
    {
        byte[] cells = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(cells, value);
        return cells;
    }
}

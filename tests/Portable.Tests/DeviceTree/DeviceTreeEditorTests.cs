using Keelson.DeviceTree;
using Xunit;
using static Keelson.DeviceTree.DeviceTreeError;

namespace Keelson.Portable.Tests;

/// <summary>Each verb of the editor by itself; <see cref="DeviceTreeModelTests"/> mixes them.</summary>
public class DeviceTreeEditorTests
{
    private static DeviceTreeEditor Open(byte[] blob, byte[] buffer)
    {
        Assert.True(
            DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out DeviceTreeError error),
            error.ToString()
        );
        Assert.True(DeviceTreeEditor.TryOpen(tree, buffer, out DeviceTreeEditor editor, out error), error.ToString());
        return editor;
    }

    private static DeviceTreeEditor OpenSource(string source, out byte[] buffer)
    {
        byte[] blob = Dtc.Compile(source);
        return Open(blob, buffer = new byte[blob.Length + 1000]);
    }

    private static void AssertSource(string expected, byte[] buffer)
    {
        Assert.True(DeviceTreeBlob.TryCreate(buffer, out _, out DeviceTreeError error), error.ToString());
        Assert.Equal(Dtc.Decompile(Dtc.Compile("/dts-v1/;" + expected)), Dtc.Decompile(buffer));
    }

    [Theory]
    [InlineData(131), InlineData(132), InlineData(4096)]
    public void An_empty_tree_has_cell_counts(int capacity)
    {
        byte[] buffer = new byte[capacity];
        Array.Fill(buffer, (byte)0xaa);
        Assert.True(DeviceTreeEditor.TryCreateEmpty(buffer, out DeviceTreeEditor editor, out DeviceTreeError error));
        Assert.Equal((None, 131), (error, editor.UsedSize));
        AssertSource("/ { #address-cells = <2>; #size-cells = <2>; };", buffer);
    }

    [Theory]
    [
        InlineData("mts", 16),
        InlineData("mts", 17),
        InlineData("stm", 16),
        InlineData("stm", 17),
        InlineData("tms", 16),
        InlineData("smt", 17)
    ]
    public void Opening_brings_the_blocks_into_order(string order, uint version)
    {
        RawTree raw = RawTree.Small();
        (raw.Order, raw.Version) = (order, version);
        byte[] blob = raw.ToBlob();
        RawTree.SetWord(blob, 28, 7);
        byte[] buffer = new byte[blob.Length + 64];
        DeviceTreeEditor editor = Open(blob, buffer);

        DeviceTreeHeader header = editor.Tree.Header;
        Assert.Equal((17u, 16u, 7u), (header.Version, header.LastCompatibleVersion, header.BootCpuId));
        Assert.Equal(
            (40u, 72u, 72 + header.StructureSize),
            (header.ReservationsOffset, header.StructureOffset, header.StringsOffset)
        );
        Assert.Equal((uint)buffer.Length, header.TotalSize);
        Assert.Equal(Dtc.Decompile(blob), Dtc.Decompile(buffer));
    }

    [Fact]
    public void Opening_ends_the_reservations_for_strict_readers_too()
    {
        byte[] blob = new RawTree().Reserve(1, 2).Reserve(3, 0).Begin("").End().Finish().ToBlob();
        byte[] buffer = new byte[200];
        Open(blob, buffer);
        Assert.Equal(new byte[16], buffer[56..72]);
    }

    [Fact]
    public void Holes_survive_edits_except_before_the_root()
    {
        byte[] blob = RawTree.WithHoles().ToBlob();
        byte[] buffer = new byte[blob.Length + 100];
        DeviceTreeEditor editor = Open(blob, buffer);
        Assert.Equal(None, editor.SetProperty("/"u8, "r"u8, default));
        Assert.Equal(None, editor.DeleteNode("/a"u8));
        Assert.Equal(None, editor.AddNode("/b"u8, "c"u8));
        AssertSource("/ { p = [01]; q = [02]; r; b { p = [03]; c { }; }; };", buffer);
    }

    [Fact]
    public void Values_grow_shrink_and_keep_their_place()
    {
        DeviceTreeEditor editor = OpenSource(
            "/dts-v1/; / { a = [01]; b = [01 02 03 04 05]; n { a = [02]; }; };",
            out byte[] buffer
        );
        Assert.Equal(None, editor.SetProperty("/"u8, "a"u8, new byte[] { 1, 2, 3, 4, 5, 6 }));
        Assert.Equal(None, editor.SetProperty("/"u8, "b"u8, default));
        Assert.Equal(None, editor.SetProperty("/n"u8, "a"u8, new byte[] { 7 }));
        Assert.Equal(None, editor.SetString("/n"u8, "s"u8, "text"u8));
        Assert.Equal(None, editor.SetUInt32("/n"u8, "u"u8, 0x01020304));
        Assert.Equal(None, editor.SetUInt64("/n"u8, "v"u8, 0x0102030405060708));
        AssertSource(
            """
            / {
                a = [01 02 03 04 05 06]; b;
                n { a = [07]; s = "text"; u = <0x01020304>; v = <0x01020304 0x05060708>; };
            };
            """,
            buffer
        );
    }

    [Fact]
    public void A_placed_value_is_zero_until_written()
    {
        DeviceTreeEditor editor = OpenSource("/dts-v1/; / { a = [ff ff ff ff ff ff ff ff]; };", out byte[] buffer);
        Assert.Equal(None, editor.PlaceProperty("/"u8, "a"u8, 5, out Span<byte> value));
        Assert.Equal(new byte[5], value.ToArray());
        value[4] = 9;
        AssertSource("/ { a = [00 00 00 00 09]; };", buffer);
        Assert.Equal(NoSpace, editor.PlaceProperty("/"u8, "a"u8, int.MaxValue, out _));
        Assert.Equal(NoSpace, editor.PlaceProperty("/"u8, "a"u8, -1, out _));
        Assert.Equal(NoSpace, editor.PlaceProperty("/"u8, "b"u8, int.MaxValue, out _));
        Assert.Equal(NoSpace, editor.PlaceProperty("/"u8, "b"u8, -1, out _));
    }

    [Fact]
    public void Names_share_strings_and_ends_of_strings()
    {
        DeviceTreeEditor editor = OpenSource("/dts-v1/; / { linux,initrd-start; };", out byte[] buffer);
        uint before = editor.Tree.Header.StringsSize;
        Assert.Equal(None, editor.SetProperty("/"u8, "initrd-start"u8, default));
        Assert.Equal(None, editor.SetProperty("/"u8, "start"u8, default));
        Assert.Equal(before, editor.Tree.Header.StringsSize);
        Assert.Equal(None, editor.SetProperty("/"u8, "linux,initrd"u8, default));
        Assert.Equal(before + 13, editor.Tree.Header.StringsSize);
        AssertSource("/ { linux,initrd-start; initrd-start; start; linux,initrd; };", buffer);
    }

    [Fact]
    public void Deleting_clears_what_is_left_behind()
    {
        const string Seed = "kaslr-seed";
        DeviceTreeEditor editor = OpenSource(
            $"/dts-v1/; / {{ chosen {{ {Seed} = <0xdeadbeef 0xdeadbeef>; a; }}; }};",
            out byte[] buffer
        );
        Assert.Equal(None, editor.DeleteProperty("/chosen"u8, "kaslr-seed"u8));
        AssertSource("/ { chosen { a; }; };", buffer);
        Assert.True(buffer.AsSpan().IndexOf((byte)0xde) < 0);
        Assert.Equal(NotFound, editor.DeleteProperty("/chosen"u8, "kaslr-seed"u8));
        Assert.Equal(NotFound, editor.DeleteProperty("/none"u8, "a"u8));
        Assert.Equal(None, editor.DeleteNode("/chosen"u8));
        AssertSource("/ { };", buffer);
        Assert.Equal(new byte[editor.FreeSize], buffer[editor.UsedSize..]);
    }

    [Fact]
    public void Nodes_are_added_once_and_deleted_with_all_they_hold()
    {
        DeviceTreeEditor editor = OpenSource("/dts-v1/; / { a { x; b { y; }; }; ab@1 { }; };", out byte[] buffer);
        Assert.Equal(None, editor.AddNode("/"u8, "chosen"u8));
        int used = editor.UsedSize;
        Assert.Equal(None, editor.AddNode("/"u8, "chosen"u8));
        Assert.Equal(used, editor.UsedSize);
        Assert.Equal(None, editor.AddNode("/a/b"u8, "c@1"u8));
        // Not the one that the path /ab would lead to.
        Assert.Equal(None, editor.AddNode("/"u8, "ab"u8));
        AssertSource("/ { a { x; b { y; c@1 { }; }; }; ab@1 { }; ab { }; chosen { }; };", buffer);

        Assert.Equal(None, editor.DeleteNode("/a"u8));
        AssertSource("/ { ab@1 { }; ab { }; chosen { }; };", buffer);
        Assert.Equal(NotFound, editor.DeleteNode("/a"u8));
        Assert.Equal(NotFound, editor.AddNode("/a"u8, "b"u8));
        Assert.Equal(RootRequired, editor.DeleteNode("/"u8));
    }

    [Theory]
    [InlineData(""), InlineData("a/b"), InlineData("a b"), InlineData("a@"), InlineData("a@1@2")]
    public void Bad_node_names_are_not_made(string name)
    {
        DeviceTreeEditor editor = OpenSource("/dts-v1/; / { };", out byte[] buffer);
        byte[] before = [.. buffer];
        Assert.Equal(BadNodeName, editor.AddNode("/"u8, System.Text.Encoding.ASCII.GetBytes(name)));
        Assert.Equal(before, buffer);
    }

    [Theory]
    [InlineData(""), InlineData("a/b"), InlineData("a b"), InlineData("a@1"), InlineData("a\0b")]
    public void Bad_property_names_are_not_made(string name)
    {
        DeviceTreeEditor editor = OpenSource("/dts-v1/; / { };", out byte[] buffer);
        byte[] before = [.. buffer];
        Assert.Equal(BadPropertyName, editor.SetProperty("/"u8, System.Text.Encoding.ASCII.GetBytes(name), default));
        Assert.Equal(before, buffer);
    }

    [Fact]
    public void Nodes_are_not_made_deeper_than_the_reader_goes()
    {
        Assert.True(DeviceTreeEditor.TryCreateEmpty(new byte[4096], out DeviceTreeEditor editor, out _));
        string path = "/";
        for (int depth = 2; depth <= DeviceTreeBlob.MaximumDepth; depth++)
        {
            Assert.Equal(None, editor.AddNode(System.Text.Encoding.ASCII.GetBytes(path), "n"u8));
            path += "n/";
        }
        Assert.Equal(TooDeep, editor.AddNode(System.Text.Encoding.ASCII.GetBytes(path), "n"u8));
        Assert.True(DeviceTreeBlob.TryCreate(editor.Tree.Bytes, out _, out _));
    }

    [Fact]
    public void A_located_value_is_patched_without_a_search()
    {
        DeviceTreeEditor editor = OpenSource("/dts-v1/; / { chosen { a = <1>; b = <0 2>; }; };", out byte[] buffer);
        Assert.Equal(None, editor.Locate("/chosen"u8, "a"u8, out PropertyLocation a));
        Assert.Equal(None, editor.Locate("/chosen"u8, "b"u8, out PropertyLocation b));
        Assert.Equal(NotFound, editor.Locate("/chosen"u8, "c"u8, out _));

        int size = editor.Pack();
        Span<byte> packed = buffer.AsSpan(0, size);
        Assert.Equal(None, a.WriteUInt32(packed, 3));
        Assert.Equal(None, b.WriteUInt64(packed, 4));
        AssertSource("/ { chosen { a = <3>; b = <0 4>; }; };", buffer);
        Assert.Equal(None, a.Write(packed, new byte[] { 0, 0, 0, 5 }));
        AssertSource("/ { chosen { a = <5>; b = <0 4>; }; };", buffer);

        byte[] before = [.. buffer];
        Assert.Equal(LengthMismatch, a.WriteUInt64(packed, 0));
        Assert.Equal(LengthMismatch, a.Write(packed, default));
        Assert.Equal(StaleLocation, default(PropertyLocation).Write(packed, default));
        Assert.Equal(StaleLocation, b.WriteUInt64(packed[..(b.ValueOffset + 7)], 0));
        Assert.Equal(before, buffer);
    }

    [Fact]
    public void A_location_that_went_stale_is_refused()
    {
        DeviceTreeEditor editor = OpenSource(
            "/dts-v1/; / { chosen { a = <1>; b = <2>; c = <3>; }; };",
            out byte[] buffer
        );
        Assert.Equal(None, editor.Locate("/chosen"u8, "b"u8, out PropertyLocation b));
        Assert.Equal(None, editor.Locate("/chosen"u8, "c"u8, out PropertyLocation c));
        Assert.Equal(None, editor.DeleteProperty("/chosen"u8, "a"u8));
        byte[] before = [.. buffer];
        Assert.Equal(StaleLocation, b.WriteUInt32(buffer, 0));
        Assert.Equal(StaleLocation, c.WriteUInt32(buffer, 0));
        Assert.Equal(before, buffer);
    }

    [Fact]
    public void An_update_in_place_never_changes_a_length()
    {
        DeviceTreeEditor editor = OpenSource("/dts-v1/; / { a = <1>; };", out byte[] buffer);
        Assert.Equal(None, editor.SetPropertyInPlace("/"u8, "a"u8, new byte[] { 0, 0, 0, 2 }));
        AssertSource("/ { a = <2>; };", buffer);
        Assert.Equal(LengthMismatch, editor.SetPropertyInPlace("/"u8, "a"u8, new byte[3]));
        Assert.Equal(LengthMismatch, editor.SetPropertyInPlace("/"u8, "a"u8, new byte[5]));
        Assert.Equal(NotFound, editor.SetPropertyInPlace("/"u8, "b"u8, default));
    }

    [Fact]
    public void Memory_and_reservations_are_deleted_and_nothing_else()
    {
        byte[] blob = SampleTrees.Board;
        byte[] buffer = new byte[blob.Length + 8];
        DeviceTreeEditor editor = Open(blob, buffer);
        editor.DeleteAllReservations();
        editor.DeleteMemoryNodes();
        Assert.Equal(3u, editor.Tree.Header.BootCpuId);
        Assert.False(editor.Tree.Reservations.MoveNext());

        string rest = SampleTrees.BoardSource.Replace("/dts-v1/;", "");
        rest = rest[rest.IndexOf("/ {")..];
        int memory = rest.IndexOf("memory@4"),
            cpus = rest.IndexOf("cpus {");
        AssertSource(rest[..memory] + rest[cpus..], buffer);

        byte[] before = [.. buffer];
        editor.DeleteAllReservations();
        editor.DeleteMemoryNodes();
        Assert.Equal(before, buffer);
    }

    [Fact]
    public void Reserved_memory_stays()
    {
        DeviceTreeEditor editor = OpenSource(
            """/dts-v1/; / { reserved-memory { memory { }; }; memory { }; ram { device_type = "memory"; }; };""",
            out byte[] buffer
        );
        editor.DeleteMemoryNodes();
        AssertSource("/ { reserved-memory { memory { }; }; };", buffer);
    }

    [Theory]
    [InlineData(1000), InlineData(1001), InlineData(131), InlineData(133), InlineData(136)]
    public void Packing_cuts_to_whole_words_inside_the_buffer(int capacity)
    {
        byte[] buffer = new byte[capacity];
        Assert.True(DeviceTreeEditor.TryCreateEmpty(buffer, out DeviceTreeEditor editor, out _));
        int size = editor.Pack();
        Assert.Equal(Math.Min(136, capacity), size);
        AssertSource("/ { #address-cells = <2>; #size-cells = <2>; };", buffer[..size]);
        Assert.Equal(NoSpace, editor.SetUInt64("/"u8, "a"u8, 0));
        Assert.Equal(None, editor.SetUInt32("/"u8, "#size-cells"u8, 1));
    }
}

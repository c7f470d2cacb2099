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
        Assert.Equal(None, editor.DeleteProperty("/b"u8, "p"u8));
        AssertSource("/ { p = [01]; q = [02]; r; a { }; b { }; };", buffer);
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
        Assert.Equal(None, editor.SetUInt64("/n"u8, "v"u8, 0x0102030405060708));
        AssertSource(
            """
            / {
                a = [01 02 03 04 05 06]; b;
                n { a = [07]; s = "text"; v = <0x01020304 0x05060708>; };
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
        Assert.Equal(new byte[editor.FreeSize], buffer[editor.UsedSize..]);
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
}

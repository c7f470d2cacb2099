using System.Buffers.Binary;
using System.Text;
using Keelson.Companions;
using Keelson.Images;
using Xunit;

namespace Keelson.Portable.Tests;

public class AddOnImageTests
{
    private const int PeOffset = 0x40,
        TableOffset = PeOffset + 24;

    /// <summary>A PE file without an optional header, as nothing of one is read.</summary>
    private static byte[] Make(params (string Name, string Contents)[] sections)
    {
        int data = TableOffset + sections.Length * 40;
        byte[] file = new byte[data + sections.Sum(section => section.Contents.Length)];
        "MZ"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(0x3c), PeOffset);
        "PE\0\0"u8.CopyTo(file.AsSpan(PeOffset));
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(PeOffset + 4), 0xaa64);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(PeOffset + 6), (ushort)sections.Length);
        for (int i = 0; i < sections.Length; i++)
        {
            Span<byte> header = file.AsSpan(TableOffset + i * 40, 40);
            Encoding.ASCII.GetBytes(sections[i].Name, header);
            BinaryPrimitives.WriteUInt32LittleEndian(header[8..], (uint)sections[i].Contents.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(header[12..], 0x1_0000);
            BinaryPrimitives.WriteUInt32LittleEndian(header[16..], (uint)sections[i].Contents.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(header[20..], (uint)data);
            data += Encoding.Latin1.GetBytes(sections[i].Contents, file.AsSpan(data));
        }

        return file;
    }

    [Fact]
    public void Sections_are_read_from_the_file()
    {
        byte[] file = Make((".cmdline", "quiet"), (".dtb", "tree"), (".initrd", "070701"), (".ucode", "no"));
        Assert.Equal(AddOnError.None, AddOnImage.TryCreate(file, default, out AddOnImage addOn));
        Assert.Equal("quiet"u8, addOn.CommandLine);
        Assert.Equal("tree"u8, addOn.DeviceTreeFor(default));
        Assert.Equal("070701"u8, addOn.Initrd);
    }

    /// <summary>Of several trees the machine's; the one for all where none of them is.</summary>
    [Theory]
    [InlineData("one,board", "one,board")]
    [InlineData("two,board", "two,board")]
    [InlineData("other,board", "for-all")]
    [InlineData("", "for-all")]
    public void A_tree_is_chosen_by_the_machine(string machine, string expected)
    {
        string one = TreeOf("one,board"),
            two = TreeOf("two,board");
        byte[] file = Make((".dtbauto", one), (".dtb", "for-all"), (".dtbauto", two), (".hwids", "ids"));
        Assert.Equal(AddOnError.None, AddOnImage.TryCreate(file, default, out AddOnImage addOn));
        ReadOnlySpan<byte> tree = addOn.DeviceTreeFor(Encoding.ASCII.GetBytes(machine));
        Assert.Equal(
            expected,
            expected == "for-all"
                ? Encoding.ASCII.GetString(tree)
                : Encoding.ASCII.GetString(AutomaticTrees.CompatibleOf(tree))
        );
        Assert.Equal("ids"u8, addOn.HardwareIds);
    }

    [Fact]
    public void A_tree_for_machines_alone_is_something_in_it()
    {
        byte[] file = Make((".dtbauto", TreeOf("one,board")));
        Assert.Equal(AddOnError.None, AddOnImage.TryCreate(file, default, out AddOnImage addOn));
        Assert.True(addOn.DeviceTreeFor("two,board"u8).IsEmpty);
        Assert.Equal(AddOnError.NothingInIt, AddOnImage.TryCreate(Make((".hwids", "ids")), default, out _));
    }

    /// <summary>The same add-on is made for each architecture by the stub that is its beginning.</summary>
    [Theory]
    [InlineData(0x8664)]
    [InlineData(0x014c)]
    [InlineData(0x01c2)]
    public void One_for_another_architecture_is_none(int machine)
    {
        byte[] file = Make((".cmdline", "quiet"));
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(PeOffset + 4), (ushort)machine);
        Assert.Equal(AddOnError.OtherArchitecture, AddOnImage.TryCreate(file, default, out _));
    }

    /// <summary>In characters that are bytes.</summary>
    private static string TreeOf(string compatible) =>
        Encoding.Latin1.GetString(Dtc.Compile($"/dts-v1/; / {{ compatible = \"{compatible}\", \"more\"; }};"));

    /// <summary>As strncmp compares, with the length of what the add-on says (systemd 257, load_addons).</summary>
    [Theory]
    [InlineData("", "6.1", AddOnError.None)]
    [InlineData("6.1.0", "6.1.0", AddOnError.None)]
    [InlineData("6.1.0", "6.1.0\0", AddOnError.None)]
    [InlineData("6.1.0\0", "6.1.0", AddOnError.None)]
    [InlineData("6.1.0\0x", "6.1.0\0y", AddOnError.None)]
    [InlineData("6.1.0", "6.1", AddOnError.None)]
    [InlineData("6.1", "6.1.0", AddOnError.OtherRelease)]
    [InlineData("6.1.0", "6.12", AddOnError.OtherRelease)]
    [InlineData("6.1.0", "6.1.0\n", AddOnError.OtherRelease)]
    public void The_release_has_to_be_that_of_the_kernel(string release, string wanted, AddOnError expected) =>
        Assert.Equal(
            expected,
            AddOnImage.TryCreate(
                Make((".cmdline", "quiet"), (".uname", wanted)),
                Encoding.ASCII.GetBytes(release),
                out _
            )
        );

    [Fact]
    public void An_add_on_without_a_release_is_for_every_kernel() =>
        Assert.Equal(AddOnError.None, AddOnImage.TryCreate(Make((".cmdline", "quiet")), "6.1"u8, out _));

    [Fact]
    public void What_is_none_is_told_by_its_rule()
    {
        Assert.Equal(AddOnError.NotPortableExecutable, AddOnImage.TryCreate(default, default, out _));
        Assert.Equal(AddOnError.NotPortableExecutable, AddOnImage.TryCreate(new byte[4096], default, out _));
        Assert.Equal(
            AddOnError.CarriesKernel,
            AddOnImage.TryCreate(Make((".cmdline", "quiet"), (".linux", "MZ")), default, out _)
        );
        Assert.Equal(AddOnError.NothingInIt, AddOnImage.TryCreate(Make((".ucode", "x")), default, out _));
        Assert.All(
            Enum.GetValues<AddOnError>().Where(error => error != AddOnError.None),
            error => Assert.NotEqual(0, error.Text().Length)
        );
    }

    /// <summary>Whatever the numbers in its headers say, nothing outside of the file is read.</summary>
    [Fact]
    public void No_header_leads_out_of_the_file()
    {
        byte[] sound = Make((".cmdline", "quiet"), (".uname", "6.1"), (".initrd", "070701"));
        for (int i = 0; i < TableOffset + 3 * 40; i++)
        {
            foreach (byte value in (byte[])[0, 1, 0x7f, 0x80, 0xff])
            {
                byte[] file = [.. sound];
                file[i] = value;
                if (AddOnImage.TryCreate(file, "6.1"u8, out AddOnImage addOn) == AddOnError.None)
                {
                    Assert.InRange(addOn.CommandLine.Length + addOn.Initrd.Length, 1, file.Length);
                }
            }
        }
    }
}

using System.Buffers.Binary;
using System.Text;
using Keelson.Images;
using Xunit;

namespace Keelson.Portable.Tests;

public class AutomaticTreesTests
{
    private const int TableOffset = 0x40 + 24;

    private static byte[] Tree(string compatible) =>
        Dtc.Compile($"/dts-v1/; / {{ first; compatible = {compatible}; child {{ compatible = \"child\"; }}; }};");

    private static byte[] Image(params (string Name, byte[] Contents)[] sections)
    {
        byte[] headers = new byte[TableOffset + sections.Length * 40];
        "MZ"u8.CopyTo(headers);
        BinaryPrimitives.WriteUInt32LittleEndian(headers.AsSpan(0x3c), 0x40);
        "PE\0\0"u8.CopyTo(headers.AsSpan(0x40));
        BinaryPrimitives.WriteUInt16LittleEndian(headers.AsSpan(0x46), (ushort)sections.Length);
        List<byte> data = [];
        for (int i = 0; i < sections.Length; i++)
        {
            Span<byte> header = headers.AsSpan(TableOffset + i * 40, 40);
            Encoding.ASCII.GetBytes(sections[i].Name, header);
            BinaryPrimitives.WriteInt32LittleEndian(header[8..], sections[i].Contents.Length);
            BinaryPrimitives.WriteInt32LittleEndian(header[16..], sections[i].Contents.Length);
            BinaryPrimitives.WriteInt32LittleEndian(header[20..], headers.Length + data.Count);
            data.AddRange(sections[i].Contents);
        }

        return [.. headers, .. data];
    }

    private static int Find(byte[] image, int index, string compatible)
    {
        Assert.True(PeImage.TryCreate(image, out PeImage headers));
        Assert.True(UnifiedImageProfile.TryFind(headers, index, out UnifiedImageProfile profile));
        return AutomaticTrees.Find(image, profile, PeLayout.File, Encoding.ASCII.GetBytes(compatible));
    }

    /// <summary>As systemd 257 matches: the first string of each, and nothing else.</summary>
    [Fact]
    public void The_first_tree_of_the_machine_is_chosen_and_a_profiles_own_before_all()
    {
        byte[] image = Image(
            (".dtb", Tree("\"a,one\"")),
            (".dtbauto", Tree("\"a,other\", \"a,one\"")),
            (".dtbauto", "no tree"u8.ToArray()),
            (".dtbauto", Tree("\"a,one\", \"a,family\"")),
            (".dtbauto", Tree("\"a,one\"")),
            (".profile", "ID=1"u8.ToArray()),
            (".dtbauto", Tree("\"a,other\"")),
            (".profile", "ID=2"u8.ToArray()),
            (".dtbauto", Tree("\"a,one\""))
        );
        Assert.Equal(3, Find(image, 0, "a,one"));
        Assert.Equal(6, Find(image, 0, "a,other"));
        Assert.Equal(3, Find(image, 1 - 1, "a,one"));
        Assert.Equal(8, Find(image, 1, "a,one"));
        Assert.Equal(1, Find(image, 1, "a,other"));
        Assert.Equal(-1, Find(image, 0, "a,family"));
        Assert.Equal(-1, Find(image, 0, "child"));
        Assert.Equal(-1, Find(image, 0, ""));
    }
}

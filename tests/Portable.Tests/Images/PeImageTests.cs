using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Keelson.Images;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>A header made by hand from the PE Format document.</summary>
public class PeImageTests
{
    private const int PeOffset = 0x80,
        OptionalHeaderSize = 0xf0,
        TableOffset = PeOffset + 24 + OptionalHeaderSize;

    private static byte[] Headers()
    {
        byte[] file = new byte[TableOffset + 3 * 40];
        "MZ"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(0x3c), PeOffset);
        "PE\0\0"u8.CopyTo(file.AsSpan(PeOffset));
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(PeOffset + 4), 0xaa64);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(PeOffset + 6), 3);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(PeOffset + 20), OptionalHeaderSize);
        Section(0, ".text", 0x1234, 0x1000, 0x6000_0020);
        Section(1, ".data", 0x567, 0x3000, 0xc000_0040);
        Section(2, ".eightby", 0x2_0000, 0x1_0000, 0x4000_0040);
        return file;

        void Section(int index, string name, uint virtualSize, uint virtualOffset, uint characteristics)
        {
            Span<byte> header = file.AsSpan(TableOffset + index * 40, 40);
            Encoding.ASCII.GetBytes(name, header);
            BinaryPrimitives.WriteUInt32LittleEndian(header[8..], virtualSize);
            BinaryPrimitives.WriteUInt32LittleEndian(header[12..], virtualOffset);
            BinaryPrimitives.WriteUInt32LittleEndian(header[36..], characteristics);
        }
    }

    [Fact]
    public void Sections_are_read_by_number_and_by_name()
    {
        Assert.True(PeImage.TryCreate(Headers(), out PeImage image));
        Assert.Equal(3, image.SectionCount);
        Assert.Equal(".text"u8, image[0].Name);
        Assert.True(image[0].IsExecutable && !image[0].IsWritable);
        Assert.True(image.TryFind(".data"u8, out PeSection data));
        Assert.Equal(
            (0x567u, 0x3000u, false, true),
            (data.VirtualSizeBytes, data.VirtualOffset, data.IsExecutable, data.IsWritable)
        );
        Assert.True(image.TryFind(".eightby"u8, out PeSection eight));
        Assert.Equal((0x2_0000u, 0x1_0000u), (eight.VirtualSizeBytes, eight.VirtualOffset));
    }

    /// <summary>What stands behind a name's zero is none of it.</summary>
    [Theory]
    [InlineData(".", false)]
    [InlineData(".dat", false)]
    [InlineData(".data", true)]
    [InlineData(".datab", false)]
    [InlineData(".text", true)]
    [InlineData(".sevens", true)]
    [InlineData(".seven", false)]
    [InlineData(".sevenst", false)]
    [InlineData("", false)]
    public void A_section_has_its_whole_name_and_no_other(string name, bool isThere)
    {
        byte[] file = Headers();
        ".data\0x"u8.CopyTo(file.AsSpan(TableOffset + 40));
        ".sevens\0"u8.CopyTo(file.AsSpan(TableOffset + 80));
        Assert.True(PeImage.TryCreate(file, out PeImage image));
        Assert.Equal(isThere, image.TryFind(Encoding.ASCII.GetBytes(name), out PeSection section));
        Assert.True(!isThere || section.Name.SequenceEqual(Encoding.ASCII.GetBytes(name)));
    }

    /// <summary>The base of a loaded image may differ, place and checksum of a signature, and the rest.</summary>
    [Fact]
    public void A_copy_is_told_from_another_build()
    {
        byte[] one = Headers(),
            signed = [.. one, .. new byte[512]],
            later = Headers(),
            larger = Headers();
        signed[PeOffset + 24 + 24] = 0x80; // ImageBase
        signed[PeOffset + 24 + 64] = 1; // CheckSum
        signed[PeOffset + 24 + 144] = 1; // certificate table
        later[PeOffset + 8] = 1;
        larger[TableOffset + 8]++;
        Assert.True(PeImage.AreOfOneBuild(one, one));
        Assert.True(PeImage.AreOfOneBuild(one, signed));
        Assert.False(PeImage.AreOfOneBuild(one, later));
        Assert.False(PeImage.AreOfOneBuild(one, larger));
        Assert.False(PeImage.AreOfOneBuild(one, default));
        Assert.False(PeImage.AreOfOneBuild(one[..(TableOffset + 40)], one));
    }

    [Fact]
    public void Section_names_match_as_a_whole()
    {
        Assert.True(PeImage.TryCreate(Headers(), out PeImage image));
        Assert.False(image.TryFind(".tex"u8, out _));
        Assert.False(image.TryFind(".text\0"u8, out _));
        Assert.False(image.TryFind(".eightbyt"u8, out _));
        Assert.False(image.TryFind(""u8, out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(0x3d)]
    [InlineData(0x3f)]
    [InlineData(PeOffset)]
    [InlineData(PeOffset + 3)]
    [InlineData(PeOffset + 7)]
    [InlineData(PeOffset + 21)]
    public void A_byte_that_matters_is_looked_at(int offset)
    {
        byte[] file = Headers();
        file[offset] ^= 0xff;
        Assert.False(PeImage.TryCreate(file, out _));
    }

    [Fact]
    public void Headers_cut_short_anywhere_are_refused()
    {
        byte[] file = Headers();
        for (int length = 0; length < file.Length; length++)
        {
            Assert.False(PeImage.TryCreate(file.AsSpan(0, length), out _));
        }
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(0x8000_0000u)]
    [InlineData(0x7fff_ffffu)]
    public void A_header_far_outside_is_refused(uint peOffset) =>
        Assert.False(PeImage.TryCreate(Headers(), peOffset, out _));

    [Fact]
    public void Nothing_is_read_out_of_bounds_whatever_the_bytes() =>
        Gen.Select(Gen.Int[0, TableOffset + 119], Gen.Byte)
            .Array[1, 12]
            .Sample(
                edits =>
                {
                    byte[] file = Headers();
                    foreach ((int offset, byte value) in edits)
                    {
                        file[offset] = value;
                    }

                    if (PeImage.TryCreate(file, out PeImage image))
                    {
                        for (int i = 0; i < image.SectionCount; i++)
                        {
                            Assert.True(image[i].Name.Length <= 8);
                        }

                        image.TryFind(".data"u8, out _);
                    }
                },
                iter: 500
            );
}

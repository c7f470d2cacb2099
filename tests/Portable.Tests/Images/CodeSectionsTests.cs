using System.Buffers.Binary;
using System.Globalization;
using Keelson.Addresses;
using Keelson.Images;
using Xunit;

namespace Keelson.Portable.Tests;

public class CodeSectionsTests
{
    private const int PeOffset = 0x40,
        TableOffset = PeOffset + 24;
    private const uint Code = 0x6000_0020,
        WritableCode = 0xe000_0020,
        Data = 0xc000_0040,
        Constants = 0x4000_0040;

    [Theory]
    [InlineData(Code, 0x1000, 0x3000, "1000-4000")]
    [InlineData(WritableCode, 0x1000, 0x3000, "")]
    [InlineData(Data, 0x1000, 0x3000, "")]
    [InlineData(Constants, 0x1000, 0x3000, "")]
    // Whole pages alone: what shares one with something else keeps what that needs.
    [InlineData(Code, 0x1200, 0x3000, "2000-4000")]
    [InlineData(Code, 0x1000, 0x2fff, "1000-3000")]
    [InlineData(Code, 0x1200, 0xd00, "")]
    // Nothing beyond what is the kernel's.
    [InlineData(Code, 0xf000, 0x3000, "f000-10000")]
    [InlineData(Code, 0x1_0000, 0x3000, "")]
    [InlineData(Code, 0xffff_f000, 0xffff_f000, "")]
    [InlineData(Code, 0, 0xffff_f000, "0-10000")]
    public void Pages_that_are_run_and_not_written(uint flags, uint offset, uint size, string expected) =>
        Assert.Equal(expected, Found(Image((flags, offset, size))));

    [Fact]
    public void Each_section_counts_and_an_Image_without_a_table_has_none()
    {
        Assert.Equal(
            "1000-2000 4000-6000",
            Found(Image((Code, 0x1000, 0x1000), (Data, 0x2000, 0x2000), (Code, 0x4000, 0x2000)))
        );
        byte[] bare = Image((Code, 0x1000, 0x1000));
        bare[PeOffset] = 0;
        Assert.Equal("", Found(bare));
        Assert.Equal("", Found([]));
    }

    private static string Found(byte[] file)
    {
        const ulong Start = 0x4020_0000;
        List<string> found = [];
        CodeSections sections = new(file, PhysicalRange.FromSize(new PhysicalAddress(Start), 0x1_0000));
        while (sections.TryNext(out PhysicalRange code))
        {
            found.Add(
                string.Create(CultureInfo.InvariantCulture, $"{code.Start.Value - Start:x}-{code.End.Value - Start:x}")
            );
        }
        return string.Join(' ', found);
    }

    private static byte[] Image(params (uint Flags, uint Offset, uint Size)[] sections)
    {
        byte[] file = new byte[0x200];
        "MZ"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(60), PeOffset);
        "PE\0\0"u8.CopyTo(file.AsSpan(PeOffset));
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(PeOffset + 6), (ushort)sections.Length);
        for (int i = 0; i < sections.Length; i++)
        {
            Span<byte> header = file.AsSpan(TableOffset + i * PeSection.SizeBytes);
            BinaryPrimitives.WriteUInt32LittleEndian(header[8..], sections[i].Size);
            BinaryPrimitives.WriteUInt32LittleEndian(header[12..], sections[i].Offset);
            BinaryPrimitives.WriteUInt32LittleEndian(header[36..], sections[i].Flags);
        }
        return file;
    }
}

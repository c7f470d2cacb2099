using System.Buffers.Binary;
using System.Text;
using Keelson.Images;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>
/// An Image that is a PE file too, whose section table tells what the 64 bytes cannot: that the file was cut.
/// </summary>
public class Arm64ImageSectionTests
{
    private const int PeOffset = 0x40,
        OptionalHeaderSize = 0xf0,
        TableOffset = PeOffset + 24 + OptionalHeaderSize;
    private const int TextEnd = 0x1200,
        DataEnd = 0x1800,
        TableEnd = TableOffset + 4 * 40;

    private static byte[] Image()
    {
        byte[] file = new byte[DataEnd];
        "MZ"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(16), 0x1_0000);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(24), 0b1010);
        "ARM\x64"u8.CopyTo(file.AsSpan(56));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(60), PeOffset);
        "PE\0\0"u8.CopyTo(file.AsSpan(PeOffset));
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(PeOffset + 6), 4);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(PeOffset + 20), OptionalHeaderSize);
        Section(0, ".text", 0x1000, TextEnd - 0x1000, 0x1000, 0x6000_0020);
        // Less in the file than in memory, as a section with a BSS; more, as one padded to the file's alignment.
        Section(1, ".data", 0x1400, DataEnd - 0x1400, 0x8000, 0xc000_0040);
        Section(2, ".rodata", 0x1200, 0x4000, 0x100, 0x4000_0040);
        Section(3, ".reloc", 0x9000, 0x1000, 0x1000, 0x4200_0040);
        return file;

        void Section(int index, string name, uint offset, uint fileSize, uint virtualSize, uint characteristics)
        {
            Span<byte> header = file.AsSpan(TableOffset + index * 40, 40);
            Encoding.ASCII.GetBytes(name, header);
            BinaryPrimitives.WriteUInt32LittleEndian(header[8..], virtualSize);
            BinaryPrimitives.WriteUInt32LittleEndian(header[12..], offset);
            BinaryPrimitives.WriteUInt32LittleEndian(header[16..], fileSize);
            BinaryPrimitives.WriteUInt32LittleEndian(header[36..], characteristics);
        }
    }

    [Fact]
    public void Every_truncation_is_detected()
    {
        byte[] file = Image();
        Assert.Equal(Arm64ImageError.None, Arm64Image.TryParse(file, out _));
        for (int length = Arm64Image.HeaderSizeBytes; length < DataEnd; length++)
        {
            Assert.True(
                Arm64Image.TryParse(file.AsSpan(0, length), out Arm64Image image) == Arm64ImageError.FileTooShort,
                $"{length} bytes"
            );
        }
    }

    [Fact]
    public void Image_without_a_PE_header_is_accepted()
    {
        foreach (uint offset in (uint[])[0, 1, 63])
        {
            byte[] file = Image();
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(60), offset);
            Assert.Equal(Arm64ImageError.None, Arm64Image.TryParse(file.AsSpan(0, 64), out _));
        }
        byte[] other = Image();
        other[PeOffset] = (byte)'Q';
        Assert.Equal(Arm64ImageError.None, Arm64Image.TryParse(other.AsSpan(0, TableEnd), out _));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void A_section_of_nothing_or_of_zeroes_alone_needs_no_file(int field)
    {
        byte[] file = Image();
        for (int i = 0; i < 3; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(TableOffset + i * 40 + field), 0);
        }

        Assert.Equal(Arm64ImageError.None, Arm64Image.TryParse(file.AsSpan(0, TableEnd), out _));
    }

    /// <summary>A <c>.sbat</c> that somebody gave a kernel: its contents lie behind the kernel's in the file.</summary>
    [Theory]
    [InlineData(0x1_0000, Arm64ImageError.None)]
    [InlineData(0xf000, Arm64ImageError.FileTooShort)]
    public void A_section_behind_image_size_is_no_part_of_the_kernel(uint offset, Arm64ImageError error)
    {
        byte[] file = Image();
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(TableOffset + 12), offset);
        Assert.Equal(error, Arm64Image.TryParse(file, out _));
    }

    [Fact]
    public void Offsets_at_the_end_of_32_bits_do_not_wrap()
    {
        byte[] file = Image();
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(16), ulong.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(TableOffset + 12), uint.MaxValue);
        Assert.Equal(Arm64ImageError.FileTooShort, Arm64Image.TryParse(file, out _));
        file = Image();
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(60), uint.MaxValue);
        Assert.Equal(Arm64ImageError.FileTooShort, Arm64Image.TryParse(file, out _));
    }
}

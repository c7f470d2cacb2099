using System.Buffers.Binary;
using System.Text;
using Keelson.Images;
using Keelson.Paging;
using Xunit;

namespace Keelson.Portable.Tests;

public class Arm64ImageTests
{
    /// <summary>
    /// A file of 128 bytes that needs 1 MB, 4 KB pages, anywhere: laid out by Documentation/arch/arm64/booting.rst.
    /// </summary>
    private static byte[] Image()
    {
        byte[] file = new byte[128];
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(8), 0x8_0000);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(16), 0x10_0000);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(24), 0b1010);
        "ARM\x64"u8.CopyTo(file.AsSpan(56));
        return file;
    }

    private static Arm64ImageError Parse(Action<byte[]> damage, out Arm64Image image)
    {
        byte[] file = Image();
        damage(file);
        return Arm64Image.TryParse(file, out image);
    }

    [Fact]
    public void A_valid_header_is_accepted()
    {
        Assert.Equal(Arm64ImageError.None, Parse(_ => { }, out Arm64Image image));
        Assert.Equal((0x8_0000ul, 0x10_0000ul, 0b1010ul), (image.TextOffset, image.ImageSizeBytes, image.Flags));
        Assert.Equal((Granule.Size4K, 4, true), (image.Granule, image.PageSizeKilobytes, image.MayBeAnywhere));
    }

    [Theory]
    [InlineData(0b0000, 4, false)]
    [InlineData(0b0010, 4, false)]
    [InlineData(0b0100, 16, false)]
    [InlineData(0b1110, 64, true)]
    public void The_flags_give_page_size_and_placement(byte flags, int kilobytes, bool anywhere)
    {
        Assert.Equal(Arm64ImageError.None, Parse(file => file[24] = flags, out Arm64Image image));
        Assert.Equal((kilobytes, anywhere), (image.PageSizeKilobytes, image.MayBeAnywhere));
    }

    [Fact]
    public void Image_with_any_wrong_magic_byte_is_refused()
    {
        for (int i = 56; i < 60; i++)
        {
            Assert.Equal(Arm64ImageError.BadMagic, Parse(file => file[i] ^= 0x20, out _));
        }
    }

    [Fact]
    public void Big_endian_is_refused() =>
        Assert.Equal(Arm64ImageError.BigEndian, Parse(file => file[24] = 0b1011, out _));

    /// <summary>A file may be longer than its kernel: signed, padded, with a device tree behind it.</summary>
    [Theory]
    [InlineData(0ul, Arm64ImageError.NoImageSize, 0ul)]
    [InlineData(127ul, Arm64ImageError.None, 128ul)]
    [InlineData(128ul, Arm64ImageError.None, 128ul)]
    [InlineData(ulong.MaxValue, Arm64ImageError.None, ulong.MaxValue)]
    public void The_image_covers_at_least_its_file(ulong imageSize, Arm64ImageError expected, ulong needed)
    {
        Assert.Equal(
            expected,
            Parse(file => BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(16), imageSize), out Arm64Image image)
        );
        Assert.Equal(needed, image.ImageSizeBytes);
    }

    [Fact]
    public void Image_shorter_than_its_header_is_truncated()
    {
        for (int length = 0; length < 64; length++)
        {
            Assert.Equal(Arm64ImageError.Truncated, Arm64Image.TryParse(Image().AsSpan(0, length), out _));
        }

        Assert.Equal(Arm64ImageError.None, Arm64Image.TryParse(Image().AsSpan(0, 64), out _));
    }

    [Fact]
    public void Each_error_has_a_text_of_its_own()
    {
        var texts = Enum.GetValues<Arm64ImageError>().Select(error => Encoding.ASCII.GetString(error.Text())).ToList();
        Assert.Equal(texts.Count, texts.Distinct().Count());
    }
}

using System.Buffers.Binary;
using CsCheck;
using Keelson.Images;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>Files that people name as a kernel, and what they are told.</summary>
public class ForeignImageTests
{
    private static byte[] File(int length, params byte[] start)
    {
        byte[] file = new byte[length];
        // No value that means anything, wherever it is read.
        file.AsSpan().Fill(0xee);
        start.CopyTo(file, 0);
        return file;
    }

    private static byte[] Pe(ushort machine, int offset, int length)
    {
        byte[] file = File(length, (byte)'M', (byte)'Z');
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(60), offset);
        byte[] header = [(byte)'P', (byte)'E', 0, 0, (byte)machine, (byte)(machine >> 8)];
        for (int i = 0; i < header.Length && offset + i < length; i++)
        {
            file[offset + i] = header[i];
        }

        return file;
    }

    private static Arm64ImageError Parse(byte[] file) => Arm64Image.TryParse(file, out _);

    [Theory]
    [InlineData("gzip", new byte[] { 0x1f, 0x8b, 8 }, Arm64ImageError.Compressed)]
    [InlineData("Zstandard", new byte[] { 0x28, 0xb5, 0x2f, 0xfd }, Arm64ImageError.Compressed)]
    [InlineData("LZ4, legacy frame", new byte[] { 0x02, 0x21, 0x4c, 0x18 }, Arm64ImageError.Compressed)]
    [InlineData("XZ", new byte[] { 0xfd, 0x37, 0x7a, 0x58, 0x5a, 0 }, Arm64ImageError.Compressed)]
    [InlineData("bzip2", new byte[] { 0x42, 0x5a, 0x68, 0x39 }, Arm64ImageError.Compressed)]
    [InlineData(
        "zboot",
        new byte[] { 0x4d, 0x5a, 0, 0, 0x7a, 0x69, 0x6d, 0x67, 0x67, 0x7a, 0x69, 0x70 },
        Arm64ImageError.Compressed
    )]
    [InlineData("ELF", new byte[] { 0x7f, 0x45, 0x4c, 0x46 }, Arm64ImageError.BadMagic)]
    [InlineData("a script", new byte[] { 0x23, 0x21, 0x2f, 0x62 }, Arm64ImageError.BadMagic)]
    [InlineData("zimg without MZ", new byte[] { 0, 0, 0, 0, 0x7a, 0x69, 0x6d, 0x67 }, Arm64ImageError.BadMagic)]
    [InlineData("nearly Zstandard", new byte[] { 0x28, 0xb5, 0x2f, 0xfc }, Arm64ImageError.BadMagic)]
    [InlineData("nearly bzip2", new byte[] { 0x42, 0x5a, 0x69, 0x39 }, Arm64ImageError.BadMagic)]
    public void A_format_is_known_by_its_first_bytes(string format, byte[] start, Arm64ImageError expected)
    {
        Assert.True(Parse(File(64, start)) == expected, format);
        Assert.True(Parse(File(4096, start)) == expected, format);
    }

    [Theory]
    [InlineData(0x8664, 64, 4096, Arm64ImageError.OtherArchitecture)]
    [InlineData(0x014c, 0x80, 4096, Arm64ImageError.OtherArchitecture)]
    [InlineData(0x01c2, 0x80, 4096, Arm64ImageError.OtherArchitecture)]
    [InlineData(0xaa64, 64, 4096, Arm64ImageError.BadMagic)]
    // The last place where Machine can be read, and the first where it cannot.
    [InlineData(0x8664, 506, 512, Arm64ImageError.OtherArchitecture)]
    [InlineData(0x8664, 507, 512, Arm64ImageError.BadMagic)]
    [InlineData(0x8664, 511, 512, Arm64ImageError.BadMagic)]
    [InlineData(0x8664, 0x1000, 512, Arm64ImageError.BadMagic)]
    [InlineData(0x8664, int.MaxValue, 512, Arm64ImageError.BadMagic)]
    [InlineData(0x8664, -1, 512, Arm64ImageError.BadMagic)]
    [InlineData(0x8664, -6, 512, Arm64ImageError.BadMagic)]
    public void A_program_for_another_processor_is_told_from_one_that_is_no_kernel(
        int machine,
        int offset,
        int length,
        Arm64ImageError expected
    ) =>
        Assert.Equal(
            expected,
            Parse(
                Pe((ushort)machine, offset < 0 ? length : offset, length) is var file && offset < 0
                    ? WithOffset(file, offset)
                    : file
            )
        );

    [Theory]
    [InlineData(0xaa64, 0x80, 512, true)]
    [InlineData(0xaa64, 506, 512, true)]
    [InlineData(0xaa64, 507, 512, false)]
    [InlineData(0x8664, 0x80, 512, false)]
    [InlineData(0xaa64, 60, 63, false)]
    public void A_program_of_arm64_can_be_started(int machine, int offset, int length, bool expected)
    {
        byte[] file = File(length, (byte)'M', (byte)'Z');
        Assert.Equal(expected, ForeignImage.IsProgram(length < 64 ? file : Pe((ushort)machine, offset, length)));
        Assert.False(ForeignImage.IsProgram(File(512, (byte)'P', (byte)'E')));
    }

    private static byte[] WithOffset(byte[] file, int offset)
    {
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(60), offset);
        return file;
    }

    /// <summary>An arm64 Image that starts with MZ is one all the same.</summary>
    [Fact]
    public void The_magic_goes_before_everything_else()
    {
        byte[] file = Pe(0x8664, 64, 4096);
        "zimg"u8.CopyTo(file.AsSpan(4));
        "ARM\x64"u8.CopyTo(file.AsSpan(56));
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(16), 4096);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(24), 0b1010);
        Assert.Equal(Arm64ImageError.None, Arm64Image.TryParseHeader(file, 4096, out _));
    }

    /// <summary>Every access is checked on the host, so an exception is a read out of bounds on the machine.</summary>
    [Fact]
    public void Recognize_reads_the_first_64_bytes_only() =>
        Gen.Select(Gen.Byte.Array[0, 80], Gen.Int, Gen.Bool)
            .Sample(
                (head, offset, isDos) =>
                {
                    if (isDos && head.Length >= 64)
                    {
                        "MZ"u8.CopyTo(head);
                        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(60), offset % 100);
                    }
                    Assert.NotEqual(Arm64ImageError.None, Arm64Image.TryParseHeader(head, 1 << 20, out _));
                },
                iter: 10_000
            );
}

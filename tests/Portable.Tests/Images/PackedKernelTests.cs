using System.Buffers.Binary;
using Keelson.Compression;
using Keelson.Images;
using Keelson.Paging;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>Image.gz, Image.zst and EFI zboot through the loader.</summary>
public class PackedKernelTests
{
    private const ulong ImageSize = 0x8_0000;

    private static byte[] Image(ulong imageSize = ImageSize, byte flags = 0b1010)
    {
        byte[] file = Packed.Words(new Random(4), 0x3_0000);
        file.AsSpan(0, 64).Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(8), 0x1000);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(16), imageSize);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(24), flags);
        "ARM\x64"u8.CopyTo(file.AsSpan(56));
        return file;
    }

    private static KernelLoadError Load(SimulatedFirmware firmware, BytesSource source, out KernelLoader loader) =>
        Load<AllDecompressors>(firmware, source, out loader);

    private static KernelLoadError Load<TDecompressors>(
        SimulatedFirmware firmware,
        BytesSource source,
        out KernelLoader loader
    )
        where TDecompressors : struct, IDecompressors
    {
        var services = new SimulatedServices(firmware);
        loader = default;
        return loader.Load<SimulatedServices, BytesSource, TDecompressors>(
            services,
            ref source,
            new MemoryModelFeatures(0)
        );
    }

    /// <summary>Refused, with nothing kept of the firmware's memory.</summary>
    private static KernelLoader AssertRefused(KernelLoadError expected, byte[] file)
    {
        var firmware = new SimulatedFirmware();
        Assert.Equal(expected, Load(firmware, new BytesSource(file), out KernelLoader loader));
        Assert.Equal(0, firmware.OwnedPageCount);
        return loader;
    }

    private static byte[] Pack(string format, byte[] image) =>
        format switch
        {
            "Image.gz" => Packed.Gzip(image),
            "Image.zst" => Packed.Zstandard(image),
            "zboot gzip" => ZbootImage.Make("gzip", Packed.Gzip(ZbootImage.Pad(image)), (int)ImageSize),
            "zboot zstd" => ZbootImage.Make("zstd", Packed.Zstandard(ZbootImage.Pad(image)), (int)ImageSize),
            _ => ZbootImage.Make("zstd22", Packed.Zstandard(ZbootImage.Pad(image), 22), (int)ImageSize),
        };

    [Theory]
    [InlineData("Image.gz")]
    [InlineData("Image.zst")]
    [InlineData("zboot gzip")]
    [InlineData("zboot zstd")]
    [InlineData("zboot zstd22")]
    public void Is_unpacked_to_where_it_runs_and_nothing_else_is_kept(string format)
    {
        byte[] image = Image();
        var firmware = new SimulatedFirmware();
        KernelLoadError error = Load(firmware, new BytesSource(Pack(format, image)), out KernelLoader loader);
        Assert.Equal(KernelLoadError.None, error);
        Assert.Equal(0ul, loader.Memory.Start.Value % 0x20_0000);
        Assert.Equal(loader.Memory.Start.Value + 0x1000, loader.Entry.Value);
        Assert.Equal(ImageSize + 0x1000, loader.Memory.SizeBytes);
        byte[] expected = format.StartsWith("zboot", StringComparison.Ordinal) ? ZbootImage.Pad(image) : image;
        Assert.Equal((ulong)expected.Length, loader.File.SizeBytes);
        Assert.True(firmware.Memory(loader.File).SequenceEqual(expected));
        Assert.Equal((ImageSize + 0x1000 + 0xffff) / 0x1_0000 * 0x10, (ulong)firmware.OwnedPageCount);
        Assert.False(loader.IsInPlace);
    }

    [Fact]
    public void A_product_that_does_not_unpack_says_so()
    {
        var source = new BytesSource(Pack("zboot zstd", Image()));
        var firmware = new SimulatedFirmware();
        Assert.Equal(KernelLoadError.BadHeader, Load<NoDecompressor>(firmware, source, out KernelLoader loader));
        Assert.Equal(Arm64ImageError.Compressed, loader.HeaderError);
        Assert.True(loader.StartsItself);
    }

    /// <summary>Its own stub would only run into what it unpacks.</summary>
    [Fact]
    public void What_unpacks_to_something_packed_does_not_start_itself()
    {
        var firmware = new SimulatedFirmware();
        var source = new BytesSource(Pack("zboot gzip", Pack("Image.gz", Image())));
        Assert.Equal(KernelLoadError.BadHeader, Load<AllDecompressors>(firmware, source, out KernelLoader loader));
        Assert.Equal(Arm64ImageError.Compressed, loader.HeaderError);
        Assert.False(loader.StartsItself);
    }

    [Theory]
    [InlineData("zboot zstd", true)]
    [InlineData("Image.zst", false)]
    public void A_product_with_gzip_alone_names_another_method(string format, bool isZboot)
    {
        var firmware = new SimulatedFirmware();
        var source = new BytesSource(Pack(format, Image()));
        Assert.Equal(KernelLoadError.BadPacking, Load<GzipDecompressor>(firmware, source, out KernelLoader loader));
        Assert.Equal(CompressionError.UnsupportedMethod, loader.PackingError);
        Assert.Equal(CompressionMethod.Zstandard, loader.Method);
        Assert.Equal(isZboot, loader.StartsItself);
        Assert.Equal(0, firmware.OwnedPageCount);
    }

    [Theory]
    [InlineData("Image.gz")]
    [InlineData("zboot gzip")]
    public void A_product_with_gzip_alone_unpacks_that(string format)
    {
        var firmware = new SimulatedFirmware();
        var source = new BytesSource(Pack(format, Image()));
        Assert.Equal(KernelLoadError.None, Load<GzipDecompressor>(firmware, source, out KernelLoader loader));
        Assert.Equal(CompressionMethod.Gzip, loader.Method);
    }

    /// <summary>The firmware has an opinion of the file that it sees, and no byte is unpacked before.</summary>
    [Fact]
    public void Is_verified_as_it_is_packed()
    {
        byte[] file = Pack("zboot zstd", Image());
        byte[]? verified = null;
        var source = new BytesSource(file)
        {
            OnVerify = bytes =>
            {
                verified = bytes;
                return EfiStatus.SecurityViolation;
            },
        };
        var firmware = new SimulatedFirmware();
        Assert.Equal(KernelLoadError.Unverified, Load(firmware, source, out KernelLoader loader));
        Assert.Equal(file, verified);
        Assert.Equal(EfiStatus.SecurityViolation, loader.FirmwareStatus);
        Assert.Equal(CompressionMethod.None, loader.Method);
        Assert.Equal(0, firmware.OwnedPageCount);
    }

    [Theory]
    [InlineData("lz4", CompressionMethod.Lz4)]
    [InlineData("xzkern", CompressionMethod.Xz)]
    [InlineData("lzma", CompressionMethod.Lzma)]
    [InlineData("lzo", CompressionMethod.Lzo)]
    [InlineData("middle-out", CompressionMethod.Other)]
    public void Another_method_is_named(string name, CompressionMethod method)
    {
        KernelLoader loader = AssertRefused(
            KernelLoadError.BadPacking,
            ZbootImage.Make(name, new byte[100], (int)ImageSize)
        );
        Assert.Equal(CompressionError.UnsupportedMethod, loader.PackingError);
        Assert.Equal(method, loader.Method);
    }

    /// <summary>
    /// Where another stub may unpack it the firmware reads, verifies and measures it for that one: here no byte behind
    /// its head is asked for.
    /// </summary>
    [Fact]
    public void What_is_not_unpacked_here_is_neither_read_nor_verified()
    {
        var source = new BytesSource(Pack("zboot zstd", Image()))
        {
            BadFrom = 512,
            OnVerify = _ => throw new InvalidOperationException(),
        };
        var firmware = new SimulatedFirmware();
        Assert.Equal(KernelLoadError.BadPacking, Load<GzipDecompressor>(firmware, source, out KernelLoader loader));
        Assert.Equal((CompressionMethod.Zstandard, true), (loader.Method, loader.StartsItself));
        Assert.Equal(0, firmware.OwnedPageCount);
    }

    [Theory]
    [InlineData("Image.gz")]
    [InlineData("zboot zstd")]
    public void A_cut_file_is_refused(string format)
    {
        byte[] file = Pack(format, Image());
        foreach (int length in new[] { 100, 0x1003, file.Length / 2, file.Length - 20 })
        {
            KernelLoader loader = AssertRefused(KernelLoadError.BadPacking, file[..length]);
            Assert.Equal(CompressionError.Truncated, loader.PackingError);
        }
    }

    /// <summary>Offset and size up to their last value, one at a time.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(12)]
    public void A_payload_outside_of_the_file_is_refused(int field)
    {
        byte[] file = Pack("zboot gzip", Image());
        foreach (uint value in new[] { uint.MaxValue, (uint)int.MaxValue, (uint)file.Length, 3u })
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(field), value);
            AssertRefused(KernelLoadError.BadPacking, file);
        }
    }

    [Fact]
    public void The_size_that_zboot_says_must_be_that_of_the_content()
    {
        byte[] packed = Packed.Zstandard(Image(), hasSize: false);
        KernelLoader loader = AssertRefused(
            KernelLoadError.BadPacking,
            ZbootImage.Make("zstd", packed, (int)ImageSize)
        );
        Assert.Equal(CompressionError.WrongSize, loader.PackingError);
    }

    /// <summary>As a kernel that is not packed may be: padded, or with a signature behind it.</summary>
    [Theory]
    [InlineData("Image.gz", 0x2_0000, 0x4_0000)]
    [InlineData("Image.zst", 0x2_0000, 0x4_0000)]
    [InlineData("Image.gz", 0xc000, 0x3_0000)]
    public void Content_longer_than_its_image_size_gets_the_room_that_it_takes(
        string format,
        ulong imageSize,
        ulong roomBytes
    )
    {
        byte[] image = Image(imageSize);
        var firmware = new SimulatedFirmware();
        Assert.Equal(
            KernelLoadError.None,
            Load(firmware, new BytesSource(Pack(format, image)), out KernelLoader loader)
        );
        Assert.True(firmware.Memory(loader.File).SequenceEqual(image));
        Assert.Equal(roomBytes + 0x1000, loader.Memory.SizeBytes);
        Assert.Equal((roomBytes + 0x1000 + 0xffff) / 0x1_0000 * 0x10, (ulong)firmware.OwnedPageCount);
    }

    [Fact]
    public void Content_longer_than_all_memory_is_refused()
    {
        byte[] image = new byte[2 * SimulatedFirmware.RamSizeBytes];
        Image(0x1_0000).CopyTo(image, 0);
        AssertRefused(KernelLoadError.OutOfMemory, Packed.Gzip(image));
    }

    [Fact]
    public void Content_that_is_no_kernel_is_refused_for_what_it_is()
    {
        Assert.Equal(
            Arm64ImageError.BadMagic,
            AssertRefused(KernelLoadError.BadHeader, Packed.Gzip(new byte[1000])).HeaderError
        );
        Assert.Equal(
            Arm64ImageError.Truncated,
            AssertRefused(KernelLoadError.BadHeader, Packed.Zstandard([1, 2, 3])).HeaderError
        );
        Assert.Equal(
            Arm64ImageError.Compressed,
            AssertRefused(KernelLoadError.BadHeader, Packed.Gzip(Pack("zboot zstd", Image()))).HeaderError
        );
        // 16 KB pages, which this processor does not have.
        AssertRefused(KernelLoadError.UnsupportedPageSize, Packed.Gzip(Image(flags: 0b1100)));
    }

    [Fact]
    public void Damage_is_found_by_the_checksum()
    {
        foreach (string format in new[] { "Image.gz", "zboot zstd" })
        {
            byte[] file = Pack(format, Image());
            for (int at = 0x1800; at < file.Length - 14; at += 997)
            {
                file[at] ^= 0x10;
                AssertRefused(KernelLoadError.BadPacking, file);
                file[at] ^= 0x10;
            }
        }
    }
}

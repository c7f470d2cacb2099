using System.Buffers.Binary;
using CsCheck;
using Keelson.Addresses;
using Keelson.Compression;
using Keelson.Images;
using Keelson.Paging;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>"text_offset bytes from a 2MB aligned base address anywhere in usable system RAM" (booting.rst).</summary>
public class KernelLoaderTests
{
    /// <summary>4 KB and 64 KB: both fields say so with zero, the one of 16 KB says "not" with it.</summary>
    private static readonly MemoryModelFeatures s_processor = new(0);

    private static byte[] Image(ulong textOffset, ulong imageSize, int fileSize, byte flags = 0b1010)
    {
        byte[] file = new byte[fileSize];
        for (int i = 0; i < fileSize; i++)
        {
            file[i] = (byte)(i * 13 + 5);
        }

        file.AsSpan(60, 4).Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(8), textOffset);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(16), imageSize);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(24), flags);
        "ARM\x64"u8.CopyTo(file.AsSpan(56));
        return file;
    }

    private static KernelLoadError Load(
        SimulatedFirmware firmware,
        byte[] file,
        out KernelLoader loader,
        MemoryModelFeatures? processor = null
    )
    {
        var services = new SimulatedServices(firmware);
        loader = default;
        var source = new BytesSource(file);
        return loader.Load<SimulatedServices, BytesSource, AllDecompressors>(
            services,
            ref source,
            processor ?? s_processor
        );
    }

    private static void AssertPlaced(
        SimulatedFirmware firmware,
        KernelLoader loader,
        byte[] file,
        ulong textOffset,
        ulong imageSize
    )
    {
        Assert.Equal(0ul, loader.Memory.Start.Value % 0x20_0000);
        Assert.Equal(loader.Memory.Start.Value + textOffset, loader.Entry.Value);
        Assert.Equal(textOffset + imageSize, loader.Memory.SizeBytes);
        Assert.Contains(
            firmware.Map.Entries,
            entry =>
                entry.Type == MemoryType.LoaderCode
                && entry.Start <= loader.Memory.Start.Value
                && loader.Memory.End.Value <= entry.End
        );
        Assert.Equal(file, firmware.Memory(PhysicalRange.FromSize(loader.Entry, (ulong)file.Length)).ToArray());
        // Nothing is kept but the image, rounded to what any granule can map.
        Assert.Equal((textOffset + imageSize + 0xffff) / 0x1_0000 * 0x10, (ulong)firmware.OwnedPageCount);
    }

    [Fact]
    public void Kernel_of_any_size_loads_aligned_in_any_memory() =>
        Gen.Select(
                Gen.OneOf<ulong>(0x4000_0000, 0x4000_3000, 0x401f_0000, 0x8_0000_0000, 0),
                Gen.OneOf<ulong>(0, 0x1000, 0x8_0000, 0x12_3000),
                Gen.Int[64, 0x4_0000],
                Gen.ULong[0, 0x4_0000]
            )
            .Sample(
                (ramStart, textOffset, fileSize, bss) =>
                {
                    var firmware = new SimulatedFirmware(ramStart);
                    byte[] file = Image(textOffset, (ulong)fileSize + bss, fileSize);
                    Assert.Equal(KernelLoadError.None, Load(firmware, file, out KernelLoader loader));
                    AssertPlaced(firmware, loader, file, textOffset, (ulong)fileSize + bss);
                    var services = new SimulatedServices(firmware);
                    loader.Release(services);
                    Assert.Equal(0, firmware.OwnedPageCount);
                    Assert.True(loader.Memory.IsEmpty);
                    // Again is nothing: the simulated firmware throws for pages that nobody owns.
                    loader.Release(services);
                },
                iter: 100
            );

    [Theory]
    [InlineData(0b0010, 0ul, KernelLoadError.None)]
    [InlineData(0b0010, 0xf000_0000ul, KernelLoadError.UnsupportedPageSize)]
    [InlineData(0b0000, 0ul, KernelLoadError.None)]
    [InlineData(0b0100, 0ul, KernelLoadError.UnsupportedPageSize)]
    [InlineData(0b0100, 0x10_0000ul, KernelLoadError.None)]
    [InlineData(0b0110, 0ul, KernelLoadError.None)]
    [InlineData(0b0110, 0x0f00_0000ul, KernelLoadError.UnsupportedPageSize)]
    public void A_granule_that_the_processor_lacks_is_refused_before_anything_is_taken(
        byte flags,
        ulong features,
        KernelLoadError expected
    )
    {
        var firmware = new SimulatedFirmware();
        Assert.Equal(
            expected,
            Load(firmware, Image(0, 0x1000, 0x100, flags), out KernelLoader loader, new MemoryModelFeatures(features))
        );
        Assert.Equal(expected == KernelLoadError.None, firmware.Calls.Count != 0);
        Assert.Equal(expected != KernelLoadError.None, loader.Memory.IsEmpty);
    }

    [Fact]
    public void An_invalid_header_is_reported()
    {
        var firmware = new SimulatedFirmware();
        Assert.Equal(KernelLoadError.BadHeader, Load(firmware, Image(0, 0, 0x100), out KernelLoader loader));
        Assert.Equal((Arm64ImageError.NoImageSize, false), (loader.HeaderError, loader.StartsItself));
        Assert.Equal(KernelLoadError.BadHeader, Load(firmware, [], out loader));
        Assert.Equal(Arm64ImageError.Truncated, loader.HeaderError);
        Assert.Empty(firmware.Calls);
    }

    /// <summary>Its own stub knows how much memory it needs.</summary>
    [Fact]
    public void A_program_without_an_image_size_starts_itself()
    {
        byte[] file = Image(0, 0, 0x100);
        "MZ"u8.CopyTo(file);
        file[60] = 0x40;
        "PE\0\0"u8.CopyTo(file.AsSpan(0x40));
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(0x44), 0xaa64);
        Assert.Equal(KernelLoadError.BadHeader, Load(new SimulatedFirmware(), file, out KernelLoader loader));
        Assert.True(loader.StartsItself);
    }

    [Theory]
    [InlineData(0ul, SimulatedFirmware.RamSizeBytes)]
    [InlineData(SimulatedFirmware.RamSizeBytes, 0x1000ul)]
    [InlineData(0ul, ulong.MaxValue)]
    [InlineData(0ul, ulong.MaxValue / 2)]
    [InlineData(ulong.MaxValue, 0x1000ul)]
    [InlineData(ulong.MaxValue - 0xfff, 0x1000ul)]
    [InlineData(1ul << 63, 1ul << 63)]
    public void An_image_that_fits_nowhere_is_out_of_memory(ulong textOffset, ulong imageSize)
    {
        var firmware = new SimulatedFirmware();
        Assert.Equal(
            KernelLoadError.OutOfMemory,
            Load(firmware, Image(textOffset, imageSize, 0x100), out KernelLoader loader)
        );
        Assert.True(loader.Memory.IsEmpty);
        Assert.Equal(0, firmware.OwnedPageCount);
        var services = new SimulatedServices(firmware);
        loader.Release(services);
    }

    [Fact]
    public void The_firmwares_refusal_is_kept()
    {
        var firmware = new SimulatedFirmware { FailingAllocation = 1 };
        Assert.Equal(KernelLoadError.OutOfMemory, Load(firmware, Image(0, 0x1000, 0x100), out KernelLoader loader));
        Assert.Equal(EfiStatus.OutOfResources, loader.FirmwareStatus);
    }
}

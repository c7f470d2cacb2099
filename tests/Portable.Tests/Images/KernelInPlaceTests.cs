using System.Buffers.Binary;
using Keelson.Addresses;
using Keelson.Compression;
using Keelson.Images;
using Keelson.Paging;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>
/// A kernel whose file lies in memory already, as a section of the stub does: it is copied only where it must be.
/// </summary>
public class KernelInPlaceTests
{
    private const int FileSize = 0x3000;
    private const ulong ImageSize = 0x8000;
    private const int OurPages = 0x10;

    private static byte[] Image(ulong textOffset, ulong imageSize, byte flags)
    {
        byte[] file = new byte[FileSize];
        for (int i = 64; i < FileSize; i++)
        {
            file[i] = (byte)(i * 7 + 1);
        }

        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(8), textOffset);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(16), imageSize);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(24), flags);
        "ARM\x64"u8.CopyTo(file.AsSpan(56));
        return file;
    }

    /// <summary>
    /// The file at <paramref name="start"/> of memory that is ours, with <paramref name="room"/> bytes that are the
    /// kernel's.
    /// </summary>
    private static (KernelLoadError Error, KernelLoader Loader, SimulatedFirmware Firmware) Load(
        ulong start,
        ulong room,
        ulong textOffset = 0,
        ulong imageSize = ImageSize,
        byte flags = 0b1010,
        Action<byte[]>? damage = null,
        int? badFrom = null
    )
    {
        var firmware = new SimulatedFirmware();
        var services = new SimulatedServices(firmware);
        // Somebody's image, which stays where it is.
        Assert.Equal(
            EfiStatus.Success,
            services.AllocatePages(
                MemoryType.LoaderCode,
                OurPages,
                new PhysicalAddress(start + OurPages * 0x1000 - 1),
                out PhysicalAddress ours
            )
        );
        Assert.Equal(start, ours.Value);
        byte[] file = Image(textOffset, imageSize, flags);
        damage?.Invoke(file);
        file.CopyTo(services.Memory(PhysicalRange.FromSize(new PhysicalAddress(start), FileSize)));
        KernelLoader loader = default;
        BytesSource source = new(file)
        {
            Place = PhysicalRange.FromSize(new PhysicalAddress(start), room),
            BadFrom = badFrom,
        };
        KernelLoadError error = loader.Load<SimulatedServices, BytesSource, AllDecompressors>(
            services,
            ref source,
            new MemoryModelFeatures(0)
        );
        return (error, loader, firmware);
    }

    [Theory]
    [InlineData(0x4020_0000, ImageSize, 0)]
    [InlineData(0x4020_0000, ImageSize + 1, 0)]
    [InlineData(0x4028_0000, ImageSize, 0x8_0000)]
    [InlineData(0x4038_0000, ImageSize, 0x18_0000)]
    [InlineData(0x4028_0000, ImageSize, 0x28_0000)]
    public void Aligned_kernel_with_room_for_BSS_stays_in_place(ulong start, ulong room, ulong textOffset)
    {
        (KernelLoadError error, KernelLoader loader, SimulatedFirmware firmware) = Load(start, room, textOffset);
        Assert.Equal(KernelLoadError.None, error);
        Assert.True(loader.IsInPlace);
        Assert.Equal((start, start - textOffset), (loader.Entry.Value, loader.Memory.Start.Value));
        Assert.Equal(start + ImageSize, loader.Memory.End.Value);
        Assert.Equal((start, start + FileSize), (loader.File.Start.Value, loader.File.End.Value));
        int calls = firmware.Calls.Count;
        var services = new SimulatedServices(firmware);
        loader.Release(services);
        Assert.Equal((1, 1, OurPages), (calls, firmware.Calls.Count, firmware.OwnedPageCount));
        Assert.True(loader.Memory.IsEmpty);
    }

    [Theory]
    // No room for the BSS; not on a multiple of 2 MB; not text_offset from one; no place at all.
    [InlineData(0x4020_0000, ImageSize - 1, 0)]
    [InlineData(0x4020_0000, FileSize, 0)]
    [InlineData(0x4021_0000, ImageSize, 0)]
    [InlineData(0x4020_0000, ImageSize, 0x1000)]
    [InlineData(0x4020_0000, 0, 0)]
    public void Misaligned_kernel_or_missing_room_is_copied(ulong start, ulong room, ulong textOffset)
    {
        (KernelLoadError error, KernelLoader loader, SimulatedFirmware firmware) = Load(start, room, textOffset);
        Assert.Equal(KernelLoadError.None, error);
        Assert.False(loader.IsInPlace);
        Assert.NotEqual(start, loader.Entry.Value);
        Assert.Equal(
            Image(textOffset, ImageSize, 0b1010),
            firmware.Memory(PhysicalRange.FromSize(loader.Entry, FileSize)).ToArray()
        );
        var services = new SimulatedServices(firmware);
        loader.Release(services);
        Assert.Equal(OurPages, firmware.OwnedPageCount);
    }

    /// <summary>text_offset is the file's to say: a base below zero is none.</summary>
    [Fact]
    public void A_base_below_the_first_byte_is_no_base()
    {
        (KernelLoadError error, KernelLoader loader, SimulatedFirmware firmware) = Load(
            0x4020_0000,
            ImageSize,
            0x8000_0000
        );
        Assert.Equal(KernelLoadError.OutOfMemory, error);
        Assert.False(loader.IsInPlace);
        Assert.Equal(OurPages, firmware.OwnedPageCount);
    }

    /// <summary>
    /// Without bit 3 of the flags the kernel loses what lies below it, so it goes as low as there is memory.
    /// </summary>
    [Fact]
    public void A_kernel_that_loses_what_lies_below_does_not_stay_high()
    {
        (KernelLoadError error, KernelLoader loader, _) = Load(0x4040_0000, ImageSize, flags: 0b0010);
        Assert.Equal(KernelLoadError.None, error);
        Assert.False(loader.IsInPlace);
    }

    [Fact]
    public void A_truncated_file_is_refused_and_foreign_memory_is_not_freed()
    {
        (KernelLoadError error, KernelLoader loader, SimulatedFirmware firmware) = Load(
            0x4020_0000,
            ImageSize,
            damage: file => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(60), FileSize - 2)
        );
        Assert.Equal((KernelLoadError.BadHeader, Arm64ImageError.FileTooShort), (error, loader.HeaderError));
        Assert.Equal(OurPages, firmware.OwnedPageCount);
        Assert.Single(firmware.Calls);
        Assert.True(loader.Memory.IsEmpty);
    }

    [Fact]
    public void A_truncated_file_that_was_copied_is_freed()
    {
        (KernelLoadError error, KernelLoader loader, SimulatedFirmware firmware) = Load(
            0x4020_0000,
            0,
            damage: file => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(60), FileSize - 2)
        );
        Assert.Equal((KernelLoadError.BadHeader, Arm64ImageError.FileTooShort), (error, loader.HeaderError));
        Assert.Equal(OurPages, firmware.OwnedPageCount);
        Assert.True(loader.Memory.IsEmpty);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(511, 1)]
    [InlineData(512, 3)]
    [InlineData(FileSize - 1, 3)]
    public void A_read_error_frees_all_allocations(int badFrom, int leastCalls)
    {
        (KernelLoadError error, KernelLoader loader, SimulatedFirmware firmware) = Load(
            0x4020_0000,
            0,
            badFrom: badFrom
        );
        Assert.Equal((KernelLoadError.Unreadable, EfiStatus.DeviceError), (error, loader.FirmwareStatus));
        Assert.True(firmware.Calls.Count >= leastCalls);
        Assert.Equal(OurPages, firmware.OwnedPageCount);
        Assert.True(loader.Memory.IsEmpty);
    }

    [Fact]
    public void A_file_in_its_place_is_not_read_past_its_head()
    {
        (KernelLoadError error, KernelLoader loader, _) = Load(0x4020_0000, ImageSize, badFrom: 512);
        Assert.Equal((KernelLoadError.None, true), (error, loader.IsInPlace));
    }
}

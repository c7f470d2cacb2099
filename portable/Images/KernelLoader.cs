using System;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Compression;
using Keelson.Paging;
using Keelson.Uefi;

namespace Keelson.Images;

public enum KernelLoadError
{
    None,

    /// <summary>The file cannot be read: <see cref="KernelLoader.FirmwareStatus"/> says why.</summary>
    Unreadable,

    /// <summary>
    /// <see cref="IKernelSource.Verify"/> refuses the file: <see cref="KernelLoader.FirmwareStatus"/> says why.
    /// </summary>
    Unverified,

    /// <summary>
    /// The file is packed with <see cref="KernelLoader.Method"/> and breaks the rule that
    /// <see cref="KernelLoader.PackingError"/> names.
    /// </summary>
    BadPacking,

    /// <summary>The header breaks the rule that <see cref="KernelLoader.HeaderError"/> names.</summary>
    BadHeader,

    /// <summary>The processor has no such translation granule (ID_AA64MMFR0_EL1).</summary>
    UnsupportedPageSize,
    OutOfMemory,
}

/// <summary>Where a kernel's file comes from: memory, or a volume.</summary>
public interface IKernelSource
{
    ulong SizeBytes { get; }

    /// <summary>
    /// Where the file lies in memory already, with as much behind it as is the kernel's; empty where it does not.
    /// </summary>
    PhysicalRange Place { get; }

    /// <summary>
    /// The next bytes, as many as <paramref name="destination"/> takes; the first call begins at the first byte.
    /// </summary>
    EfiStatus Read(Span<byte> destination);

    /// <summary>Whether the file may be used, asked once with all of it, before anything but its header was.</summary>
    EfiStatus Verify(ReadOnlySpan<byte> file);
}

/// <summary>
/// Puts a kernel where the arm64 boot protocol wants it: <c>text_offset</c> past a 2 MB aligned base, with
/// <c>image_size</c> bytes from there on its own (Linux, Documentation/arch/arm64/booting.rst).
/// </summary>
public partial struct KernelLoader
{
    public const ulong BaseAlignmentBytes = Alignment.Size2M;

    /// <summary>Enough for the header, and to recognise what is none.</summary>
    private const int HeadSizeBytes = 512;

    public Arm64Image Image;
    public Arm64ImageError HeaderError;
    public EfiStatus FirmwareStatus;

    /// <summary>What is the kernel's: the base, and bytes from it.</summary>
    public PhysicalRange Memory;

    /// <summary>The file lay where the kernel runs: nothing was copied, nothing is to be freed.</summary>
    public bool IsInPlace;

    /// <summary>How the kernel's file was packed.</summary>
    public CompressionMethod Method;
    public CompressionError PackingError;

    /// <summary>
    /// The file is no Image, packed in a way that is not ours, or without a size, but an arm64 EFI program: that starts
    /// its kernel itself, as zboot does, or a unified kernel image.
    /// </summary>
    public bool StartsItself;
    private ulong _fileSizeBytes;

    /// <summary>The first byte of the image, where it is entered.</summary>
    public readonly PhysicalAddress Entry => Memory.Start + Image.TextOffset;

    /// <summary>The file's bytes where the kernel runs; of a packed one, what it unpacked to.</summary>
    public readonly PhysicalRange File => PhysicalRange.FromSize(Entry, _fileSizeBytes);

    public KernelLoadError Load<TFirmware, TSource, TDecompressors>(
        TFirmware firmware,
        ref TSource source,
        MemoryModelFeatures processor
    )
        where TFirmware : struct, IMemoryServices
        where TSource : struct, IKernelSource
        where TDecompressors : struct, IDecompressors
    {
        _fileSizeBytes = source.SizeBytes;
        Span<byte> head = stackalloc byte[HeadSizeBytes];
        head = head[..(int)Math.Min(_fileSizeBytes, HeadSizeBytes)];
        FirmwareStatus = source.Read(head);
        if (FirmwareStatus != EfiStatus.Success)
        {
            return KernelLoadError.Unreadable;
        }

        KernelLoadError error;
        if (TDecompressors.HasAny && PackedKernel.IsPacked(head))
        {
            error = LoadPacked<TFirmware, TSource, TDecompressors>(firmware, ref source, head, processor);
        }
        else
        {
            HeaderError = Arm64Image.TryParseHeader(head, _fileSizeBytes, out Image);
            error = CheckHeader(processor);
            if (error == KernelLoadError.None && !TryStay(source.Place))
            {
                error = Fetch(firmware, ref source, head);
            }

            if (error == KernelLoadError.None)
            {
                ReadOnlySpan<byte> file = firmware.Memory(File);
                FirmwareStatus = source.Verify(file);
                error = FirmwareStatus == EfiStatus.Success ? CheckLength(file) : KernelLoadError.Unverified;
            }
        }

        if (error != KernelLoadError.None)
        {
            StartsItself =
                ForeignImage.IsProgram(head)
                && (
                    PackingError == CompressionError.UnsupportedMethod
                    || HeaderError is Arm64ImageError.BadMagic or Arm64ImageError.NoImageSize
                    // What it unpacked to may be packed again, and is for nobody.
                    || HeaderError == Arm64ImageError.Compressed && !TDecompressors.HasAny
                );
            Release(firmware);
        }

        return error;
    }

    /// <summary>Whether this processor can run what the header describes.</summary>
    private readonly KernelLoadError CheckHeader(MemoryModelFeatures processor)
    {
        if (HeaderError != Arm64ImageError.None)
        {
            return KernelLoadError.BadHeader;
        }

        if (!processor.Supports(Image.Granule))
        {
            return KernelLoadError.UnsupportedPageSize;
        }

        return Image.ImageSizeBytes + Image.TextOffset < Image.ImageSizeBytes
            ? KernelLoadError.OutOfMemory
            : KernelLoadError.None;
    }

    private KernelLoadError CheckLength(ReadOnlySpan<byte> file)
    {
        HeaderError = Arm64Image.CheckLength(file);
        return HeaderError == Arm64ImageError.None ? KernelLoadError.None : KernelLoadError.BadHeader;
    }

    public void Release<TFirmware>(TFirmware firmware)
        where TFirmware : struct, IMemoryServices
    {
        if (!IsInPlace)
        {
            AlignedPages.Free(firmware, ref Memory);
        }

        Memory = default;
    }

    /// <summary>Whether the kernel may run where its file lies, which saves copying all of it.</summary>
    private bool TryStay(PhysicalRange place)
    {
        ulong start = place.Start.Value - Image.TextOffset;
        // Below text_offset nothing is the kernel's, so it need not be ours. A kernel that may not be anywhere loses
        // what lies below it, and the file was not put low for its sake.
        if (
            place.SizeBytes < Image.ImageSizeBytes
            || !Alignment.IsAligned(start, BaseAlignmentBytes)
            || start > place.Start.Value
            || !Image.MayBeAnywhere
        )
        {
            return false;
        }

        Memory = PhysicalRange.FromSize(new PhysicalAddress(start), Image.TextOffset + Image.ImageSizeBytes);
        IsInPlace = true;
        return true;
    }

    private KernelLoadError Fetch<TFirmware, TSource>(
        TFirmware firmware,
        ref TSource source,
        scoped ReadOnlySpan<byte> head
    )
        where TFirmware : struct, IMemoryServices
        where TSource : struct, IKernelSource
    {
        if (!TryAllocate(firmware))
        {
            return KernelLoadError.OutOfMemory;
        }

        Span<byte> file = firmware.Memory(File);
        head.CopyTo(file);
        FirmwareStatus = source.Read(file[head.Length..]);
        return FirmwareStatus == EfiStatus.Success ? KernelLoadError.None : KernelLoadError.Unreadable;
    }

    private bool TryAllocate<TFirmware>(TFirmware firmware)
        where TFirmware : struct, IMemoryServices
    {
        ulong sizeBytes = Image.TextOffset + Image.ImageSizeBytes;
        // Code, though no map will say so when it runs: firmware that forbids execution elsewhere may be jumped from.
        FirmwareStatus = Image.MayBeAnywhere
            ? AlignedPages.Allocate(firmware, MemoryType.LoaderCode, sizeBytes, BaseAlignmentBytes, out Memory)
            : LowestPages.Allocate(firmware, MemoryType.LoaderCode, sizeBytes, BaseAlignmentBytes, out Memory);
        return FirmwareStatus == EfiStatus.Success;
    }
}

public static class KernelLoadErrorText
{
    public static ReadOnlySpan<byte> Text(this KernelLoadError error) =>
        error switch
        {
            KernelLoadError.None => "loaded"u8,
            KernelLoadError.Unreadable => "unreadable"u8,
            KernelLoadError.Unverified => "refused by the firmware"u8,
            KernelLoadError.BadPacking => "cannot be unpacked"u8,
            KernelLoadError.BadHeader => "invalid Image header"u8,
            KernelLoadError.UnsupportedPageSize => "page size not supported by this processor"u8,
            _ => "out of memory"u8,
        };
}

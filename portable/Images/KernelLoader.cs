using System;
using Keelson.Handover;
using Keelson.Memory;
using Keelson.Paging;
using Keelson.Uefi;

namespace Keelson.Images;

public enum KernelLoadError
{
    None,
    /// <summary>The header breaks the rule that <see cref="KernelLoader.HeaderError"/> names.</summary>
    BadHeader,
    /// <summary>The processor has no such translation granule (ID_AA64MMFR0_EL1).</summary>
    UnsupportedPageSize,
    OutOfMemory,
}

/// <summary>
/// Puts a kernel where the arm64 boot protocol wants it: <c>text_offset</c> past a 2 MB aligned base, with
/// <c>image_size</c> bytes from there on its own (Linux, Documentation/arch/arm64/booting.rst).
/// </summary>
public struct KernelLoader
{
    public const ulong BaseAlignmentBytes = Alignment.Size2M;

    public Arm64Image Image;
    public Arm64ImageError HeaderError;
    public EfiStatus FirmwareStatus;
    /// <summary>What was allocated: the base, and bytes from it.</summary>
    public PhysicalRange Memory;

    /// <summary>The first byte of the image, where it is entered.</summary>
    public readonly PhysicalAddress Entry => Memory.Start + Image.TextOffset;

    public KernelLoadError Load<TFirmware>(ref TFirmware firmware, ReadOnlySpan<byte> file, MemoryModelFeatures processor)
        where TFirmware : struct, IFirmware
    {
        HeaderError = Arm64Image.TryParse(file, out Image);
        if (HeaderError != Arm64ImageError.None)
            return KernelLoadError.BadHeader;
        Granule granule = Image.PageSizeFlag switch { 1 => Granule.Size4K, 2 => Granule.Size16K, _ => Granule.Size64K };
        if (!processor.Supports(granule))
            return KernelLoadError.UnsupportedPageSize;
        ulong size = Image.ImageSizeBytes + Image.TextOffset;
        if (size < Image.ImageSizeBytes)
            return KernelLoadError.OutOfMemory;

        // Code, though no map will say so when it runs: firmware that forbids execution elsewhere may be jumped from.
        FirmwareStatus = AlignedPages.Allocate(ref firmware, MemoryType.LoaderCode, size, BaseAlignmentBytes, out PhysicalAddress start);
        if (FirmwareStatus != EfiStatus.Success)
            return KernelLoadError.OutOfMemory;
        Memory = PhysicalRange.FromSize(start, size);
        file.CopyTo(firmware.Memory(Entry, (ulong)file.Length));
        return KernelLoadError.None;
    }

    public void Release<TFirmware>(ref TFirmware firmware) where TFirmware : struct, IFirmware
    {
        if (!Memory.IsEmpty)
            AlignedPages.Free(ref firmware, Memory.Start, Memory.SizeBytes);
        Memory = default;
    }
}

using System;
using Keelson.Addresses;
using Keelson.Uefi;

namespace Keelson.BootTime;

/// <summary>
/// Patches 4/8 and 5/8: boot-time allocations aligned to, and rounded up to, <see cref="GranularityBytes"/>. A kernel
/// of any granule can then map or reserve each without touching a neighbour. The same rounding serves allocate and
/// free: what was taken is what goes back.
/// </summary>
public static class AlignedPages
{
    /// <summary><c>EFI_ALLOC_ALIGN</c>: the largest granule of arm64.</summary>
    public const ulong GranularityBytes = Alignment.Size64K;

    /// <summary>
    /// The last byte that a kernel can reach with 48-bit addresses; Linux allocates no higher either (EFI_ALLOC_LIMIT).
    /// </summary>
    public static PhysicalAddress Highest => new((1ul << 48) - 1);

    /// <summary>Bytes that an allocation of <paramref name="sizeBytes"/> takes.</summary>
    public static ulong RoundedSize(ulong sizeBytes) => Alignment.Up(sizeBytes, GranularityBytes);

    /// <summary>
    /// Bytes that the firmware must have in one piece, so that an aligned allocation surely lies within: it aligns to
    /// its own 4 KB pages only.
    /// </summary>
    public static ulong SearchedSize(ulong sizeBytes, ulong alignmentBytes) =>
        RoundedSize(sizeBytes) + Math.Max(alignmentBytes, GranularityBytes) - MemoryDescriptor.PageSizeBytes;

    /// <param name="firmware">Gives and takes pages.</param>
    /// <param name="type">What the memory map will call it.</param>
    /// <param name="sizeBytes">At least one byte.</param>
    /// <param name="alignmentBytes">A power of two; below the granularity it means the granularity.</param>
    /// <param name="range">The bytes asked for; empty where there are none to be had.</param>
    public static EfiStatus Allocate<TFirmware>(
        TFirmware firmware,
        MemoryType type,
        ulong sizeBytes,
        ulong alignmentBytes,
        out PhysicalRange range
    )
        where TFirmware : struct, IMemoryServices =>
        Allocate(firmware, type, sizeBytes, alignmentBytes, Highest, out range);

    /// <inheritdoc cref="Allocate{TFirmware}(TFirmware, MemoryType, ulong, ulong, out PhysicalRange)"/>
    /// <param name="highest">The last byte that may be of it.</param>
    public static EfiStatus Allocate<TFirmware>(
        TFirmware firmware,
        MemoryType type,
        ulong sizeBytes,
        ulong alignmentBytes,
        PhysicalAddress highest,
        out PhysicalRange range
    )
        where TFirmware : struct, IMemoryServices
    {
        range = default;
        if (alignmentBytes < GranularityBytes)
        {
            alignmentBytes = GranularityBytes;
        }

        if (sizeBytes == 0 || sizeBytes > ulong.MaxValue / 2 || alignmentBytes > ulong.MaxValue / 4)
        {
            return EfiStatus.OutOfResources;
        }

        // Take enough for an aligned piece to lie within, return the rest.
        ulong searched = SearchedSize(sizeBytes, alignmentBytes);
        EfiStatus status = firmware.AllocatePages(type, PageCount(searched), highest, out PhysicalAddress start);
        if (status.IsError())
        {
            return status;
        }

        range = PhysicalRange.FromSize(start.AlignUp(alignmentBytes), sizeBytes);
        FreeUnused(firmware, start, range.Start);
        FreeUnused(firmware, range.Start + RoundedSize(sizeBytes), start + searched);
        return EfiStatus.Success;
    }

    /// <summary>Gives back an allocation, if it is one; afterwards it is empty.</summary>
    public static EfiStatus Free<TFirmware>(TFirmware firmware, ref PhysicalRange range)
        where TFirmware : struct, IMemoryServices
    {
        EfiStatus status = range.IsEmpty
            ? EfiStatus.Success
            : firmware.FreePages(range.Start, PageCount(RoundedSize(range.SizeBytes)));
        range = default;
        return status;
    }

    private static void FreeUnused<TFirmware>(TFirmware firmware, PhysicalAddress start, PhysicalAddress end)
        where TFirmware : struct, IMemoryServices
    {
        if (start < end)
        {
            firmware.FreePages(start, PageCount(end - start));
        }
    }

    private static ulong PageCount(ulong sizeBytes) => sizeBytes / MemoryDescriptor.PageSizeBytes;
}

using System;
using Keelson.Addresses;
using Keelson.Uefi;

namespace Keelson.BootTime;

/// <summary>
/// As low as the firmware has it: for kernels that map memory from their own base on, and lose what lies below (Linux
/// before 4.6: bit 3 of the Image's flags is clear; Documentation/arch/arm64/booting.rst).
/// </summary>
public static class LowestPages
{
    /// <inheritdoc cref="AlignedPages.Allocate{TFirmware}(TFirmware, MemoryType, ulong, ulong, out PhysicalRange)"/>
    public static EfiStatus Allocate<TFirmware>(
        TFirmware firmware,
        MemoryType type,
        ulong sizeBytes,
        ulong alignmentBytes,
        out PhysicalRange range
    )
        where TFirmware : struct, IMemoryServices
    {
        // The firmware can be told how high it may go, not how low: halve the distance until less will not do.
        EfiStatus status = AlignedPages.Allocate(
            firmware,
            type,
            sizeBytes,
            alignmentBytes,
            AlignedPages.Highest,
            out range
        );
        ulong fails = 0,
            works = ulong.MaxValue;
        while (status == EfiStatus.Success)
        {
            // All that was looked at for an aligned place lies below this; below its end alone there may be none.
            works = Math.Min(works, range.Start.Value + AlignedPages.SearchedSize(sizeBytes, alignmentBytes));
            ulong between = Alignment.Down(fails + (works - fails) / 2, Alignment.Size4K);
            if (between <= fails)
            {
                break;
            }
            // Given back first: the next attempt may overlap it.
            AlignedPages.Free(firmware, ref range);
            if (
                AlignedPages.Allocate(
                    firmware,
                    type,
                    sizeBytes,
                    alignmentBytes,
                    new PhysicalAddress(between - 1),
                    out PhysicalRange lower
                ) == EfiStatus.Success
            )
            {
                range = lower;
                works = between;
                continue;
            }
            fails = between;
            status = AlignedPages.Allocate(
                firmware,
                type,
                sizeBytes,
                alignmentBytes,
                new PhysicalAddress(works - 1),
                out range
            );
        }
        return status;
    }
}

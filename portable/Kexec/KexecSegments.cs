using System;
using Keelson.Addresses;
using Keelson.Uefi;

namespace Keelson.Kexec;

/// <summary>Which rule a placement of the next kernel breaks.</summary>
public enum KexecError
{
    None,

    /// <summary>Not in memory that is free once boot services are over, or across its edge.</summary>
    OutsideUsableMemory,
    OverlapsMemoryMap,

    /// <summary>The running image, with its stack and first tables.</summary>
    OverlapsRunningKernel,
    OverlapsLiveTables,
    OverlapsLiveDeviceTree,
    OverlapsGenerationRecord,

    /// <summary>Memory that the firmware or an earlier kernel reserved until reset (LINUX_EFI_MEMRESERVE).</summary>
    OverlapsReservation,
    SegmentsOverlap,

    /// <summary>The image is not on a 2 MB boundary, or the device tree not on 8 bytes.</summary>
    Misaligned,
}

/// <summary>Memory in use until the jump, which no segment may touch.</summary>
public struct LiveMemory
{
    public PhysicalRange MemoryMap;
    public PhysicalRange Kernel;
    public PhysicalRange Tables;
    public PhysicalRange DeviceTree;
    public PhysicalRange Record;
}

/// <summary>
/// What the next kernel needs in memory: its image with BSS, its device tree, and an initrd that stays where it
/// is.
/// </summary>
public readonly struct KexecSegments(PhysicalRange image, PhysicalRange deviceTree, PhysicalRange initrd)
{
    public PhysicalRange Image { get; } = image;
    public PhysicalRange DeviceTree { get; } = deviceTree;
    public PhysicalRange Initrd { get; } = initrd;

    /// <param name="map">The EFI memory map.</param>
    /// <param name="live">What the running kernel still needs.</param>
    /// <param name="reservations">Ranges reserved for good.</param>
    public KexecError Check(in MemoryMapView map, in LiveMemory live, ReadOnlySpan<PhysicalRange> reservations)
    {
        if (!Image.Start.IsAligned(Alignment.Size2M) || !DeviceTree.Start.IsAligned(8))
        {
            return KexecError.Misaligned;
        }

        KexecError error = Check(Image, map, live, reservations);
        if (error == KexecError.None)
        {
            error = Check(DeviceTree, map, live, reservations);
        }

        if (error == KexecError.None && !Initrd.IsEmpty)
        {
            error = Check(Initrd, map, live, reservations);
        }

        if (error != KexecError.None)
        {
            return error;
        }

        return Image.Overlaps(DeviceTree) || Image.Overlaps(Initrd) || DeviceTree.Overlaps(Initrd)
            ? KexecError.SegmentsOverlap
            : KexecError.None;
    }

    private static KexecError Check(
        PhysicalRange segment,
        in MemoryMapView map,
        in LiveMemory live,
        ReadOnlySpan<PhysicalRange> reservations
    )
    {
        if (segment.Overlaps(live.MemoryMap))
        {
            return KexecError.OverlapsMemoryMap;
        }

        if (segment.Overlaps(live.Kernel))
        {
            return KexecError.OverlapsRunningKernel;
        }

        if (segment.Overlaps(live.Tables))
        {
            return KexecError.OverlapsLiveTables;
        }

        if (segment.Overlaps(live.DeviceTree))
        {
            return KexecError.OverlapsLiveDeviceTree;
        }

        if (segment.Overlaps(live.Record))
        {
            return KexecError.OverlapsGenerationRecord;
        }

        for (int i = 0; i < reservations.Length; i++)
        {
            if (segment.Overlaps(reservations[i]))
            {
                return KexecError.OverlapsReservation;
            }
        }
        return IsUsable(segment, map) ? KexecError.None : KexecError.OutsideUsableMemory;
    }

    /// <summary>Neighbouring regions may share a segment; between them there must be no hole.</summary>
    private static bool IsUsable(PhysicalRange segment, in MemoryMapView map)
    {
        PhysicalAddress covered = segment.Start;
        while (covered < segment.End)
        {
            if (!map.TryFind(covered, out MemoryDescriptor region) || !region.IsUsable)
            {
                return false;
            }

            covered = region.PhysicalEnd;
        }
        return !segment.IsEmpty;
    }
}

public static class KexecErrorText
{
    public static ReadOnlySpan<byte> Text(this KexecError error) =>
        error switch
        {
            KexecError.None => "valid"u8,
            KexecError.OutsideUsableMemory => "a segment lies outside usable memory"u8,
            KexecError.OverlapsMemoryMap => "a segment overlaps the EFI memory map"u8,
            KexecError.OverlapsRunningKernel => "a segment overlaps the running kernel"u8,
            KexecError.OverlapsLiveTables => "a segment overlaps live translation tables"u8,
            KexecError.OverlapsLiveDeviceTree => "a segment overlaps the live device tree"u8,
            KexecError.OverlapsGenerationRecord => "a segment overlaps the generation record"u8,
            KexecError.OverlapsReservation => "a segment overlaps memory reserved until reset"u8,
            KexecError.SegmentsOverlap => "segments overlap each other"u8,
            _ => "a segment is misaligned"u8,
        };
}

using System;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Reports;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// The report of the previous run, which the kernel-shim left in a variable or in memory: brought to the volume that we
/// came from, where it can be read without a console. What cannot be brought stays where it is.
/// </summary>
internal static class EarlierReport
{
    private const ulong MapBufferBytes = 0x2_0000;

    [InlineArray(KeptReport.CapacityBytes)]
    private struct Record
    {
        private byte _first;
    }

    private enum Search
    {
        TakeFirst,
        ForgetAll,

        /// <summary>For the next start, which then has something else to do.</summary>
        UnmarkAll,
    }

    /// <returns>True where that run ended only so that its report is read: there is nothing else to do.</returns>
    public static bool Deliver(
        EfiSystem system,
        nint imageHandle,
        Firmware firmware,
        PhysicalRange area,
        ReportMemory memory
    )
    {
        Record record = default;
        if (
            system.Runtime.GetVariable(KeptReport.VariableName, WellKnownGuids.KeelsonVariable, record, out _, out _)
                == EfiStatus.Success
            && KeptReport.TryRead(record, out ReadOnlySpan<byte> text, out uint marks)
        )
        {
            if (Write(system, imageHandle, text, record))
            {
                system.Runtime.DeleteVariable(KeptReport.VariableName, WellKnownGuids.KeelsonVariable);
            }
            record = default;
        }
        // One in memory is the later one, and may be marked: a variable that stays must not hide it.
        ulong run = memory == ReportMemory.Searched ? RunName.Read(system, imageHandle) : 0;
        if (
            run == 0
            || AlignedPages.Allocate(firmware, MemoryType.LoaderData, MapBufferBytes, 0, out PhysicalRange buffer)
                != EfiStatus.Success
        )
        {
            return false;
        }
        Span<byte> map = firmware.Memory(buffer);
        SearchMemory(firmware, map, area, run, Search.TakeFirst, record);
        bool isFound = KeptReport.TryReadOf(run, record, out text, out marks);
        // The map is taken again: writing files, the firmware may have taken some of the places.
        if (isFound)
        {
            SearchMemory(
                firmware,
                map,
                area,
                run,
                Write(system, imageHandle, text, record) ? Search.ForgetAll : Search.UnmarkAll,
                default
            );
        }
        AlignedPages.Free(firmware, ref buffer);
        return isFound && (marks & KeptReport.EndedToBeRead) != 0;
    }

    private static void SearchMemory(
        Firmware firmware,
        Span<byte> mapBytes,
        PhysicalRange area,
        ulong run,
        Search search,
        Span<byte> found
    )
    {
        if (
            firmware.GetMemoryMap(mapBytes, out MemoryMapInfo info) != EfiStatus.Success
            || MemoryMapView.TryCreate(mapBytes, info, out MemoryMapView map) != MemoryMapError.None
        )
        {
            return;
        }
        int region = ReportPlaces.BeforeFirstRegion;
        PhysicalAddress place = default;
        while (ReportPlaces.TryNext(map, area, ref region, ref place))
        {
            Span<byte> copy = firmware.Memory(PhysicalRange.FromSize(place, KeptReport.CapacityBytes));
            if (!KeptReport.TryReadOf(run, copy, out ReadOnlySpan<byte> text, out _))
            {
                continue;
            }
            if (search == Search.TakeFirst)
            {
                copy.CopyTo(found);
                return;
            }
            KeptReport.Seal(copy, search == Search.ForgetAll ? 0 : text.Length, 0, run);
            Caches.CleanAndInvalidateToPointOfCoherency(IdentityMap.Of(place), KeptReport.HeaderBytes);
        }
    }

    /// <param name="room">For the summary: the memory that holds the text.</param>
    private static bool Write(EfiSystem system, nint imageHandle, ReadOnlySpan<byte> text, Span<byte> room)
    {
        EfiStatus status = Volume.Open(system, imageHandle, out Volume volume);
        if (status == EfiStatus.Success)
        {
            status = WriteTo(volume, text, room);
            volume.Close();
        }
        if (status == EfiStatus.Success)
        {
            Log.WriteLine($"report of the previous run written to \\keelson\\report.ktap and report.txt");
        }
        else
        {
            Log.WriteLine($"warning: cannot write the report of the previous run to this volume: {status}: kept");
        }
        return status == EfiStatus.Success;
    }

    private static EfiStatus WriteTo(Volume volume, ReadOnlySpan<byte> text, Span<byte> room)
    {
        EfiStatus status = volume.Root.OpenDirectory("/keelson"u8, out VolumeFile folder);
        if (status != EfiStatus.Success)
        {
            return status;
        }
        folder.Close();
        status = volume.WriteFile("/keelson/report.ktap"u8, text);
        if (status != EfiStatus.Success)
        {
            return status;
        }
        int length = KeptReport.Summarize(text, room);
        return volume.WriteFile("/keelson/report.txt"u8, room[..length]);
    }
}

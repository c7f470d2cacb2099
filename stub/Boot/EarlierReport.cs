using System;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Reports;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// The report of the previous run, which the kernel-shim left in a variable or in memory: brought to the volume that we
/// came from, where it can be read without a console. What cannot be brought stays where it is.
/// </summary>
internal static class EarlierReport
{
    private static ReadOnlySpan<byte> KtapFile => "/keelson/report.ktap"u8;
    private static ReadOnlySpan<byte> TextFile => "/keelson/report.txt"u8;

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
        RunName last = RunName.Read(system, imageHandle);
        bool isBrought = false;
        bool mayLast = memory == ReportMemory.Searched && last.Id != 0;
        uint inMemory = 0;
        MemoryFate fate =
            mayLast && IsInMemory(firmware, area, last.Id, record, out inMemory) ? MemoryFate.Lasted : MemoryFate.Lost;
        bool isOfRun = false;
        record = default;
        if (
            system.Runtime.GetVariable(KeptReport.VariableName, WellKnownGuids.KeelsonVariable, record, out _, out _)
                == EfiStatus.Success
            && KeptReport.TryRead(record, out ReadOnlySpan<byte> text, out uint marks)
        )
        {
            isBrought = true;
            isOfRun = KeptReport.TryReadOf(last.Id, record, out _, out _);
            int length = text.Length;
            // What lies in memory is brought afterwards, with what is to be said of it.
            if (mayLast && fate == MemoryFate.Lost && isOfRun)
            {
                length = RunRemarks.TellEnd(record[KeptReport.HeaderBytes..], length, marks, fate);
            }
            if (Write(system, imageHandle, record, length))
            {
                system.Runtime.DeleteVariable(KeptReport.VariableName, WellKnownGuids.KeelsonVariable);
            }
            record = default;
        }
        bool isFound = fate == MemoryFate.Lasted;
        marks = 0;
        if (isFound)
        {
            // It asked for its end after the variable was set.
            bool isLost = !isOfRun && (inMemory & (KeptReport.AskedForOff | KeptReport.AskedForReset)) != 0;
            isFound = DeliverFromMemory(system, imageHandle, firmware, area, last.Id, isLost, record, out marks);
        }
        if (last.IsOpen && (isBrought || memory == ReportMemory.Searched))
        {
            if (!isBrought && !isFound)
            {
                TellNothing(system, imageHandle, last.Number, record);
            }
            last.Close(system, imageHandle);
        }
        return isFound && (marks & KeptReport.EndedToBeRead) != 0;
    }

    /// <summary>
    /// One in memory is the later one, and may be marked: a variable that stays must not hide it.
    /// </summary>
    private static bool DeliverFromMemory(
        EfiSystem system,
        nint imageHandle,
        Firmware firmware,
        PhysicalRange area,
        ulong run,
        bool isLost,
        Span<byte> record,
        out uint marks
    )
    {
        marks = 0;
        if (MapRoom.Allocate(firmware, out PhysicalRange buffer) != EfiStatus.Success)
        {
            return false;
        }
        Span<byte> map = firmware.Memory(buffer);
        SearchMemory(firmware, map, area, run, Search.TakeFirst, record);
        bool isFound = KeptReport.TryReadOf(run, record, out ReadOnlySpan<byte> text, out marks);
        // The map is taken again: writing files, the firmware may have taken some of the places.
        if (isFound)
        {
            int length = text.Length;
            if ((marks & KeptReport.AskedForOff) != 0)
            {
                Log.WriteLine($"the previous run asked to be switched off, and the machine was reset: KF-056");
            }
            if (isLost)
            {
                Log.WriteLine($"the previous run set a variable that this start has not, or an older one: KF-079");
                length = RunRemarks.TellLost(record[KeptReport.HeaderBytes..], length);
            }
            length = RunRemarks.TellEnd(record[KeptReport.HeaderBytes..], length, marks, MemoryFate.Lasted);
            bool isWritten = Write(system, imageHandle, record, length);
            SearchMemory(firmware, map, area, run, isWritten ? Search.ForgetAll : Search.UnmarkAll, default);
        }
        AlignedPages.Free(firmware, ref buffer);
        return isFound;
    }

    /// <summary>Whether the last run left a copy that is still there.</summary>
    private static bool IsInMemory(Firmware firmware, PhysicalRange area, ulong run, Span<byte> record, out uint marks)
    {
        marks = 0;
        if (MapRoom.Allocate(firmware, out PhysicalRange buffer) != EfiStatus.Success)
        {
            return false;
        }
        SearchMemory(firmware, firmware.Memory(buffer), area, run, Search.TakeFirst, record);
        AlignedPages.Free(firmware, ref buffer);
        return KeptReport.TryReadOf(run, record, out _, out marks);
    }

    /// <summary>A run that is to come: until its report is brought, what is on the volume is of an older one.</summary>
    public static void MarkBegun(EfiSystem system, nint imageHandle, uint run)
    {
        if (run == 0 || Volume.Open(system, imageHandle, out Volume volume) != EfiStatus.Success)
        {
            return;
        }
        MarkBegun(volume, KtapFile, "# "u8, run);
        MarkBegun(volume, TextFile, default, run);
        volume.Close();
    }

    private static void MarkBegun(Volume volume, ReadOnlySpan<byte> path, ReadOnlySpan<byte> comment, uint run)
    {
        Record record = default;
        Span<byte> text = record;
        int length = 0;
        if (volume.Root.Open(path, FileOpenMode.Read, out VolumeFile file) == EfiStatus.Success)
        {
            bool isRead =
                file.GetInfo(out EfiFileInfo info) == EfiStatus.Success
                && info.FileSizeBytes <= (ulong)text.Length
                && file.ReadExactly(text[..(int)info.FileSizeBytes]) == EfiStatus.Success;
            file.Close();
            if (!isRead)
            {
                return;
            }
            length = (int)info.FileSizeBytes;
        }
        volume.WriteFile(path, text[..RunRemarks.MarkBegun(text, length, comment, run)]);
    }

    private static void TellNothing(EfiSystem system, nint imageHandle, uint run, Span<byte> record)
    {
        Log.WriteLine($"run {run} left no report: \\keelson\\report.txt says so");
        if (Volume.Open(system, imageHandle, out Volume volume) == EfiStatus.Success)
        {
            WriteTo(volume, record, RunRemarks.OfNothing(record[KeptReport.HeaderBytes..], run));
            volume.Close();
        }
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

    /// <param name="record">The text behind its header; spent afterwards.</param>
    private static bool Write(EfiSystem system, nint imageHandle, Span<byte> record, int length)
    {
        EfiStatus status = Volume.Open(system, imageHandle, out Volume volume);
        if (status == EfiStatus.Success)
        {
            status = WriteTo(volume, record, length);
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

    private static EfiStatus WriteTo(Volume volume, Span<byte> record, int length)
    {
        EfiStatus status = volume.Root.OpenDirectory("/keelson"u8, out VolumeFile folder);
        if (status != EfiStatus.Success)
        {
            return status;
        }
        folder.Close();
        ReadOnlySpan<byte> text = record.Slice(KeptReport.HeaderBytes, length);
        status = volume.WriteFile(KtapFile, text);
        if (status != EfiStatus.Success)
        {
            return status;
        }
        return volume.WriteFile(TextFile, record[..KeptReport.Summarize(text, record)]);
    }
}

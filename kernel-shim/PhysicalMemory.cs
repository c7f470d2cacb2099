using System;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Handover;
using Keelson.Kernel;
using Keelson.Memory;
using Keelson.Paging;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>
/// All RAM that the map leaves to the kernel: mapped in the linear window, free but for what is in use.
/// </summary>
internal static class PhysicalMemory
{
    /// <summary>
    /// Tables for the linear window and the runtime services; 64 are enough for hundreds of gigabytes.
    /// </summary>
    private const ulong TableCount = 64;

    private static FreeMemory s_free;
    private static FreeMemory s_poisoned;
    private static MissingMemory s_missing;

    public static ref FreeMemory Free => ref s_free;

    /// <summary>What the map calls memory, and does not answer.</summary>
    public static ref MissingMemory Missing => ref s_missing;

    /// <summary>
    /// Bytes that are this kernel's own to use: all but what was handed to it and what it hands on. The same in every
    /// kernel of a chain.
    /// </summary>
    public static ulong FreeAtStart { get; private set; }

    /// <summary>Bytes filled by <see cref="PoisonFree"/>.</summary>
    public static ulong PoisonedBytes { get; private set; }

    /// <summary>The piece of RAM that all later tables come from.</summary>
    public static PhysicalRange Tables { get; private set; }

    public static void TakeOver(
        in EntryState entry,
        DeviceTreeWindow tree,
        in KernelHandover handover,
        MemoryMapView map,
        in Generation generation
    )
    {
        ulong pageSize = KernelSpace.Granule.PageSize;
        s_free.AddUsable(map, pageSize);
        ReserveUnreachable(map);
        s_free.Reserve(tree.Range.RoundOut(pageSize));
        s_free.Reserve(EfiMemoryMap.Range(handover).RoundOut(pageSize));
        if (!handover.Initrd.IsEmpty)
        {
            s_free.Reserve(handover.Initrd.RoundOut(pageSize));
        }

        s_free.Reserve(generation.Frame);
        s_free.Reserve(KernelLayout.BeyondLinear);
        ReservedMemory.TakeFrom(ref s_free, tree.Blob, pageSize);
        FirmwareReservations.TakeFrom(ref s_free);
        TableReservations.TakeFrom(ref s_free);
        ScreenLog.TakeFrom(ref s_free);
        ReportStore.TakeFrom(ref s_free);
        FreeAtStart = s_free.SizeBytes;
        s_free.Reserve(entry.Image.RoundOut(pageSize));

        // What the kernel before used for its tables comes back only once our own lie elsewhere: whoever kept a stale
        // translation must not find it pointing at tables again.
        PhysicalRange previous = generation.Record.PreviousTables.RoundOut(pageSize);
        s_free.Reserve(previous);

        // The linear window needs tables, and its tables need the window: the few that map their own space come from
        // the image.
        Tables = TakeTables(TableCount * pageSize, pageSize);
        TablePool.Continue(Tables);
        if (!previous.IsEmpty)
        {
            s_free.Add(previous);
        }
        if (!handover.Initrd.IsEmpty)
        {
            MapLinear(handover.Initrd.RoundOut(pageSize), Protection.KernelData);
        }
        for (int i = 0; i < s_free.Count; i++)
        {
            MapLinear(s_free[i], Protection.KernelData);
        }
        s_missing.Sift(ref s_free, default(LinearProbe));
        FreeAtStart -= s_missing.SizeBytes;
        Log.Line(
            $"EFI memory map: {map.Count} regions, {s_free.SizeBytes >> 20} MB free in "
                + $"{s_free.Count} ranges, including "
                + $"boot services memory"
        );
    }

    /// <summary>
    /// Whatever claims memory that this processor cannot address is not believed for the rest of it (KF-006).
    /// </summary>
    private static void ReserveUnreachable(MemoryMapView map)
    {
        for (int i = 0; i < map.Count; i++)
        {
            MemoryDescriptor region = map[i];
            if (region.IsSound && region.IsUsable && region.PhysicalEnd > Cpu.MemoryModel.PhysicalEnd)
            {
                s_free.Reserve(region.Range);
            }
        }
    }

    /// <summary>
    /// Mapped, and seen to be memory: where the map claims more than there is, from the next range below.
    /// </summary>
    private static PhysicalRange TakeTables(ulong sizeBytes, ulong pageSize)
    {
        PhysicalAddress limit = new(ulong.MaxValue);
        for (int attempt = 0; attempt < 4; attempt++)
        {
            if (
                !s_free.TryAllocateBelow(limit, sizeBytes, sizeBytes, out PhysicalAddress tables)
                && !s_free.TryAllocateBelow(limit, sizeBytes, pageSize, out tables)
            )
            {
                break;
            }
            PhysicalRange pool = PhysicalRange.FromSize(tables, sizeBytes);
            MapLinear(pool, Protection.KernelData);
            LinearProbe probe = default;
            if (probe.Answers(pool.Start) && probe.Answers(pool.End - 1))
            {
                return pool;
            }
            s_missing.Add(pool);
            limit = tables;
            for (int i = 0; i < s_free.Count; i++)
            {
                // What it was taken from, up to it.
                limit = s_free[i].End == tables ? s_free[i].Start : limit;
            }
        }
        Panic.Stop($"no {sizeBytes} contiguous bytes of free memory for page tables");
        return default;
    }

    /// <summary>Free pages, mapped; the end of the kernel if there are none.</summary>
    public static PhysicalAddress Allocate(ulong sizeBytes, ulong alignmentBytes)
    {
        if (!s_free.TryAllocate(sizeBytes, alignmentBytes, out PhysicalAddress address))
        {
            Panic.Stop($"out of memory: {sizeBytes} bytes");
        }
        return address;
    }

    /// <summary>Firmware that still uses memory it gave up loses it here.</summary>
    public static void PoisonFree(MemoryMapView map)
    {
        if (!PoisonPlan.TryParse(CommandLine.ValueOf(OptionNames.Poison), out ulong budget))
        {
            Log.Line($"keelson.poison is a number of MB, or all: using {budget >> 20} MB");
        }
        PoisonPlan.Choose(in s_free, map, budget, ref s_poisoned);
        for (int i = 0; i < s_poisoned.Count; i++)
        {
            PhysicalFill.Fill(KernelLayout.Linear(s_poisoned[i].Start), s_poisoned[i].SizeBytes, Poison.Pattern);
        }
        PoisonedBytes = s_poisoned.SizeBytes;
        if (PoisonedBytes == s_free.SizeBytes)
        {
            Log.Line($"poisoned {PoisonedBytes >> 20} MB");
        }
        else
        {
            Log.Line(
                $"poisoned {PoisonedBytes >> 20} MB of {s_free.SizeBytes >> 20} MB, including all boot services memory"
            );
        }
    }

    /// <summary>
    /// Where the poison in memory that is still free was overwritten: an address in the linear window, or 0.
    /// </summary>
    public static ulong FindPoisonDamage()
    {
        for (int i = 0; i < s_free.Count; i++)
        {
            for (int j = 0; j < s_poisoned.Count; j++)
            {
                PhysicalRange range = s_free[i].Intersect(s_poisoned[j]);
                if (range.IsEmpty)
                {
                    continue;
                }
                VirtualAddress found = PhysicalFill.FindDifference(
                    KernelLayout.Linear(range.Start),
                    range.SizeBytes,
                    Poison.Pattern
                );
                if (found != KernelLayout.Linear(range.End))
                {
                    return found.Value;
                }
            }
        }
        return 0;
    }

    // SAFETY: callers name memory that the linear window maps.
    public static unsafe Span<byte> Bytes(PhysicalAddress start, ulong sizeBytes) =>
        new((void*)KernelLayout.Linear(start).Value, checked((int)sizeBytes));

    private static void MapLinear(PhysicalRange range, Protection protection) =>
        KernelSpace.Map(range, KernelLayout.Linear(range.Start), protection, BlockPolicy.BlocksAllowed);
}

/// <summary>Reads through the linear window, under the guard of <see cref="Probe"/>.</summary>
internal readonly struct LinearProbe : IMemoryProbe
{
    public bool Answers(PhysicalAddress address) => Probe.TryReadByte(KernelLayout.Linear(address));
}

using System;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.Handover;
using Keelson.Kernel;
using Keelson.Memory;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>
/// Memory that an earlier kernel reserved until the next reset: the linked list of
/// <c>LINUX_EFI_MEMRESERVE_TABLE_GUID</c> (Linux, include/linux/efi.h), in which GIC redistributors' tables are kept
/// that cannot be moved across kexec.
/// </summary>
internal static class FirmwareReservations
{
    /// <summary>Linux makes three more than there are processors: room for 4,096 of those.</summary>
    private const int Capacity = 4352;

    [InlineArray(Capacity)]
    private struct Ranges
    {
        private PhysicalRange _first;
    }

    private static Ranges s_ranges;
    private static int s_count;

    public static ReadOnlySpan<PhysicalRange> All => ((ReadOnlySpan<PhysicalRange>)s_ranges)[..s_count];

    /// <summary>A node of the list that is in no memory, where there is one: what follows it is not known.</summary>
    public static PhysicalAddress Lost { get; private set; }

    /// <summary>The first node that is none, or comes again, or has an entry that is none.</summary>
    public static PhysicalAddress Malformed { get; private set; }

    /// <param name="image">Where this kernel runs.</param>
    public static void Read(in FirmwareTables firmware, MemoryMapView map, PhysicalRange image)
    {
        if (!firmware.TryFindTable(WellKnownGuids.LinuxMemoryReservations, out PhysicalAddress node))
        {
            return;
        }
        PhysicalAddress mark = default;
        for (int count = 1; node.Value != 0 && node != mark; count++)
        {
            // A mark moves further each time, so that a round of any length comes upon it.
            mark = (count & (count - 1)) == 0 ? node : mark;
            PhysicalAddress next = default;
            if (!FirmwareTables.TryWindow(map, node, MemoryReservationTable.SizeBytes, out ReadOnlySpan<byte> bytes))
            {
                Lost = node;
            }
            else if (
                !MemoryReservationTable.TryRead(bytes, out ulong sizeBytes, out uint used, out next)
                || !FirmwareTables.TryWindow(map, node, sizeBytes, out bytes)
            )
            {
                Blame(node);
                next = default;
            }
            else
            {
                Add(PhysicalRange.FromSize(node, sizeBytes));
                for (int i = 1; i <= (int)used; i++)
                {
                    ReadOnlySpan<byte> entry = bytes[(i * MemoryReservationTable.EntryBytes)..];
                    if (MemoryReservationTable.TryReadEntry(entry, image, out PhysicalRange range))
                    {
                        Add(range);
                    }
                    else
                    {
                        Blame(node);
                    }
                }
            }
            node = next;
        }
        if (node.Value != 0)
        {
            Blame(node);
        }
        Log.Line($"memory reserved until reset: {s_count} range(s)");
    }

    private static void Blame(PhysicalAddress node) => Malformed = Malformed.Value == 0 ? node : Malformed;

    public static void TakeFrom(ref FreeMemory free)
    {
        for (int i = 0; i < s_count; i++)
        {
            free.Reserve(s_ranges[i].RoundOut(KernelSpace.Granule.PageSize));
        }
    }

    private static void Add(PhysicalRange range)
    {
        if (s_count == Capacity)
        {
            Panic.Stop($"more than {Capacity} ranges of memory reserved until reset");
        }
        s_ranges[s_count++] = range;
    }
}

using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
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
    private const int MaximumPages = Capacity;
    private const uint HeaderSizeBytes = 16;
    private const uint EntrySizeBytes = 16;

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

    /// <summary>
    /// Reads the list: { entries there are, entries in use, next, { base, size } ... }, each node at most a page.
    /// </summary>
    public static void Read(in FirmwareTables firmware, MemoryMapView map)
    {
        if (!firmware.TryFindTable(WellKnownGuids.LinuxMemoryReservations, out PhysicalAddress node))
        {
            return;
        }
        for (int page = 0; page < MaximumPages && node.Value != 0; page++)
        {
            if (!FirmwareTables.TryWindow(map, node, HeaderSizeBytes, out ReadOnlySpan<byte> header))
            {
                Lost = node;
                break;
            }
            uint capacity = BinaryPrimitives.ReadUInt32LittleEndian(header);
            uint used = Math.Min(
                BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
                Math.Min(capacity, 4096 / EntrySizeBytes)
            );
            PhysicalAddress next = new(BinaryPrimitives.ReadUInt64LittleEndian(header[8..]));
            ulong sizeBytes = HeaderSizeBytes + used * EntrySizeBytes;
            if (!FirmwareTables.TryWindow(map, node, sizeBytes, out ReadOnlySpan<byte> entries))
            {
                Lost = node;
                break;
            }
            entries = entries[(int)HeaderSizeBytes..];
            Add(PhysicalRange.FromSize(node, HeaderSizeBytes + capacity * EntrySizeBytes));
            for (uint i = 0; i < used; i++)
            {
                PhysicalAddress start = new(
                    BinaryPrimitives.ReadUInt64LittleEndian(entries[(int)(i * EntrySizeBytes)..])
                );
                Add(
                    PhysicalRange.FromSize(
                        start,
                        BinaryPrimitives.ReadUInt64LittleEndian(entries[(int)(i * EntrySizeBytes + 8)..])
                    )
                );
            }
            node = next;
        }
        Log.Line($"memory reserved until reset: {s_count} range(s)");
    }

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

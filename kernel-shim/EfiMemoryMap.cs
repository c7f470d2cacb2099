using System;
using Keelson.Addresses;
using Keelson.Handover;
using Keelson.Kernel;
using Keelson.Paging;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>
/// The memory map where the boot stub left it. It is read, never written: the next kernel needs it as it is.
/// </summary>
internal static class EfiMemoryMap
{
    private static unsafe byte* s_sorted;

    public static unsafe MemoryMapView Open(in KernelHandover handover)
    {
        PhysicalRange pages = Range(handover).RoundOut(KernelSpace.Granule.PageSize);
        KernelSpace.Map(pages, KernelLayout.Linear(pages.Start), Protection.KernelData, BlockPolicy.PagesOnly);
        // SAFETY: just mapped, and reserved before anything is allocated.
        Span<byte> bytes = new((void*)KernelLayout.Linear(handover.MapStart).Value, (int)handover.Map.SizeBytes);
        MemoryMapError error = MemoryMapView.TryCreate(bytes, handover.Map, out MemoryMapView map);
        if (error != MemoryMapError.None)
        {
            Panic.Stop($"invalid EFI memory map at {handover.MapStart}: {error.Text()}");
        }
        return map;
    }

    /// <summary>The same descriptors in ascending order, in memory of our own where the firmware has another.</summary>
    // SAFETY: free memory that is mapped, taken for good.
    public static unsafe MemoryMapView Sorted(in KernelHandover handover, MemoryMapView map)
    {
        if (map.IsAscending())
        {
            return map;
        }
        if (s_sorted == null)
        {
            ulong pageSize = KernelSpace.Granule.PageSize;
            ulong sizeBytes = (handover.Map.SizeBytes + pageSize - 1) & ~(pageSize - 1);
            s_sorted = (byte*)KernelLayout.Linear(PhysicalMemory.Allocate(sizeBytes, pageSize)).Value;
            Span<byte> copy = new(s_sorted, map.Bytes.Length);
            map.Bytes.CopyTo(copy);
            MemoryMapSort.Sort(copy, map.DescriptorSizeBytes);
        }
        MemoryMapView.TryCreate(new Span<byte>(s_sorted, map.Bytes.Length), handover.Map, out MemoryMapView sorted);
        return sorted;
    }

    public static PhysicalRange Range(in KernelHandover handover) =>
        PhysicalRange.FromSize(handover.MapStart, handover.Map.SizeBytes);
}

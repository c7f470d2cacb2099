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
    public static unsafe MemoryMapView Open(KernelHandover handover)
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

    public static PhysicalRange Range(KernelHandover handover) =>
        PhysicalRange.FromSize(handover.MapStart, handover.Map.SizeBytes);
}

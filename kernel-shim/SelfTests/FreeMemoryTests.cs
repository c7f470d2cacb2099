using System;
using Keelson.Addresses;
using Keelson.Kernel;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>Patch 7/8: memory of boot services is free RAM like any other, from the first pass over the map.</summary>
internal static class FreeMemoryTests
{
    public const int Results = 2;

    public static void Run(ref TestBench bench)
    {
        bench.Report.Check(
            PhysicalMemory.PoisonedBytes != 0,
            "7/8 free memory poisoned before the first runtime call"u8,
            $"{PhysicalMemory.PoisonedBytes >> 20} MB"
        );
        ReadOnlySpan<byte> name = "7/8 boot services memory is allocated as free RAM"u8;
        if (!TryTakeBootServicesPage(bench.Map, out PhysicalAddress page))
        {
            bool isNone = !HasBootServicesMemory(bench.Map);
            if (isNone)
            {
                bench.Report.Skip(name, "the map has no memory of boot services"u8);
            }
            else
            {
                bench.Report.Check(false, name, $"none of it is free");
            }
            return;
        }
        Span<byte> bytes = PhysicalMemory.Bytes(page, KernelSpace.Granule.PageSize);
        bytes.Fill(0x3c);
        bench.Report.Check(bytes[0] == 0x3c && bytes[^1] == 0x3c, name, $"page {page}");
    }

    /// <summary>The first page of a region of boot services that is free, wherever it lies.</summary>
    private static bool TryTakeBootServicesPage(MemoryMapView map, out PhysicalAddress page)
    {
        ulong pageSize = KernelSpace.Granule.PageSize;
        for (int i = 0; i < map.Count; i++)
        {
            MemoryDescriptor region = map[i];
            if (!IsOfBootServices(region) || !region.IsSound)
            {
                continue;
            }
            PhysicalRange range = new(region.PhysicalStart, region.PhysicalEnd);
            if (PhysicalMemory.Free.TryAllocateWithin(range, pageSize, out page))
            {
                return true;
            }
        }
        page = default;
        return false;
    }

    private static bool HasBootServicesMemory(MemoryMapView map)
    {
        for (int i = 0; i < map.Count; i++)
        {
            if (IsOfBootServices(map[i]) && map[i].IsUsable)
            {
                return true;
            }
        }
        return false;
    }

    private static bool IsOfBootServices(MemoryDescriptor region) =>
        region.Type is MemoryType.BootServicesCode or MemoryType.BootServicesData;
}

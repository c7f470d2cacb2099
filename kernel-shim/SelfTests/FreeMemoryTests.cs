using System;
using Keelson.Addresses;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>Patch 7/8: memory of boot services is free RAM like any other, from the first pass over the map.</summary>
internal static class FreeMemoryTests
{
    private const int MaximumAllocations = 4096;

    public static void Run(ref TestBench bench)
    {
        bench.Report.Check(
            PhysicalMemory.PoisonedBytes != 0,
            $"7/8 {PhysicalMemory.PoisonedBytes >> 20} MB of free memory poisoned before the first runtime call"
        );
        ulong pageSize = KernelSpace.Granule.PageSize;
        bool found = false;
        PhysicalAddress page = default;
        for (int i = 0; i < MaximumAllocations && !found; i++)
        {
            if (!PhysicalMemory.Free.TryAllocate(pageSize, pageSize, out page))
            {
                break;
            }
            found =
                bench.Map.TryFind(page, out MemoryDescriptor region)
                && region.Type is MemoryType.BootServicesCode or MemoryType.BootServicesData;
        }
        if (found)
        {
            Span<byte> bytes = PhysicalMemory.Bytes(page, pageSize);
            bytes.Fill(0x3c);
            found = bytes[0] == 0x3c && bytes[^1] == 0x3c;
        }
        bench.Report.Check(found, $"7/8 boot services memory is allocated as free RAM (page {page})");
    }
}

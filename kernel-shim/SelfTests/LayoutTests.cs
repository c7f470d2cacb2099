using System;
using Keelson.Addresses;
using Keelson.Handover;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// Patch 6/8: the layout is a function of the memory map, so the kernel finds the stub's own by computing it again.
/// </summary>
internal static class LayoutTests
{
    public static void Run(ref TestBench bench)
    {
        ulong size = Alignment.Up((ulong)bench.Map.Bytes.Length, Alignment.Size64K);
        PhysicalAddress memory = PhysicalMemory.Allocate(2 * size, Alignment.Size64K);
        Span<byte> copy = PhysicalMemory.Bytes(memory, size);
        Span<byte> scratch = PhysicalMemory.Bytes(memory + size, size);
        bench.Map.Bytes.CopyTo(copy);
        MemoryMapView.TryCreate(copy, bench.Handover.Map, out MemoryMapView again);
        if (again.CountRuntime() != 0 && IsIdentity(bench.Map))
        {
            bench.Report.Skip($"6/8 the layout derived again", "virtual addresses are physical ones"u8);
            bench.Report.Skip($"6/8 what SetVirtualAddressMap was given", "it was not called"u8);
            bench.Report.SkipGroup(2, "6/8 calls"u8, "it was not called"u8);
            return;
        }
        RuntimeLayout.Withdraw(again);
        RuntimeLayoutError error = RuntimeLayout.Assign(
            again,
            scratch,
            RuntimeLayout.VirtualBase,
            out RuntimeLayoutSummary layout
        );
        bench.Report.Check(
            error == RuntimeLayoutError.None && again.Bytes.SequenceEqual(bench.Map.Bytes),
            $"6/8 derived again, the layout of {layout.Count} regions from {layout.Start} to {layout.End} is the one "
                + $"in the memory map"
        );
        if (!bench.Handover.HasBootRecord)
        {
            bench.Report.Skip($"6/8 what SetVirtualAddressMap was given", "another stub booted this kernel"u8);
            bench.Report.SkipGroup(2, "6/8 calls"u8, "another stub booted this kernel"u8);
            return;
        }
        BootRecord record = bench.Handover.BootRecord;
        uint crc = BootExit.VirtualMapCrc(scratch[..layout.SizeBytes], bench.Handover.Map);
        bench.Report.Check(
            record.SetVirtualAddressMapCalls == 1
                && record.SetVirtualAddressMapStatus == EfiStatus.Success
                && record.VirtualMapCrc == crc
                && record.RuntimeRegionCount == (uint)layout.Count,
            $"6/8 SetVirtualAddressMap was called once, with these descriptors, their size and version (CRC {crc:x})"
        );
        if (record.SecondCall == SecondCall.NotAsked)
            bench.Report.Skip(
                $"6/8 a second SetVirtualAddressMap",
                "asked of known firmware only, or with keelson.svam=twice"u8
            );
        else
            bench.Report.Check(
                record.SecondCall == SecondCall.Refused,
                $"6/8 a second SetVirtualAddressMap was refused as EFI_UNSUPPORTED"
            );
        bench.Report.Check(
            record.MapCalls >= 1 + record.ExitAttempts,
            $"6/8 {record.MapCalls} memory maps, the first for sizes only, {record.ExitAttempts} call of "
                + $"ExitBootServices"
        );
    }

    private static bool IsIdentity(MemoryMapView map)
    {
        for (int i = 0; i < map.Count; i++)
        {
            if (map[i].IsRuntime && map[i].VirtualStart.Value != map[i].PhysicalStart.Value)
                return false;
        }
        return true;
    }
}

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
            bench.Report.Skip($"6/8 layout computed again", "runtime regions are identity-mapped"u8);
            bench.Report.Skip($"6/8 SetVirtualAddressMap arguments", "SetVirtualAddressMap not called"u8);
            bench.Report.SkipGroup(2, "6/8 firmware calls"u8, "SetVirtualAddressMap not called"u8);
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
            $"6/8 layout of {layout.Count} regions from {layout.Start} to {layout.End}, computed again, matches the "
                + $"memory map"
        );
        if (!bench.Handover.HasBootRecord)
        {
            bench.Report.Skip($"6/8 SetVirtualAddressMap arguments", "not booted by keelson-stub"u8);
            bench.Report.SkipGroup(2, "6/8 firmware calls"u8, "not booted by keelson-stub"u8);
            return;
        }
        BootRecord record = bench.Handover.BootRecord;
        uint crc = BootExit.VirtualMapCrc(scratch[..layout.SizeBytes], bench.Handover.Map);
        bench.Report.Check(
            record.SetVirtualAddressMapCalls == 1
                && record.SetVirtualAddressMapStatus == EfiStatus.Success
                && record.VirtualMapCrc == crc
                && record.RuntimeRegionCount == (uint)layout.Count,
            $"6/8 SetVirtualAddressMap called once, with these descriptors, their size and version (CRC 0x{crc:x})"
        );
        if (record.SecondCall == SecondCall.NotAsked)
        {
            bench.Report.Skip(
                $"6/8 a second SetVirtualAddressMap",
                "only on known firmware, or with keelson.svam=twice"u8
            );
        }
        else
        {
            bench.Report.Check(
                record.SecondCall == SecondCall.Refused,
                $"6/8 a second SetVirtualAddressMap is refused with EFI_UNSUPPORTED"
            );
        }
        bench.Report.Check(
            record.MapCalls >= 1 + record.ExitAttempts,
            $"6/8 GetMemoryMap called {record.MapCalls} times, the first for sizes only; ExitBootServices called "
                + $"{record.ExitAttempts} time(s)"
        );
    }

    private static bool IsIdentity(MemoryMapView map)
    {
        for (int i = 0; i < map.Count; i++)
        {
            if (map[i].IsRuntime && map[i].VirtualStart.Value != map[i].PhysicalStart.Value)
            {
                return false;
            }
        }
        return true;
    }
}

using System;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Kernel;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>After the last call: no mapping is left (patch 8/8).</summary>
internal static class AftermathTests
{
    public const int Results = 3;

    public static void Run(ref TestBench bench)
    {
        uint calls = RuntimeClient.Gate.CallCount;
        ReadOnlySpan<byte> unloaded = "8/8 access to a runtime address faults after each call"u8;
        if (calls == 0)
        {
            bench.SkipBlocked(unloaded);
        }
        else
        {
            bench.Report.Check(bench.Client.UnloadsSeen == calls, unloaded, $"{calls} calls");
        }
        int regions = 0,
            faults = 0;
        for (int i = 0; i < bench.Map.Count; i++)
        {
            MemoryDescriptor region = bench.Map[i];
            if (!region.IsRuntime)
            {
                continue;
            }
            regions++;
            // At its physical address, as in the firmware's identity map; and at its runtime address, in every region.
            if (
                !Probe.TryReadByte(new VirtualAddress(region.PhysicalStart.Value))
                && (region.VirtualStart.Value == ulong.MaxValue || !Probe.TryReadByte(region.VirtualStart))
            )
            {
                faults++;
            }
        }
        bench.Report.Check(
            faults == regions,
            "8/8 no runtime region is identity-mapped, or mapped at its runtime address"u8,
            $"{regions} regions"
        );
        bench.Report.Check(
            Cpu.LowerTableBase() == KernelSpace.EmptyTableBase,
            "8/8 TTBR0_EL1 points to the empty table"u8
        );
    }
}

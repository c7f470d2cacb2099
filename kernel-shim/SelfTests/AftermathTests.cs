using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>After the last call: no mapping left, no memory overwritten (patches 7/8 and 8/8).</summary>
internal static class AftermathTests
{
    public static void Run(ref TestBench bench)
    {
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
            regions != 0 && faults == regions,
            $"8/8 none of {regions} runtime regions is identity-mapped, or mapped at its runtime address"
        );
        bench.Report.Check(
            Cpu.LowerTableBase() == KernelSpace.EmptyTableBase,
            $"8/8 TTBR0_EL1 points to the empty table"
        );
        ulong damage = PhysicalMemory.FindPoisonDamage();
        if (damage != 0)
        {
            bench.Report.Note($"finding: poison overwritten at 0x{damage:x}");
        }
        bench.Report.Check(damage == 0, $"7/8 poison intact: no runtime service wrote outside its own regions");
    }
}

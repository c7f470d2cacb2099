using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>What all those calls left behind: nothing (patches 7/8 and 8/8).</summary>
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
                continue;
            regions++;
            // At its physical address, as under the firmware's 1:1 map; and at its runtime address, in every region.
            if (
                !Probe.TryReadByte(new VirtualAddress(region.PhysicalStart.Value))
                && (region.VirtualStart.Value == ulong.MaxValue || !Probe.TryReadByte(region.VirtualStart))
            )
                faults++;
        }
        bench.Report.Check(
            regions != 0 && faults == regions,
            $"8/8 none of {regions} runtime regions is mapped 1:1, or where it is during calls"
        );
        bench.Report.Check(Cpu.LowerTableBase() == KernelSpace.EmptyTableBase, $"8/8 TTBR0_EL1 holds the empty table");
        ulong damage = PhysicalMemory.FindPoisonDamage();
        bench.Report.Check(
            damage == 0,
            $"7/8 the poison is whole: no runtime service wrote to memory that is not its own ({damage:x})"
        );
    }
}

using Keelson.Arch.Arm64;
using Keelson.Paging;

namespace Keelson.KernelShim.SelfTests;

/// <summary>The arm64 boot protocol, as whoever loaded us kept it.</summary>
internal static class BootProtocolTests
{
    private const ulong AllMasked = 0x3c0;

    public static void Run(ref TestBench bench)
    {
        EntryState entry = bench.Entry;
        bench.Report.Check(
            !entry.MmuWasOn && entry.InterruptMask == AllMasked && entry.ReservedArguments == 0,
            $"boot: entered at EL{entry.ExceptionLevel} with MMU off, interrupts masked, x1 to x3 zero"
        );
        bench.Report.Check(
            entry.ImageStart.IsAligned(Addresses.Alignment.Size2M) && entry.DeviceTree.IsAligned(8),
            $"boot: image on a 2 MB boundary, device tree on 8 bytes"
        );
        ulong expected = TranslationControl.For(KernelSpace.Granule, KernelSpace.Granule, Cpu.MemoryModel).Value;
        bench.Report.Check(
            Cpu.TranslationControl() == expected && Cpu.MemoryAttributes() == MemoryAttributeIndirection.Value,
            $"boot: TCR_EL1 {expected:x} and MAIR_EL1 are what the tables are written for"
        );
        bench.Report.Check(
            AbiLayout.IsAsSpecified,
            $"boot: structures shared with firmware and assembly have their sizes and offsets"
        );
    }
}

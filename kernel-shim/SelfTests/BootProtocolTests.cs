using Keelson.Arch.Arm64;
using Keelson.Kernel;
using Keelson.Paging;

namespace Keelson.KernelShim.SelfTests;

/// <summary>The arm64 boot protocol (Linux, Documentation/arch/arm64/booting.rst), on entry.</summary>
internal static class BootProtocolTests
{
    public const int Results = 4;
    private const ulong AllMasked = 0x3c0;

    public static void Run(ref TestBench bench)
    {
        ref readonly EntryState entry = ref bench.Entry;
        bench.Report.Check(
            !entry.MmuWasOn && entry.InterruptMask == AllMasked && entry.ReservedArguments == 0,
            "boot: entered with MMU off, interrupts masked, x1 to x3 zero"u8,
            $"EL{entry.ExceptionLevel}"
        );
        bench.Report.Check(
            entry.ImageStart.IsAligned(Addresses.Alignment.Size2M) && entry.DeviceTree.IsAligned(8),
            "boot: image 2 MB aligned, device tree 8-byte aligned"u8,
            $"{entry.ImageStart}, {entry.DeviceTree}"
        );
        ulong expected = TranslationControl.For(KernelSpace.Granule, KernelSpace.Granule, Cpu.MemoryModel).Value;
        bench.Report.Check(
            Cpu.TranslationControl() == expected && Cpu.MemoryAttributes() == MemoryAttributeIndirection.Value,
            "boot: TCR_EL1 and MAIR_EL1 match the page tables"u8,
            $"0x{expected:x}"
        );
        bench.Report.Check(AbiLayout.IsAsSpecified, "boot: ABI structures have the specified sizes and offsets"u8);
    }
}

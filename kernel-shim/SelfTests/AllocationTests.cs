using Keelson.BootTime;
using Keelson.Handover;

namespace Keelson.KernelShim.SelfTests;

/// <summary>Patches 4/8 and 5/8: boot-time allocations, by what the stub measured and by where its work lies.</summary>
internal static class AllocationTests
{
    public static void Run(ref TestBench bench)
    {
        if (!bench.Handover.HasBootRecord)
        {
            bench.Report.Skip($"4/8 allocations in the running stub", "another stub booted this kernel"u8);
            bench.Report.Skip($"5/8 64 KB frames", "another stub booted this kernel"u8);
            return;
        }
        BootRecord record = bench.Handover.BootRecord;
        if (record.AllocationChecks == 0)
        {
            // The stub measures for us alone. What else lies where it does, the kernel that started us by kexec has
            // decided.
            bench.Report.Skip(
                $"4/8 allocations in the running stub",
                "it booted another kernel, which started this one"u8
            );
            bench.Report.Check(
                bench.Handover.MapStart.IsAligned(AlignedPages.GranularityBytes),
                $"5/8 the memory map begins a 64 KB frame"
            );
            return;
        }
        bench.Report.Check(
            record.AllocationChecks >= 2 && record.ExactAllocations == record.AllocationChecks,
            $"4/8 {record.ExactAllocations} of {record.AllocationChecks} allocations in the running stub took and "
                + $"returned exactly 16 pages, aligned"
        );
        bench.Report.Check(
            bench.Tree.Range.Start.IsAligned(AlignedPages.GranularityBytes)
                && bench.Handover.MapStart.IsAligned(AlignedPages.GranularityBytes)
                && bench.Entry.ImageStart.IsAligned(AlignedPages.GranularityBytes),
            $"5/8 device tree, memory map and image each begin a 64 KB frame"
        );
    }
}

using System;
using Keelson.BootTime;
using Keelson.Handover;

namespace Keelson.KernelShim.SelfTests;

/// <summary>Patches 4/8 and 5/8: boot-time allocations, by what the stub measured and by where its work lies.</summary>
internal static class AllocationTests
{
    public const int Results = 2;

    public static void Run(ref TestBench bench)
    {
        ReadOnlySpan<byte> exact = "4/8 boot-time allocations took and freed exactly 16 pages, aligned"u8,
            aligned = "5/8 device tree, memory map and image 64 KB aligned"u8;
        if (!bench.Handover.HasBootRecord)
        {
            bench.Report.Skip(exact, "not booted by keelson-stub"u8);
            bench.Report.Skip(aligned, "not booted by keelson-stub"u8);
            return;
        }
        ref readonly BootRecord record = ref bench.Handover.BootRecord;
        if (record.AllocationChecks == 0)
        {
            // The stub measures for us alone. What else lies where it does, the kernel that started us by kexec has
            // decided.
            bench.Report.Skip(exact, "not measured: the stub booted another kernel, which started this one by kexec"u8);
            bench.Report.Check(
                bench.Handover.MapStart.IsAligned(AlignedPages.GranularityBytes),
                aligned,
                $"memory map alone: {bench.Handover.MapStart}"
            );
            return;
        }
        bench.Report.Check(
            record.AllocationChecks >= 2 && record.ExactAllocations == record.AllocationChecks,
            exact,
            $"{record.ExactAllocations} of {record.AllocationChecks}"
        );
        bench.Report.Check(
            bench.Tree.Range.Start.IsAligned(AlignedPages.GranularityBytes)
                && bench.Handover.MapStart.IsAligned(AlignedPages.GranularityBytes)
                && bench.Entry.ImageStart.IsAligned(AlignedPages.GranularityBytes),
            aligned
        );
    }
}

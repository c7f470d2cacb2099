using Keelson.Arch.Arm64;
using Keelson.Audits;
using Keelson.Findings;
using Keelson.Memory;
using Keelson.RuntimeServices;
using Keelson.Text;

namespace Keelson.KernelShim.SelfTests;

/// <summary>The memory map against the rules of UEFI, before anything is called (portable/Audits).</summary>
internal static class MapTests
{
    public const int Results = 2;

    public static void Run(ref TestBench bench)
    {
        bench.Report.BeginGroup("map"u8, Results);
        int before = bench.Report.Findings.Errors;
        ReportedRegions<LogSink> regions = bench.Regions;
        MemoryMapAudit.Run(bench.Map, Cpu.MemoryModel.PhysicalEnd, ref regions);
        bench.Report = regions.Report;
        ref MissingMemory missing = ref PhysicalMemory.Missing;
        for (int i = 0; i < missing.Count; i++)
        {
            TextLine subject = $"{missing[i].Start} to {missing[i].End}";
            bench.Report.Finding(FindingId.MemoryMissing, subject.Text, $"{missing.SizeBytes >> 10} KB in all");
        }
        uint version = bench.Handover.Map.DescriptorVersion;
        if (version != Uefi.MemoryDescriptor.Version)
        {
            bench.Report.Finding(FindingId.MapVersionUnknown, "memory map"u8, $"version {version}");
        }
        int errors = bench.Report.Findings.Errors - before;
        bench.Report.Check(
            errors == 0,
            "the memory map keeps the rules"u8,
            $"{bench.Map.Count} regions, {errors} errors"
        );
        int count = bench.Map.CountRuntime();
        if (count == 0)
        {
            bench.Report.Finding(FindingId.NoRuntimeRegion, "memory map"u8, $"{bench.Map.Count} regions");
        }
        bench.Report.Check(count != 0, "a region has EFI_MEMORY_RUNTIME"u8, $"{count} regions");
        bench.Report.EndGroup("map"u8);
    }
}

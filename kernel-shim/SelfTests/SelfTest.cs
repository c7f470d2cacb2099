using Keelson.Arch.Arm64;
using Keelson.Handover;
using Keelson.Reports;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>What the tests check, and the report.</summary>
internal ref struct TestBench
{
    public EntryState Entry;
    public DeviceTreeWindow Tree;
    public KernelHandover Handover;
    public MemoryMapView Map;
    public FirmwareTables Firmware;
    public KtapReport<LogSink> Report;
}

/// <summary>The report: the series patch by patch (docs/series-map.md), then the runtime services one by one.</summary>
internal static class SelfTest
{
    /// <summary>Results that a whole report has; one more or less is a failure of its own.</summary>
    private const int PlannedChecks = 71;

    /// <summary>How many of those need runtime services.</summary>
    private const int ServiceChecks = 40;

    /// <returns>Checks that passed.</returns>
    public static uint Run(
        EntryState entry,
        DeviceTreeWindow tree,
        KernelHandover handover,
        MemoryMapView map,
        FirmwareTables firmware,
        ref RuntimeContext runtime,
        ref Generation generation,
        out bool isPass
    )
    {
        TestBench bench = new()
        {
            Entry = entry,
            Tree = tree,
            Handover = handover,
            Map = map,
            Firmware = firmware,
            Report = new KtapReport<LogSink>(default, PlannedChecks),
        };
        bench.Report.Begin();
        ReportStore.Describe(entry, firmware);
        MapDump.WriteIfAsked(ref bench, ref runtime);
        BootProtocolTests.Run(ref bench);
        IsolationTests.Run(ref bench, ref runtime);
        FirmwareTableTests.Run(ref bench, runtime.Gate.IsOpen);
        AllocationTests.Run(ref bench);
        FreeMemoryTests.Run(ref bench);
        GenerationTests.Run(ref bench, ref runtime, ref generation);
        GateTests.Run(ref bench, ref runtime);
        if (runtime.Gate.IsOpen)
        {
            RunWithServices(ref bench, ref runtime, generation);
        }
        else
        {
            WithoutServices(ref bench);
        }
        AftermathTests.Run(ref bench);
        bench.Report.Note(
            $"{bench.Report.Passed} passed, {bench.Report.Failed} failed, {bench.Report.Skipped} skipped of "
                + $"{bench.Report.Planned}"
        );
        if (generation.Record.Total > 1)
        {
            Log.Line(
                $"generation {generation.Record.Generation} of {generation.Record.Total}: slot {entry.ImageStart}, "
                    + $"{new ByteSize(KernelSpace.Granule.PageSize)} pages, layout 0x{generation.Record.LayoutCrc:x}, "
                    + $"{bench.Report.Passed} passed, "
                    + $"{Cpu.Microseconds(Cpu.Counter() - generation.Record.GenerationStart) / 1000} ms"
            );
        }
        isPass = bench.Report.IsPass;
        return (uint)bench.Report.Passed;
    }

    private static void RunWithServices(ref TestBench bench, ref RuntimeContext runtime, Generation generation)
    {
        RuntimeTableTests.Run(ref bench, ref runtime);
        LayoutTests.Run(ref bench);
        RuntimeClient client = default;
        TimeTests.Run(ref bench, ref client);
        VariableTests.Run(ref bench, ref client);
        PersistenceTests.Run(ref bench, ref client);
        GenerationTests.CheckToken(ref bench, ref client, generation);
        MonotonicCountTests.Run(ref bench, ref client);
        CapsuleTests.Run(ref bench, ref client);
        CallTests.Run(ref bench, ref client);
    }

    /// <summary>
    /// No layout, so no calls. Where the stub says that SetVirtualAddressMap failed, that is the firmware's failure and
    /// the report's; where it was withdrawn by others, it is their business.
    /// </summary>
    private static void WithoutServices(ref TestBench bench)
    {
        EfiStatus status = bench.Handover.HasBootRecord
            ? bench.Handover.BootRecord.SetVirtualAddressMapStatus
            : EfiStatus.Success;
        if (status == EfiStatus.Success)
        {
            bench.Report.Skip($"6/8 runtime services", "runtime regions not relocated: runtime services disabled"u8);
        }
        else
        {
            bench.Report.Check(false, $"6/8 SetVirtualAddressMap returned {status}: runtime services disabled");
        }
        bench.Report.SkipGroup(ServiceChecks - 1, "runtime services"u8, "runtime services disabled"u8);
    }
}

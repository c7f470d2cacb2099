using Keelson.Arch.Arm64;
using Keelson.Handover;
using Keelson.Kernel;
using Keelson.Reports;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// The report: the firmware's map, tables and services, a group each; then Keelson itself, the series patch by patch
/// (docs/series-map.md).
/// </summary>
internal static class SelfTest
{
    /// <summary>Groups that a whole report has; one more or less is a failure of its own.</summary>
    private const int PlannedGroups = 21;

    /// <returns>Checks that passed.</returns>
    public static uint Run(
        in EntryState entry,
        DeviceTreeWindow tree,
        in KernelHandover handover,
        MemoryMapView map,
        in FirmwareTables firmware,
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
            Report = new KtapReport<LogSink>(default, PlannedGroups),
        };
        bench.Report.Begin();
        ServiceTables.Watch(firmware);
        MapDump.WriteIfAsked(ref bench, ref runtime);
        Access.Judge(ref bench, ref runtime);

        // The firmware: what it published, what it did in SetVirtualAddressMap, then each service.
        MapTests.Run(ref bench);
        FirmwareTableTests.Run(ref bench);
        RelocationTests.Run(ref bench);
        if (!bench.IsBlocked && bench.HasSoundAttributes)
        {
            AttributesInForce.Apply(firmware);
        }
        TimeTests.Run(ref bench, generation);
        VariableTests.Run(ref bench, generation);
        PersistenceTests.Run(ref bench, generation);
        MonotonicCountTests.Run(ref bench);
        CapsuleTests.Run(ref bench);
        RoundTests.Run(ref bench, generation);
        OtherProcessorTests.Run(ref bench);
        // What changes the clock, where the user asks for it.
        SetTimeTests.Run(ref bench, generation);
        SetWakeupTimeTests.Run(ref bench, generation);
        CapsuleTests.RunUpdate(ref bench, generation);
        CallTests.Run(ref bench, generation);
        ResetTests.Run(ref bench);

        // Keelson itself, in groups of its own: its tables as it made them.
        AttributesInForce.Lift();
        RunOwn(ref bench, ref runtime);
        GenerationTests.Run(ref bench, ref runtime, ref generation);
        AttributesInForce.ApplyAgain();
        bench.Report.CloseFindings();
        bench.Report.Note(
            $"{bench.Report.Passed} passed, {bench.Report.Failed} failed, {bench.Report.Skipped} skipped; findings: "
                + $"{bench.Report.Findings.Errors} errors, {bench.Report.Findings.Warnings} warnings, "
                + $"{bench.Report.Findings.Notes} notes"
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

    private static void RunOwn(ref TestBench bench, ref RuntimeContext runtime)
    {
        bench.Report.BeginGroup(
            "keelson"u8,
            BootProtocolTests.Results
                + IsolationTests.Results
                + AllocationTests.Results
                + FreeMemoryTests.Results
                + GateTests.Results
                + RuntimeTableTests.Results
                + LayoutTests.Results
                + AftermathTests.Results
                + OptionTests.Results
        );
        OptionTests.Run(ref bench);
        BootProtocolTests.Run(ref bench);
        IsolationTests.Run(ref bench, ref runtime);
        AllocationTests.Run(ref bench);
        FreeMemoryTests.Run(ref bench);
        GateTests.Run(ref bench, ref runtime);
        RuntimeTableTests.Run(ref bench, ref runtime);
        LayoutTests.Run(ref bench);
        AftermathTests.Run(ref bench);
        bench.Report.EndGroup("keelson"u8);
    }
}

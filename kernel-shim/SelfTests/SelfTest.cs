using Keelson.Arch.Arm64;
using Keelson.Handover;
using Keelson.Reports;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>Everything that the tests look at.</summary>
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
    private const int PlannedChecks = 62;

    public static bool Run(
        EntryState entry, DeviceTreeWindow tree, KernelHandover handover, MemoryMapView map, FirmwareTables firmware, ref RuntimeWorld world)
    {
        TestBench bench = new()
        {
            Entry = entry, Tree = tree, Handover = handover, Map = map, Firmware = firmware,
            Report = new KtapReport<LogSink>(default, PlannedChecks),
        };
        bench.Report.Begin();
        BootProtocolTests.Run(ref bench);
        IsolationTests.Run(ref bench, ref world);
        RuntimeTableTests.Run(ref bench, ref world);
        FirmwareTableTests.Run(ref bench);
        AllocationTests.Run(ref bench);
        LayoutTests.Run(ref bench);
        FreeMemoryTests.Run(ref bench);
        GateTests.Run(ref bench, ref world);
        RuntimeClient client = default;
        TimeTests.Run(ref bench, ref client);
        VariableTests.Run(ref bench, ref client);
        PersistenceTests.Run(ref bench, ref client);
        MiscellaneousTests.Run(ref bench, ref client);
        AftermathTests.Run(ref bench, ref client);
        bench.Report.Note($"{bench.Report.Passed} passed, {bench.Report.Failed} failed, {bench.Report.Skipped} skipped of {bench.Report.Planned}");
        return bench.Report.IsPass;
    }
}

using System;
using Keelson.Findings;
using Keelson.Reports;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>
/// The last line of a report. The services that keep it and that end the run are called after it was made: what they do
/// then is told behind it, and fails it.
/// </summary>
internal static class Verdict
{
    public static void KeepAndSay(
        in FirmwareTables firmware,
        MemoryMapView map,
        ref RuntimeGate gate,
        ReadOnlySpan<byte> verdict
    )
    {
        bool wasOpen = gate.IsOpen;
        ReportStore.Keep(firmware, ref gate, verdict);
        if (wasOpen && !gate.IsOpen)
        {
            TakeBack(firmware, map, ref gate, gate.Fault.Finding, EfiStatus.Aborted);
            return;
        }
        Log.Line($"{verdict}");
    }

    /// <param name="id">What it is that the last call came back, where it did.</param>
    /// <param name="status">Of that call.</param>
    public static void TakeBack(
        in FirmwareTables firmware,
        MemoryMapView map,
        ref RuntimeGate gate,
        FindingId id,
        EfiStatus status
    )
    {
        KtapReport<LogSink> after = new(default, 0);
        TextLine seen = $"{status}";
        RuntimeService service = RuntimeService.ResetSystem;
        if (!gate.IsOpen)
        {
            seen = new FaultText(map, gate.Fault).ToLine();
            id = gate.Fault.Finding;
            service = gate.Fault.Service;
            // What the others kept says that the run passed, and until then they worked.
            if (service == RuntimeService.ResetSystem)
            {
                gate.Reopen();
            }
        }
        ReportStore.Reopen();
        after.Finding(id, service.Text(), ref seen);
        ReportStore.Keep(firmware, ref gate, ReportEnd.Failed);
        Log.Line($"{ReportEnd.Failed}");
    }
}

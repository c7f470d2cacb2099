using System;
using Keelson.DeviceTree;
using Keelson.Efi;
using Keelson.Findings;
using Keelson.Handover;
using Keelson.Reports;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// A fault of the firmware's after which no kernel can be entered, in the words of a report: a finding, and the last
/// line, so that whoever reads consoles has a verdict here as well.
/// </summary>
internal static class RefusalFinding
{
    private readonly struct Console : ITextSink
    {
        public void WriteLine(ReadOnlySpan<byte> line) => EfiApplication.WriteLine($"{line}");
    }

    public static void Tell(BootExitError error, scoped in BootExit<Firmware> exit)
    {
        FindingId id = BootExitFinding.Of(error, exit.DeviceTreeError);
        if (id == FindingId.None)
        {
            return;
        }
        TextLine seen = $"{exit.FirmwareStatus}";
        if (error == BootExitError.BadMemoryMap)
        {
            seen = $"{exit.MapError.Text()}";
        }
        else if (error == BootExitError.BadDeviceTree)
        {
            seen = $"{exit.DeviceTreeError.Text()}";
        }
        else if (error == BootExitError.MapOutgrewBuffer)
        {
            seen = $"{error.Text()}";
        }
        KtapReport<Console> report = new(default, 0);
        report.Finding(id, BootExitFinding.Subject(error), ref seen);
        EfiApplication.WriteLine($"{ReportEnd.LogPrefix}{ReportEnd.Failed}");
    }
}

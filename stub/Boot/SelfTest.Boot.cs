using Keelson.Efi;
using Keelson.Handover;
using Keelson.Uefi;

namespace Keelson.Stub;

internal static partial class SelfTest
{
    static partial void Deliver(
        EfiSystem system,
        nint imageHandle,
        in PlatformTables platform,
        ReportMemory memory,
        Firmware firmware,
        ref bool delivered
    ) => delivered = EarlierReport.Deliver(system, imageHandle, firmware, platform.ReportArea, memory);

    static partial void NameRun(
        EfiSystem system,
        nint imageHandle,
        in PlatformTables platform,
        ReportMemory memory,
        scoped ref BootExit<Firmware> exit
    )
    {
        // Firmware that sets variables for a running system keeps reports there.
        if (memory == ReportMemory.Searched && !platform.Services.Claims(RuntimeService.SetVariable))
        {
            exit.RecordRun(RunName.Renew(system, imageHandle));
        }
    }

    /// <summary>The kernel-shim runs without, and its report is kept.</summary>
    static partial void WarnOfConsoles(in PlatformTables platform)
    {
        if (!platform.Console.Exists && !platform.Screen.Exists)
        {
            Log.WriteLine(
                $"warning: no console: no screen, and neither stdout-path in the device tree nor an ACPI SPCR names a "
                    + $"supported serial port. The report is kept for the next boot"
            );
        }
    }

    static partial void ReadClock(EfiSystem system, scoped ref BootExit<Firmware> exit) =>
        exit.RecordClock(system.Runtime.GetTime());

    static partial void MeasureAllocations(Firmware firmware, scoped ref BootExit<Firmware> exit)
    {
        AllocationReport report = AllocationReport.Write(firmware);
        exit.RecordAllocations(report.Checks, report.Exact);
    }

    static partial void ProbeSecondCall(scoped ref HandoverRequest request, EfiSystem system) =>
        request.ProbesSecondCall |= KnownFirmware.RefusesSecondCall(system.Vendor);
}

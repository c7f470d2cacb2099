using System;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.RuntimeServices;
using Keelson.Text;

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

    /// <summary>What a boot manager gives whom it starts (UEFI 2.10, 3.1.2).</summary>
    private const ulong SecondsOfBootManager = 5 * 60;

    static partial void NameRun(
        EfiSystem system,
        nint imageHandle,
        in PlatformTables platform,
        ReportMemory memory,
        scoped ref BootExit<Firmware> exit
    )
    {
        RunName run = RunName.Renew(system, imageHandle);
        // Without the name nothing is kept in memory, where nobody would believe it.
        exit.RecordRun(memory == ReportMemory.Searched ? run.Id : 0, run.Number);
        EarlierReport.MarkBegun(system, imageHandle, run.Number);
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

    static partial void FindTimer(EfiSystem system, in PlatformTables platform, Firmware firmware)
    {
        PsciProbe.Run(in platform);
        RelocationGuard.FindTimer(system, platform.DeviceTree, firmware);
        ExitBound.Find(system, in platform, firmware);
    }

    /// <summary>It may not return: the log then says which call it was, and the machine is reset.</summary>
    static partial void ReadClock(EfiSystem system, scoped ref BootExit<Firmware> exit)
    {
        Log.WriteLine($"calling GetTime");
        EfiApplication.Watch(CallTimeLimit.DefaultSeconds);
        exit.RecordClock(system.Runtime.GetTime());
        EfiApplication.Watch(SecondsOfBootManager);
    }

    static partial void AuditBootTime(EfiSystem system, Firmware firmware, scoped ref BootExit<Firmware> exit) =>
        exit.RecordFacts(BootTimeAudit.Run(system, firmware) | PsciProbe.Facts | ConsoleProbe.Facts);

    static partial void MeasureAllocations(Firmware firmware, scoped ref BootExit<Firmware> exit)
    {
        AllocationReport report = AllocationReport.Write(firmware);
        exit.RecordAllocations(report.Checks, report.Exact);
    }

    /// <summary>
    /// The firmware's own (UEFI 2.10, 7.5), which ends with boot services: before them no timer is ours. It needs
    /// interrupts; of a call that masks them a second processor takes care.
    /// </summary>
    static partial void StartWatchdog(EfiSystem system, ReadOnlySpan<byte> commandLine)
    {
        CallTimeLimit.TryParse(new OptionWords(commandLine).ValueOf(OptionNames.Watchdog), out uint seconds);
        EfiApplication.Watch(seconds);
        RelocationGuard.Seconds = seconds;
        ExitBound.Start(system, seconds);
    }

    static partial void StopWatchdog(EfiSystem system)
    {
        ExitBound.Stop();
        ExitBound.CloseTimer(system);
        EfiApplication.Watch(0);
    }

    static partial void TellRefusal(scoped in BootSource source, BootExitError error, scoped in BootExit<Firmware> exit)
    {
        if (source.IsKernelShim)
        {
            RefusalFinding.Tell(error, in exit);
        }
    }

    static partial void ProbeSecondCall(scoped ref HandoverRequest request, EfiSystem system) =>
        request.ProbesSecondCall |= KnownFirmware.RefusesSecondCall(system.Vendor);
}

using System;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.Trust;

namespace Keelson.Stub;

/// <summary>
/// What goes beyond booting, for the sake of the kernel-shim's report. The stub alone leaves it out (stub/Boot has it):
/// there the kernel is somebody else's.
/// </summary>
internal static partial class SelfTest
{
    /// <summary>Brings the report of an earlier run to the volume.</summary>
    /// <param name="system">Whose variables and memory may have it.</param>
    /// <param name="imageHandle">From the volume.</param>
    /// <param name="platform">Names the area that reports are kept in.</param>
    /// <param name="memory">Whether memory is looked at.</param>
    /// <param name="firmware">To look with.</param>
    /// <returns>True where that run ended only so that its report is read: there is nothing else to do.</returns>
    public static bool HasDelivered(
        EfiSystem system,
        nint imageHandle,
        in PlatformTables platform,
        ReportMemory memory,
        Firmware firmware
    )
    {
        bool delivered = false;
        Deliver(system, imageHandle, in platform, memory, firmware, ref delivered);
        return delivered;
    }

    /// <summary>
    /// Before other people's kernels memory is none of our business; and under Secure Boot nothing in it is believed.
    /// </summary>
    public static ReportMemory MemoryOf(scoped in BootSource source, SecureBootState secureBoot) =>
        source.IsKernelShim && BootPolicy.Uses(MaterialSource.ReportInMemory, secureBoot)
            ? ReportMemory.Searched
            : ReportMemory.LeftAlone;

    /// <summary>Patches 4/8 and 5/8 in the running firmware, for the record; and a name for the run.</summary>
    public static void Prepare(
        EfiSystem system,
        nint imageHandle,
        in PlatformTables platform,
        ReportMemory memory,
        Firmware firmware,
        scoped ref BootExit<Firmware> exit
    )
    {
        WarnOfConsoles(in platform);
        FindTimer(system, in platform, firmware);
        ReadClock(system, ref exit);
        AuditBootTime(system, firmware, ref exit);
        MeasureAllocations(firmware, ref exit);
        NameRun(system, imageHandle, in platform, memory, ref exit);
    }

    /// <summary>Has SetVirtualAddressMap called twice where it is known to refuse.</summary>
    public static void Extend(scoped ref HandoverRequest request, EfiSystem system) =>
        ProbeSecondCall(ref request, system);

    /// <summary>Has the firmware reset the machine where ExitBootServices does not return.</summary>
    public static void WatchExit(EfiSystem system, ReadOnlySpan<byte> commandLine) =>
        StartWatchdog(system, commandLine);

    /// <summary>It returned, and boot services last.</summary>
    public static void UnwatchExit(EfiSystem system) => StopWatchdog(system);

    /// <summary>
    /// What the firmware did that keeps the kernel from being entered: the report is this, and has failed.
    /// </summary>
    public static void Refuse(scoped in BootSource source, BootExitError error, scoped in BootExit<Firmware> exit) =>
        TellRefusal(in source, error, in exit);

    static partial void TellRefusal(
        scoped in BootSource source,
        BootExitError error,
        scoped in BootExit<Firmware> exit
    );

    static partial void Deliver(
        EfiSystem system,
        nint imageHandle,
        in PlatformTables platform,
        ReportMemory memory,
        Firmware firmware,
        ref bool delivered
    );

    static partial void WarnOfConsoles(in PlatformTables platform);

    static partial void FindTimer(EfiSystem system, in PlatformTables platform, Firmware firmware);

    static partial void ReadClock(EfiSystem system, scoped ref BootExit<Firmware> exit);

    static partial void AuditBootTime(EfiSystem system, Firmware firmware, scoped ref BootExit<Firmware> exit);

    static partial void MeasureAllocations(Firmware firmware, scoped ref BootExit<Firmware> exit);

    static partial void NameRun(
        EfiSystem system,
        nint imageHandle,
        in PlatformTables platform,
        ReportMemory memory,
        scoped ref BootExit<Firmware> exit
    );

    static partial void StartWatchdog(EfiSystem system, ReadOnlySpan<byte> commandLine);

    static partial void StopWatchdog(EfiSystem system);

    static partial void ProbeSecondCall(scoped ref HandoverRequest request, EfiSystem system);
}

/// <summary>Whether a report may be kept in memory, and looked for there.</summary>
internal enum ReportMemory
{
    LeftAlone,
    Searched,
}

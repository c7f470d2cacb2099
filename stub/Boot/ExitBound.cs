using System.Runtime.InteropServices;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.DeviceTree;
using Keelson.Efi;
using Keelson.Platform;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// Bounds ExitBootServices and SetVirtualAddressMap where they mask interrupts and do not come back: by a second
/// processor, where PSCI starts one. It is off again before a kernel is entered.
/// </summary>
internal static class ExitBound
{
    private static PsciConduit s_conduit;
    private static ulong s_affinity;
    private static bool s_isPossible;
    private static bool s_isOn;
    private static nint s_timer;

    /// <summary>While the firmware's tables can be read as they are.</summary>
    public static void Find(EfiSystem system, in PlatformTables platform, Firmware firmware)
    {
        s_conduit = PsciProbe.Sound;
        s_isPossible =
            s_conduit != PsciConduit.None
            && (
                DeviceTreeBlob.TryCreate(platform.DeviceTree, out DeviceTreeBlob tree, out _)
                    && OtherProcessor.TryFindInDeviceTree(tree, Cpu.MultiprocessorId, out s_affinity)
                || system.TryFindTable(WellKnownGuids.Acpi20Table, out PhysicalAddress rootPointer)
                    && rootPointer.Value != 0
                    && OtherProcessor.TryFindInAcpi(
                        new AcpiTables<Firmware>(firmware),
                        rootPointer,
                        Cpu.MultiprocessorId,
                        out s_affinity
                    )
            );
    }

    /// <param name="seconds">0 for any time. What the timers can end comes first.</param>
    public static void Start(EfiSystem system, uint seconds)
    {
        if (seconds == 0 || s_conduit == PsciConduit.None)
        {
            return;
        }
        StartTimer(system.Boot, seconds + 1);
        // 0 where firmware did not set CNTFRQ_EL0: no time would be over at once.
        ulong ticks = (seconds + 1) * Cpu.CounterFrequency();
        s_isOn = s_isPossible && ticks != 0 && ExitWatcher.TryStart(s_conduit, s_affinity, ticks);
    }

    /// <summary>
    /// An event of our own, where the firmware's watchdog does not do what it was asked for: it ends with boot
    /// services.
    /// </summary>
    // SAFETY: the method is code of this image, which stays until boot services end.
    private static unsafe void StartTimer(BootServices boot, uint seconds)
    {
        if (
            boot.CreateEvent(EventKinds.Timer | EventKinds.NotifySignal, TaskPriority.Notify, &Reset, 0, out s_timer)
            == EfiStatus.Success
        )
        {
            boot.SetTimer(s_timer, TimerDelay.Relative, seconds * 1_000_000ul);
        }
    }

    [UnmanagedCallersOnly]
    private static void Reset(nint signalled, nint context) => Psci.SystemReset(s_conduit);

    /// <summary>The call returned, and boot services last.</summary>
    public static void CloseTimer(EfiSystem system)
    {
        if (s_timer != 0)
        {
            system.Boot.CloseEvent(s_timer);
            s_timer = 0;
        }
    }

    /// <summary>Returns where PSCI does not.</summary>
    public static void ResetMachine()
    {
        if (s_conduit != PsciConduit.None)
        {
            Psci.SystemReset(s_conduit);
        }
    }

    public static void BeginStage()
    {
        if (s_isOn)
        {
            ExitWatcher.BeginStage();
        }
    }

    /// <summary>Nobody else runs in memory that a kernel, or the firmware, takes for free.</summary>
    public static void Stop()
    {
        if (s_isOn && !ExitWatcher.TryStop(s_conduit, s_affinity))
        {
            Log.WriteLine($"error: processor 0x{s_affinity:x} does not switch off: resetting");
            Psci.SystemReset(s_conduit);
        }
        s_isOn = false;
    }
}

using System;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Handover;
using Keelson.Kernel;
using Keelson.Paging;
using Keelson.Platform;
using Keelson.RuntimeServices;

namespace Keelson.KernelShim;

/// <summary>
/// Ends a call of the firmware that does not come back: the generic timer interrupts it, where the interrupt controller
/// can deliver that and the call left interrupts open. Nothing else is enabled there.
/// </summary>
internal static class Watchdog
{
    private static ulong s_ticks;
    private static ulong s_deadline;
    private static bool s_isMissing;

    /// <summary>Of every call; 0 where nothing is watched, by the user's wish.</summary>
    public static uint Seconds { get; private set; }

    /// <summary>A call that leaves interrupts open is ended.</summary>
    public static bool IsOn { get; private set; }

    /// <summary>Something else interrupted the call: what it did to the mask is not the service's doing.</summary>
    public static bool WasDisturbed { get; private set; }

    public static void TurnOn(in InterruptController controller)
    {
        CallTimeLimit.TryParse(CommandLine.ValueOf(OptionNames.Watchdog), out uint seconds);
        Seconds = seconds;
        s_ticks = Seconds * Cpu.CounterFrequency();
        if (s_ticks == 0 || !controller.Exists || !TryEnable(in controller))
        {
            ReadOnlySpan<byte> reason =
                Seconds == 0 ? "keelson.watchdog=0"u8
                : s_ticks == 0 ? "CNTFRQ_EL0 is 0"u8
                : s_isMissing ? "the interrupt controller does not answer"u8
                : "no GICv2 or GICv3"u8;
            Log.Line($"no watchdog: {reason}");
            return;
        }
        IsOn = true;
        Log.Line($"watchdog: a call that takes longer than {Seconds} s is ended");
    }

    /// <summary>What is made of many calls has the time of one.</summary>
    /// <param name="start">By the counter.</param>
    public static bool IsPast(ulong start) => s_ticks != 0 && Cpu.Counter() - start > s_ticks;

    /// <param name="now">By the counter.</param>
    public static void Arm(ulong now)
    {
        WasDisturbed = false;
        if (IsOn)
        {
            s_deadline = now + s_ticks;
            VirtualTimer.Start(s_deadline);
        }
    }

    /// <summary>The last call left the time for which the timer was set, as a kernel's own has to be.</summary>
    public static bool IsDeadlineKept => !IsOn || VirtualTimer.Value() == s_deadline;

    public static void Disarm()
    {
        if (IsOn)
        {
            VirtualTimer.Stop();
        }
    }

    /// <summary>
    /// At least as long. The processor sleeps meanwhile where its timer is seen to wake it: in an emulator, others get
    /// on.
    /// </summary>
    public static void Wait(ulong microseconds)
    {
        if (!IsOn || !Wakes())
        {
            Cpu.WaitMicroseconds(microseconds);
            return;
        }
        ulong start = Cpu.Counter(),
            ticks = microseconds * Cpu.CounterFrequency() / 1_000_000;
        while (Cpu.Counter() - start < ticks)
        {
            VirtualTimer.Start(start + ticks);
            SecondProcessor.WaitForInterrupt();
        }
        VirtualTimer.Stop();
    }

    /// <summary>Takes what interrupted a call.</summary>
    /// <returns>Whether the time is up.</returns>
    public static bool Take(ref ulong savedStatus)
    {
        InterruptCause cause = IsOn ? TimerInterrupt.Take() : InterruptCause.Unknown;
        WasDisturbed |= cause != InterruptCause.Timer;
        if (cause == InterruptCause.Unknown)
        {
            // Not to be silenced by anything that we know: masked, or it would come again at once.
            savedStatus |= ExceptionFrame.Resumable;
        }
        return cause == InterruptCause.Timer;
    }

    /// <summary>
    /// Not every interrupt that is enabled arrives: a higher Exception level may have it in a group of its own, and a
    /// service may have turned it off since. A sleep that nothing ends would be a hang, so it is asked before each.
    /// </summary>
    private static bool Wakes()
    {
        ulong start = Cpu.Counter();
        VirtualTimer.Start(start);
        while (!VirtualTimer.IsInterruptPending && Cpu.Microseconds(Cpu.Counter() - start) < 1000) { }
        bool wakes = VirtualTimer.IsInterruptPending;
        VirtualTimer.Stop();
        return wakes;
    }

    private static bool TryEnable(in InterruptController controller)
    {
        if (!TryMap(controller.Distributor, InterruptController.DistributorBytes, out ulong distributor))
        {
            return false;
        }
        s_isMissing = !Probe.TryRead(new VirtualAddress(distributor), sizeof(uint), out _);
        if (s_isMissing)
        {
            MissingDevices.Add(MissingDevice.InterruptDistributor, controller.Distributor);
        }
        for (int i = 0; i < controller.PartCount && !s_isMissing; i++)
        {
            PhysicalRange part = controller.Part(i);
            if (!TryMap(part.Start, part.SizeBytes, out ulong mapped))
            {
                continue;
            }
            if (!TimerInterrupt.TryReadProcessorPart(in controller, i, mapped))
            {
                s_isMissing = true;
                MissingDevices.Add(MissingDevice.InterruptInterface, part.Start);
            }
            else if (TimerInterrupt.TryEnable(in controller, distributor, i, mapped))
            {
                return true;
            }
        }
        return false;
    }

    private static bool TryMap(PhysicalAddress start, ulong sizeBytes, out ulong registers)
    {
        bool isMapped = DeviceWindow.TryMap(start, sizeBytes, MemoryKind.DeviceNGnRnE, out VirtualAddress at);
        registers = at.Value;
        return isMapped;
    }
}

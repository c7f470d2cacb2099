using System.Runtime.CompilerServices;
using System.Threading;
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
    // Distributor (Arm IHI 0048, 4.1.2; IHI 0069, 12.8); a redistributor's second frame has the same registers.
    private const uint Control = 0x0;
    private const uint Type = 0x4;
    private const uint Group = 0x80;
    private const uint SetEnable = 0x100;
    private const uint ClearEnable = 0x180;
    private const uint Priority = 0x400;

    // GICC.
    private const uint InterfacePriorityMask = 0x4;
    private const uint InterfaceAcknowledge = 0xc;
    private const uint InterfaceEnd = 0x10;

    // GICR.
    private const uint RedistributorType = 0x8;
    private const uint RedistributorWaker = 0x14;
    private const uint FrameBytes = 0x1_0000;

    /// <summary>INTIDs from here on mean that there is nothing to acknowledge.</summary>
    private const uint FirstSpecial = 1020;

    private static InterruptController s_controller;
    private static ulong s_distributor;

    /// <summary>GICC, or the frame of our redistributor that has the private interrupts.</summary>
    private static ulong s_own;
    private static ulong s_ticks;

    /// <summary>Of every call; 0 where nothing is watched, by the user's wish.</summary>
    public static uint Seconds { get; private set; }

    /// <summary>A call that leaves interrupts open is ended.</summary>
    public static bool IsOn { get; private set; }

    /// <summary>Something else interrupted the call: what it did to the mask is not the service's doing.</summary>
    public static bool WasDisturbed { get; private set; }

    public static void TurnOn(InterruptController controller)
    {
        CallTimeLimit.TryParse(CommandLine.ValueOf(OptionNames.Watchdog), out uint seconds);
        Seconds = seconds;
        s_ticks = Seconds * Cpu.CounterFrequency();
        if (s_ticks == 0 || !controller.Exists || !TryMap(controller))
        {
            Log.Line($"{(Seconds == 0 ? "no watchdog: keelson.watchdog=0"u8 : "no watchdog: no GICv2 or GICv3"u8)}");
            return;
        }
        IsOn = true;
        Log.Line($"watchdog: a call that takes longer than {Seconds} s is ended");
    }

    public static void Arm()
    {
        WasDisturbed = false;
        if (IsOn)
        {
            VirtualTimer.Start(Cpu.Counter() + s_ticks);
        }
    }

    public static void Disarm()
    {
        if (IsOn)
        {
            VirtualTimer.Stop();
        }
    }

    /// <summary>Takes what interrupted a call.</summary>
    /// <returns>Whether the time is up.</returns>
    public static bool Take(ref ulong savedStatus)
    {
        uint interrupt =
            !IsOn ? FirstSpecial
            : s_controller.Kind == InterruptControllerKind.V3 ? GicInterface.Acknowledge()
            : Register(s_own + InterfaceAcknowledge) & 0x3ff;
        if (interrupt >= FirstSpecial)
        {
            // Not to be silenced by anything that we know: masked, or it would come again at once.
            savedStatus |= ExceptionFrame.Resumable;
            WasDisturbed = true;
            return false;
        }
        if (interrupt == VirtualTimer.InterruptId)
        {
            VirtualTimer.Stop();
        }
        else
        {
            WasDisturbed = true;
            ulong frame = interrupt < 32 && s_controller.Kind == InterruptControllerKind.V3 ? s_own : s_distributor;
            Register(frame + ClearEnable + interrupt / 32 * sizeof(uint)) = 1u << (int)(interrupt % 32);
        }
        if (s_controller.Kind == InterruptControllerKind.V3)
        {
            GicInterface.End(interrupt);
        }
        else
        {
            Register(s_own + InterfaceEnd) = interrupt;
        }
        return interrupt == VirtualTimer.InterruptId;
    }

    private static bool TryMap(InterruptController controller)
    {
        bool isV3 = controller.Kind == InterruptControllerKind.V3;
        if (
            !TryMap(controller.Distributor, InterruptController.DistributorBytes, out s_distributor)
            || !TryMap(controller.ProcessorPart, controller.ProcessorPartBytes, out ulong processorPart)
            || isV3 && !GicInterface.TryEnable()
        )
        {
            return false;
        }
        s_controller = controller;
        if (isV3)
        {
            if (!TryFindOwnFrame(processorPart, controller.ProcessorPartBytes))
            {
                return false;
            }
            EnableTimer(s_own);
            // Affinity routing, group 1 in either security state's view.
            Register(s_distributor + Control) = 0x12;
        }
        else
        {
            s_own = processorPart;
            EnableTimer(s_distributor);
            Register(s_own + InterfacePriorityMask) = 0xff;
            Register(s_own + Control) = 1;
            Register(s_distributor + Control) = 1;
        }
        return true;
    }

    /// <summary>The one private interrupt, and none of anybody's else: drivers of the firmware are gone.</summary>
    private static void EnableTimer(ulong frame)
    {
        const int Bit = VirtualTimer.InterruptId;
        uint lines = Register(s_distributor + Type) & 0x1f;
        for (uint i = 1; i <= lines; i++)
        {
            Register(s_distributor + ClearEnable + i * sizeof(uint)) = uint.MaxValue;
        }
        Register(frame + ClearEnable) = uint.MaxValue;
        if (s_controller.Kind == InterruptControllerKind.V3)
        {
            Register(frame + Group) = uint.MaxValue;
        }
        ref uint priority = ref Register(frame + Priority + Bit / 4 * 4);
        priority = Volatile.Read(ref priority) & 0x00ff_ffff;
        Register(frame + SetEnable) = 1u << Bit;
    }

    /// <summary>The redistributor whose affinity is this processor's.</summary>
    private static bool TryFindOwnFrame(ulong redistributors, ulong sizeBytes)
    {
        ulong own = Cpu.Affinity;
        for (ulong at = 0; at + 2 * FrameBytes <= sizeBytes; )
        {
            ulong frame = redistributors + at;
            uint type = Volatile.Read(ref Register(frame + RedistributorType));
            uint affinity = Volatile.Read(ref Register(frame + RedistributorType + sizeof(uint)));
            if (affinity == own)
            {
                // Woken, and the interface behind it awake (GICR_WAKER).
                Register(frame + RedistributorWaker) = 0;
                ulong start = Cpu.Counter();
                while (
                    (Volatile.Read(ref Register(frame + RedistributorWaker)) & 4) != 0
                    && Cpu.Counter() - start < Cpu.CounterFrequency()
                ) { }
                s_own = frame + FrameBytes;
                return true;
            }
            // GICv4 has two frames more; the last one says so.
            at += (type & 2) != 0 ? 4 * FrameBytes : 2 * FrameBytes;
            if ((type & 0x10) != 0)
            {
                break;
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

    // SAFETY: TryMap mapped the frame that the address is in, as Device memory.
    private static unsafe ref uint Register(ulong address) => ref Unsafe.AsRef<uint>((void*)address);
}

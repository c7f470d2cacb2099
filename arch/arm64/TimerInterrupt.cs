using System.Runtime.CompilerServices;
using System.Threading;
using Keelson.Addresses;
using Keelson.Platform;

namespace Keelson.Arch.Arm64;

/// <summary>What interrupted a processor on which one interrupt is enabled.</summary>
public enum InterruptCause
{
    /// <summary>Nothing that can be acknowledged.</summary>
    Unknown,

    /// <summary>Anything else: it is off now.</summary>
    Stray,

    /// <summary>The virtual timer, which is off now.</summary>
    Timer,
}

/// <summary>
/// The virtual timer's interrupt through a GICv2 or GICv3, and nobody else's: on the processor that runs.
/// </summary>
public static class TimerInterrupt
{
    // Distributor (Arm IHI 0048, 4.1.2; IHI 0069, 12.8); a redistributor's second frame has the same registers.
    private const uint Control = 0x0;
    private const uint Type = 0x4;
    private const uint Group = 0x80;
    private const uint SetEnable = 0x100;
    private const uint ClearEnable = 0x180;
    private const uint ClearActive = 0x380;
    private const uint Priority = 0x400;

    // GICC.
    private const uint InterfacePriorityMask = 0x4;
    private const uint InterfaceAcknowledge = 0xc;
    private const uint InterfaceEnd = 0x10;

    // GICR.
    private const uint RedistributorType = 0x8;
    private const uint RedistributorWaker = 0x14;
    private const uint FrameBytes = 0x1_0000;
    private const uint LastRedistributor = 0x10;

    /// <summary>INTIDs from here on mean that there is nothing to acknowledge.</summary>
    private const uint FirstSpecial = 1020;
    private const int Bit = VirtualTimer.InterruptId;

    private static InterruptControllerKind s_kind;
    private static ulong s_distributor;

    /// <summary>GICC, or the frame of our redistributor that has the private interrupts.</summary>
    private static ulong s_own;
    private static ulong s_processorPart;
    private static ulong s_processorPartBytes;
    private static ulong s_stride;
    private static uint s_controlBefore;

    /// <param name="controller">As the platform describes it.</param>
    /// <param name="distributor">Where its distributor is mapped.</param>
    /// <param name="part">Which of its parts is tried.</param>
    /// <param name="processorPart">Where that is mapped.</param>
    /// <returns>False where a higher Exception level keeps it, or this processor has nothing in that part.</returns>
    public static bool TryEnable(in InterruptController controller, ulong distributor, int part, ulong processorPart)
    {
        s_kind = controller.Kind;
        s_distributor = distributor;
        s_processorPart = processorPart;
        s_processorPartBytes = controller.Part(part).SizeBytes;
        s_stride = controller.StrideBytes;
        bool isV3 = s_kind == InterruptControllerKind.V3;
        if (isV3 && !(GicInterface.TryEnable() && TryFindOwnFrame(out s_own)))
        {
            return false;
        }
        s_controlBefore = Volatile.Read(ref Register(distributor + Control));
        if (isV3)
        {
            EnableTimer(s_own);
            // Affinity routing, group 1 in either security state's view.
            Register(distributor + Control) = 0x12;
        }
        else
        {
            s_own = processorPart;
            EnableTimer(distributor);
            EnableInterface();
            Register(distributor + Control) = 1;
        }
        return true;
    }

    /// <summary>Whether all of it that <see cref="TryEnable"/> reads is there. Under exception vectors that know
    /// <see cref="Probe"/>.</summary>
    public static bool TryReadProcessorPart(in InterruptController controller, int part, ulong processorPart)
    {
        if (controller.Kind != InterruptControllerKind.V3)
        {
            return Probe.TryRead(new VirtualAddress(processorPart + InterfacePriorityMask), sizeof(uint), out _);
        }
        ulong bytes = controller.Part(part).SizeBytes;
        for (ulong at = 0; at + 2 * FrameBytes <= bytes; )
        {
            VirtualAddress type = new(processorPart + at + RedistributorType);
            if (
                !Probe.TryRead(type, sizeof(uint), out uint kind)
                || !Probe.TryRead(type + sizeof(uint), sizeof(uint), out uint affinity)
            )
            {
                return false;
            }
            if (affinity == Cpu.Affinity || (kind & LastRedistributor) != 0)
            {
                break;
            }
            at += StepFrom(kind, controller.StrideBytes);
        }
        return true;
    }

    /// <summary>The same for another processor, which <see cref="TryEnable"/> did not run on.</summary>
    public static bool TryEnableHere()
    {
        if (s_kind != InterruptControllerKind.V3)
        {
            // Banked: each processor sees its own registers there.
            EnableTimer(s_distributor);
            EnableInterface();
            return true;
        }
        if (!GicInterface.TryEnable() || !TryFindOwnFrame(out ulong frame))
        {
            return false;
        }
        EnableTimer(frame);
        return true;
    }

    /// <summary>As if nobody had used it.</summary>
    public static void Disable()
    {
        VirtualTimer.Stop();
        ulong frame = s_kind == InterruptControllerKind.V3 ? s_own : s_distributor;
        Register(frame + ClearEnable) = 1u << Bit;
        Register(s_distributor + Control) = s_controlBefore;
    }

    /// <summary>Acknowledges what interrupted this processor, and has it over with.</summary>
    public static InterruptCause Take()
    {
        bool isV3 = s_kind == InterruptControllerKind.V3;
        uint interrupt = isV3 ? GicInterface.Acknowledge() : Register(s_own + InterfaceAcknowledge) & 0x3ff;
        if (interrupt >= FirstSpecial)
        {
            return InterruptCause.Unknown;
        }
        if (interrupt == Bit)
        {
            VirtualTimer.Stop();
        }
        else
        {
            ulong frame = interrupt < 32 && isV3 ? s_own : s_distributor;
            Register(frame + ClearEnable + interrupt / 32 * sizeof(uint)) = 1u << (int)(interrupt % 32);
        }
        if (isV3)
        {
            GicInterface.End(interrupt);
        }
        else
        {
            Register(s_own + InterfaceEnd) = interrupt;
        }
        return interrupt == Bit ? InterruptCause.Timer : InterruptCause.Stray;
    }

    /// <summary>GICC: any priority.</summary>
    private static void EnableInterface()
    {
        Register(s_own + InterfacePriorityMask) = 0xff;
        Register(s_own + Control) = 1;
    }

    /// <summary>The one private interrupt, and none of anybody's else: drivers of the firmware are gone.</summary>
    private static void EnableTimer(ulong frame)
    {
        uint lines = Volatile.Read(ref Register(s_distributor + Type)) & 0x1f;
        for (uint i = 1; i <= lines; i++)
        {
            Register(s_distributor + ClearEnable + i * sizeof(uint)) = uint.MaxValue;
        }
        Register(frame + ClearEnable) = uint.MaxValue;
        // One that the firmware took and has not ended would not come again.
        Register(frame + ClearActive) = uint.MaxValue;
        if (s_kind == InterruptControllerKind.V3)
        {
            Register(frame + Group) = uint.MaxValue;
        }
        ref uint priority = ref Register(frame + Priority + Bit / 4 * 4);
        priority = Volatile.Read(ref priority) & 0x00ff_ffff;
        Register(frame + SetEnable) = 1u << Bit;
    }

    /// <summary>The redistributor whose affinity is this processor's.</summary>
    private static bool TryFindOwnFrame(out ulong privateFrame)
    {
        ulong own = Cpu.Affinity;
        privateFrame = 0;
        for (ulong at = 0; at + 2 * FrameBytes <= s_processorPartBytes; )
        {
            ulong frame = s_processorPart + at;
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
                privateFrame = frame + FrameBytes;
                return true;
            }
            at += StepFrom(type, s_stride);
            if ((type & LastRedistributor) != 0)
            {
                break;
            }
        }
        return false;
    }

    /// <summary>To the next redistributor; GICv4 has two frames more.</summary>
    private static ulong StepFrom(uint type, ulong stride) =>
        stride != 0 ? stride
        : (type & 2) != 0 ? 4 * FrameBytes
        : 2 * FrameBytes;

    // SAFETY: the caller mapped the frame that the address is in, as Device memory.
    private static unsafe ref uint Register(ulong address) => ref Unsafe.AsRef<uint>((void*)address);
}

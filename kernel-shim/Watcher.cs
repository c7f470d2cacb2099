using System;
using System.Runtime.InteropServices;
using System.Threading;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Findings;
using Keelson.Kernel;
using Keelson.Paging;
using Keelson.Platform;
using Keelson.Reports;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>
/// A second processor, which looks at how long a call of the firmware takes: one that masked interrupts is not ended by
/// the <see cref="Watchdog"/>, and nobody else is there to say so. It has a stack, vectors and a timer of its own. On
/// request it makes calls, while the first processor watches.
/// </summary>
internal static class Watcher
{
    private const ulong StackBytes = 0x1_0000;
    private const ushort IdentityAsid = 4;

    /// <summary>What the second processor is to do; an order is over when it watches again.</summary>
    private static class Order
    {
        public const uint Watch = 0;
        public const uint Call = 1;
        public const uint Leave = 2;
    }

    private static SecondProcessorStart s_start;
    private static bool s_isStarted;
    private static bool s_isThere;
    private static ulong s_limit;

    /// <summary>By the first processor's CNTFRQ_EL0.</summary>
    private static ulong s_second;
    private static uint s_order;

    // Of the call under way: when it began, 0 for none.
    private static ulong s_began;
    private static RuntimeService s_service;
    private static uint s_call;
    private static unsafe delegate* <void> s_work;

    // As the second processor has them where it starts.
    private static ulong s_frequencyThere;
    private static ulong s_counterThere;

    /// <summary>Its CNTFRQ_EL0 is another (Linux, Documentation/arch/arm64/booting.rst).</summary>
    public static bool HasOtherFrequency => s_isThere && s_frequencyThere != Cpu.CounterFrequency();

    /// <summary>How fast the counter runs: what firmware gives can be held against it.</summary>
    public static bool KnowsFrequency => Cpu.CounterFrequency() != 0 && !HasOtherFrequency;

    public static ulong FrequencyThere => s_frequencyThere;

    /// <summary>Its CNTVCT_EL0 is ahead of this processor's, or behind, by more than a second.</summary>
    public static bool HasOtherCounter { get; private set; }

    /// <summary>Calls are watched, and others can be made there.</summary>
    public static bool IsOn { get; private set; }

    /// <summary>It is the second processor that calls.</summary>
    public static bool IsCalling => Volatile.Read(ref s_order) == Order.Call;

    /// <summary>Why not.</summary>
    public static ReadOnlySpan<byte> Reason =>
        !Machine.HasOtherProcessor ? "one processor, or none that PSCI starts"u8
        : Watchdog.Seconds == 0 ? "keelson.watchdog=0"u8
        : s_limit == 0 ? "no memory, or no clock"u8
        : HasOtherCounter ? "its counter is another"u8
        : "another processor did not come up"u8;

    /// <summary>Why no processor can be started.</summary>
    public static ReadOnlySpan<byte> Refusal =>
        Machine.Psci == PsciConduit.None ? "there is no PSCI"u8
        : Psci.IsCpuOff(Machine.Psci, Machine.OtherProcessor) ? "CPU_ON fails"u8
        : "CPU_ON fails, and it is not off"u8;

    public static void Start()
    {
        if (!Machine.HasOtherProcessor || Watchdog.Seconds == 0 || !TryMap(out PhysicalAddress entry))
        {
            return;
        }
        // The timer comes first, where it can.
        s_second = Cpu.CounterFrequency();
        s_limit = (Watchdog.Seconds + (Watchdog.IsOn ? 1u : 0)) * s_second;
        if (s_limit == 0)
        {
            return;
        }
        PhysicalAddress start = KernelLayout.ImageToPhysical(AddressOf(ref s_start));
        ulong asked = Cpu.Counter();
        s_isStarted = SecondProcessor.TryStart(Machine.Psci, Machine.OtherProcessor, entry, ref s_start, start);
        if (!s_isStarted && Machine.DescribesProcessors)
        {
            MissingDevices.Add(MissingDevice.Processor, new PhysicalAddress(Machine.OtherProcessor));
        }
        IsOn = s_isStarted && CameUp();
        // By which it would say that calls last for ever.
        HasOtherCounter = IsOn && s_counterThere - asked + s_second > Cpu.Counter() - asked + 2 * s_second;
        if (HasOtherCounter)
        {
            TryLeave();
        }
        ReadOnlySpan<byte> outcome = IsOn ? "looks at calls that mask interrupts"u8 : Reason;
        Log.Line($"watchdog: processor 0x{Machine.OtherProcessor:x} {outcome}");
    }

    public static void Begin(RuntimeService service, uint call, ulong now)
    {
        s_service = service;
        s_call = call;
        Volatile.Write(ref s_began, now);
    }

    public static void End() => Volatile.Write(ref s_began, 0);

    /// <summary>Has the other processor make calls, one at a time, and watches.</summary>
    /// <returns>False where it does not answer.</returns>
    // SAFETY: only kept, for a processor that runs the same code.
    public static unsafe bool TryRun(delegate* <void> work)
    {
        s_work = work;
        ulong asked = Cpu.Counter();
        Volatile.Write(ref s_order, Order.Call);
        while (Volatile.Read(ref s_order) == Order.Call)
        {
            ulong began = Volatile.Read(ref s_began);
            EndIfOverdue(began);
            if (began != 0)
            {
                asked = Cpu.Counter();
            }
            else if (HasPassed(asked))
            {
                IsOn = false;
                return false;
            }
        }
        return true;
    }

    /// <summary>Gives the processor back. One that has been started counts, whether or not it was ever seen since.
    /// </summary>
    /// <returns>False where it is not off after a second: it may run, in memory of this kernel's.</returns>
    public static bool TryLeave()
    {
        IsOn = false;
        if (!KexecFaultInjection.KeepsProcessor)
        {
            Volatile.Write(ref s_order, Order.Leave);
        }
        ulong start = Cpu.Counter();
        while (s_isStarted && !Psci.IsCpuOff(Machine.Psci, Machine.OtherProcessor))
        {
            if (Cpu.Counter() - start > s_second)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>On the second processor, until it is told to leave.</summary>
    // SAFETY: TryRun was given the function before the order.
    [UnmanagedCallersOnly]
    private static unsafe void Watch()
    {
        Cpu.LoadLowerTable(KernelSpace.EmptyTableBase);
        Cpu.InvalidateTlb();
        bool sleeps = Watchdog.IsOn && TimerInterrupt.TryEnableHere();
        ulong tick = s_second / 16;
        s_frequencyThere = Cpu.CounterFrequency();
        s_counterThere = Cpu.Counter();
        Volatile.Write(ref s_isThere, true);
        while (true)
        {
            uint order = Volatile.Read(ref s_order);
            if (order == Order.Leave)
            {
                VirtualTimer.Stop();
                return;
            }
            if (order == Order.Call)
            {
                SecondProcessor.TakeExceptions();
                s_work();
                SecondProcessor.KeepToItself();
                Volatile.Write(ref s_order, Order.Watch);
            }
            EndIfOverdue(Volatile.Read(ref s_began));
            if (sleeps)
            {
                VirtualTimer.Start(Cpu.Counter() + tick);
                SecondProcessor.WaitForInterrupt();
            }
        }
    }

    /// <summary>The processor that made the call is lost: what there is of the report is kept, and the machine reset.
    /// </summary>
    private static void EndIfOverdue(ulong began)
    {
        if (began == 0 || !HasPassed(began))
        {
            return;
        }
        KtapReport<LogSink> after = new(default, 0);
        after.Finding(
            FindingId.CallNeverReturned,
            s_service.Text(),
            $"for {Watchdog.Seconds} s, with interrupts masked or its timer off: call {s_call}, seen by processor "
                + $"0x{Cpu.MultiprocessorId & Platform.OtherProcessor.AffinityBits:x}"
        );
        bool isKept = ReportStore.TryKeepHung();
        Log.Line($"{(isKept ? "report kept in memory for the next boot: resetting"u8 : "resetting"u8)}");
        Log.Line($"{ReportEnd.Failed}");
        Psci.SystemReset(Machine.Psci);
        PowerOff.Now();
    }

    /// <summary>Signed: this processor's counter may be read before the other's time is.</summary>
    private static bool HasPassed(ulong since) => (long)(Cpu.Counter() - since) > (long)s_limit;

    private static bool CameUp()
    {
        ulong start = Cpu.Counter();
        while (!Volatile.Read(ref s_isThere))
        {
            if (Cpu.Counter() - start > s_second)
            {
                return false;
            }
        }
        return true;
    }

    private static unsafe bool TryMap(out PhysicalAddress entry)
    {
        if (!IdentityPage.TryMap(SecondProcessor.Entry, IdentityAsid, out s_start.IdentityTableBase, out entry))
        {
            return false;
        }
        PhysicalAddress stack = PhysicalMemory.Allocate(StackBytes, StackBytes);
        KernelSpace.Map(
            PhysicalRange.FromSize(stack, StackBytes),
            KernelLayout.SecondStack,
            Protection.KernelData,
            BlockPolicy.PagesOnly
        );
        s_start.StackTop = (KernelLayout.SecondStack + StackBytes).Value;
        // SAFETY: a function of ours without arguments.
        s_start.Function = (ulong)(delegate* unmanaged<void>)&Watch;
        return true;
    }

    private static unsafe VirtualAddress AddressOf(ref SecondProcessorStart start)
    {
        // SAFETY: a static, which does not move; only its address is taken.
        fixed (SecondProcessorStart* pointer = &start)
        {
            return new VirtualAddress((ulong)pointer);
        }
    }
}

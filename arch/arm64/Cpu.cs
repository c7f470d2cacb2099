using System.Runtime;
using System.Runtime.CompilerServices;
using Keelson.Paging;

namespace Keelson.Arch.Arm64;

/// <summary>The processor's registers and barriers, each a few instructions of SystemRegisters.S.</summary>
public static class Cpu
{
    /// <summary>1 or 2: the Exception level in CurrentEL.</summary>
    public static int ExceptionLevel => (int)(CurrentEl() >> 2) & 3;
    public static MemoryModelFeatures MemoryModel => new(Mmfr0());

    [RuntimeImport("*", "ReadCurrentEl")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong CurrentEl();

    [RuntimeImport("*", "ReadMmfr0")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong Mmfr0();

    [RuntimeImport("*", "ReadMidr")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong MainId();

    [RuntimeImport("*", "ReadMpidr")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong Mpidr();

    /// <summary>MPIDR_EL1: which processor this is, and flags.</summary>
    public static ulong MultiprocessorId => Mpidr();

    /// <summary>MPIDR_EL1 as the interrupt controller has it: Aff3 in bits 24 to 31, then Aff2, Aff1, Aff0.</summary>
    public static uint Affinity => (uint)(Mpidr() >> 8 & 0xff00_0000) | (uint)Mpidr() & 0xff_ffff;

    [RuntimeImport("*", "ReadDaif")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong InterruptMask();

    /// <summary>The virtual counter, CNTVCT_EL0; <see cref="CounterFrequency"/> ticks a second.</summary>
    [RuntimeImport("*", "ReadCounter")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong Counter();

    [RuntimeImport("*", "ReadCounterFrequency")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong CounterFrequency();

    /// <summary>
    /// The time that <paramref name="ticks"/> of the counter take; 0 where firmware did not set CNTFRQ_EL0, as it must
    /// (Arm ARM DDI 0487, D12.1.2).
    /// </summary>
    public static ulong Microseconds(ulong ticks)
    {
        ulong frequency = CounterFrequency();
        return frequency == 0 ? 0 : ticks / frequency * 1_000_000 + ticks % frequency * 1_000_000 / frequency;
    }

    /// <summary>At least as long, by the counter.</summary>
    public static void WaitMicroseconds(ulong count)
    {
        ulong start = Counter(),
            ticks = count * CounterFrequency() / 1_000_000;
        while (Counter() - start < ticks) { }
    }

    [RuntimeImport("*", "ReadTcrEl1")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong TranslationControl();

    [RuntimeImport("*", "ReadSctlrEl1")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong SystemControl();

    [RuntimeImport("*", "ReadMairEl1")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong MemoryAttributes();

    [RuntimeImport("*", "ReadTtbr0El1")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong LowerTableBase();

    [RuntimeImport("*", "ReadTtbr1El1")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong UpperTableBase();

    /// <summary>The innermost link { previous frame, return address } of the chain that a backtrace follows.</summary>
    [RuntimeImport("*", "ReadFramePointer")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong FramePointer();

    [RuntimeImport("*", "MaskInterrupts")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void MaskInterrupts();

    /// <summary>An SError waits to be taken.</summary>
    public static bool HasPendingSystemError => PendingSystemError() != 0;

    [RuntimeImport("*", "ReadPendingSystemError")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong PendingSystemError();

    [RuntimeImport("*", "TakeSystemError")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void TakeSystemError();

    [RuntimeImport("*", "GetTakeSystemError")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong TakeSystemErrorAddress();

    /// <summary>Whether <see cref="TakeSystemError"/> was interrupted at an instruction.</summary>
    public static bool TakesSystemError(ulong instruction) => instruction - TakeSystemErrorAddress() <= 8;

    /// <summary>Orders stores to tables before the walks and stores that follow.</summary>
    [RuntimeImport("*", "TableStoreBarrier")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void TableStoreBarrier();

    [RuntimeImport("*", "WriteTtbr0")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void LoadLowerTable(ulong tableBase);

    [RuntimeImport("*", "InvalidateTlb")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void InvalidateTlb();

    [RuntimeImport("*", "WaitForever")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WaitForever();

    [RuntimeImport("*", "InstallKernelTables")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void InstallKernelTables(ulong upperTableBase, ulong translationControl);

    /// <summary>
    /// Exchanges the upper half under the running kernel; the new tables must map what is running where it is.
    /// </summary>
    public static void ReplaceUpperTable(ulong upperTableBase, ulong translationControl) =>
        InstallKernelTables(upperTableBase, translationControl);
}

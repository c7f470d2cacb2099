using System;

namespace Keelson.RuntimeServices;

/// <summary>
/// Registers that a runtime service had to preserve and did not (AAPCS64, 6.1; UEFI 2.10, 2.3.6), as RuntimeGate.S
/// numbers them.
/// </summary>
[Flags]
public enum ClobberedRegisters : ulong
{
    None = 0,
    X18 = 1,
    X19ToX29 = 0xffe,
    D8ToD15 = 0xff000,
    StackPointer = 1 << 20,
    InterruptMask = 1 << 21,
    StackSelect = 1 << 22,
    LowerTable = 1 << 23,
    UpperTable = 1 << 24,
    SystemControl = 1 << 25,
    VectorBase = 1 << 26,
    ThreadPointer = 1 << 27,
    CoprocessorAccess = 1 << 28,
    DebugControl = 1 << 29,
    TranslationControl = 1 << 30,
    MemoryAttributes = 1ul << 31,
    FloatingPointControl = 1ul << 32,
    UserStack = 1ul << 33,
    UserThread = 1ul << 34,
    UserThreadReadOnly = 1ul << 35,
    TimerAccess = 1ul << 36,
    PhysicalTimer = 1ul << 37,
    VirtualTimer = 1ul << 38,

    /// <summary>No register: an SError waits to be taken (ISR_EL1.A).</summary>
    SystemErrorPending = 1ul << 39,

    /// <summary>PSTATE.PAN.</summary>
    PrivilegedAccess = 1ul << 40,

    /// <summary>CPTR_EL2, at EL2 in the place of CPACR_EL1.</summary>
    TrapsOfEl2 = 1ul << 41,

    // Compared at a call that another service went before (FurtherRegisters.S, in its order).
    Context = 1ul << 42,
    CacheSelect = 1ul << 43,
    PerformanceControl = 1ul << 44,

    /// <summary>PSTATE.UAO, DIT, SSBS and TCO.</summary>
    UserAccessOverride = 1ul << 45,
    DataIndependentTiming = 1ul << 46,
    SpeculativeStoreBypass = 1ul << 47,
    TagCheckOverride = 1ul << 48,

    /// <summary>When the kernel's timer fires next, or ours.</summary>
    PhysicalTimerValue = 1ul << 49,

    /// <summary>What a GICv3 lets through to the processor.</summary>
    InterruptPriorities = 1ul << 50,
    InterruptGroup = 1ul << 51,
    VirtualTimerValue = 1ul << 52,

    /// <summary>What any function keeps for its caller, and may not forbid it: SIMD registers.</summary>
    OfCaller = X18 | X19ToX29 | D8ToD15 | StackPointer | StackSelect | CoprocessorAccess | TrapsOfEl2,
}

public static class ClobberedRegistersText
{
    /// <summary>The bit of the first of those that FurtherRegisters.S numbers.</summary>
    public const int FirstFurther = 42;

    /// <summary>Room for all of the names.</summary>
    public const int MaximumBytes = 384;

    /// <summary>By bit, each with a space behind it.</summary>
    private static ReadOnlySpan<byte> Names =>
        "x18 x19 x20 x21 x22 x23 x24 x25 x26 x27 x28 x29 d8 d9 d10 d11 d12 d13 d14 d15 SP DAIF SPSel TTBR0_EL1 "u8
        + "TTBR1_EL1 SCTLR_EL1 VBAR_EL1 TPIDR_EL1 CPACR_EL1 MDSCR_EL1 TCR_EL1 MAIR_EL1 FPCR "u8
        + "SP_EL0 TPIDR_EL0 TPIDRRO_EL0 CNTKCTL_EL1 CNTP_CTL_EL0 CNTV_CTL_EL0 SError PAN CPTR_EL2 "u8
        + "CONTEXTIDR_EL1 CSSELR_EL1 PMCR_EL0 UAO DIT SSBS TCO CNTP_CVAL_EL0 ICC_PMR_EL1 ICC_IGRPEN1_EL1 "u8
        + "CNTV_CVAL_EL0 "u8;

    /// <summary>The architecture's names, separated by spaces.</summary>
    /// <param name="room">At least <see cref="MaximumBytes"/>; holds what is returned.</param>
    public static ReadOnlySpan<byte> Text(this ClobberedRegisters registers, Span<byte> room)
    {
        int length = 0;
        ReadOnlySpan<byte> names = Names;
        for (ulong rest = (ulong)registers; rest != 0 && !names.IsEmpty; rest >>= 1)
        {
            int end = names.IndexOf((byte)' ') + 1;
            if ((rest & 1) != 0)
            {
                names[..end].CopyTo(room[length..]);
                length += end;
            }

            names = names[end..];
        }
        return room[..Math.Max(length - 1, 0)];
    }
}

using System;

namespace Keelson.Guests.Hostile;

/// <summary>What a service can do wrong, as instructions: exceptions, and calls that do not come back.</summary>
internal static class ServiceFaults
{
    /// <returns>Instructions written; 0 where no fault has this name.</returns>
    public static int Write(ReadOnlySpan<char> fault, Span<uint> code)
    {
        FaultWriter writer = new(code);
        uint seconds = 3;
        if (Setting.Is(fault, "abort"))
        {
            writer.Add(A64.MoveWide(9, 0x1000));
            writer.Add(A64.Load(0, 9));
        }
        else if (Setting.Is(fault, "store"))
        {
            writer.Add(A64.MoveWide(9, 0x1000));
            writer.Add(A64.Store(9, 9));
        }
        else if (Setting.Is(fault, "own-code") || Setting.Is(fault, "own-code-off"))
        {
            // Into its region of code, as a driver that keeps a variable there.
            writer.Add(A64.OwnAddress(9));
            writer.Add(A64.Store(A64.Zero, 9, 0x4000));
            if (Setting.Is(fault, "own-code-off"))
            {
                AddPsci(ref writer, 8);
            }
        }
        else if (Setting.Is(fault, "stackless"))
        {
            // What takes the exception has no stack.
            writer.Add(A64.MoveWide(9, 0x1000));
            writer.Add(0x9100_013f); // mov sp, x9
            writer.Add(A64.Load(0, 9));
        }
        else if (Setting.Is(fault, "breakpoint"))
        {
            writer.Add(0xd420_0000); // brk #0
        }
        else if (Setting.Is(fault, "jump-odd"))
        {
            writer.Add(A64.OwnAddress(9));
            writer.Add(A64.AddOne(9));
            writer.Add(A64.Branch(9));
        }
        else if (Setting.Is(fault, "user"))
        {
            // On at EL0.
            writer.Add(A64.OwnAddress(9));
            writer.Add(0xd518_4029); // msr ELR_EL1, x9
            writer.Add(0xd518_401f); // msr SPSR_EL1, xzr
            writer.Add(0xd69f_03e0); // eret
        }
        else if (Setting.Is(fault, "call"))
        {
            writer.Add(0xd400_0001); // svc #0
        }
        else if (Setting.Is(fault, "lost-vectors") || Setting.Is(fault, "lost-tables"))
        {
            writer.Add(Setting.Is(fault, "lost-vectors") ? 0xd518_c01f : 0xd518_203f); // msr VBAR_EL1, TTBR1_EL1
            writer.Add(0xd503_3fdf); // isb
            writer.Add(0xd508_871f); // tlbi vmalle1
            writer.Add(0xd503_3f9f); // dsb sy
            writer.Add(0xd503_3fdf); // isb
            writer.Add(A64.MoveWide(9, 0x1000));
            writer.Add(A64.Load(0, 9));
        }
        else if (Setting.Is(fault, "lost-translation"))
        {
            writer.Add(0xd538_1009); // mrs x9, SCTLR_EL1
            writer.Add(0x927f_f929); // and x9, x9, #~1
            writer.Add(0xd518_1009); // msr SCTLR_EL1, x9
            writer.Add(0xd503_3fdf); // isb
        }
        else if (Setting.Is(fault, "processor-off"))
        {
            AddPsci(ref writer, 2);
        }
        else if (Setting.Is(fault, "reset") || Setting.Is(fault, "off"))
        {
            AddPsci(ref writer, Setting.Is(fault, "reset") ? 9u : 8);
        }
        else if (Setting.Is(fault, "unconverted"))
        {
            // 0x40200000: memory, by its physical address.
            writer.Add(A64.MoveWide(9, 0x4020, 16));
            writer.Add(A64.Load(0, 9));
        }
        else if (Setting.Is(fault, "undefined"))
        {
            writer.Add(A64.Undefined);
        }
        else if (Setting.Is(fault, "overflow"))
        {
            writer.Add(A64.Push);
            writer.Add(A64.BranchBack);
        }
        else if (Setting.TryNumber(fault, "deep-", out uint kilobytes))
        {
            // As much of the stack, for a while.
            writer.Add(A64.MoveWide(9, kilobytes * 1024));
            writer.Add(0xcb29_63ff); // sub sp, sp, x9
            writer.Add(0xf900_03e9); // str x9, [sp]
            writer.Add(0x8b29_63ff); // add sp, sp, x9
        }
        else if (Setting.Is(fault, "jump"))
        {
            writer.Add(A64.MoveWide(9, 0x7000, 16));
            writer.Add(A64.Branch(9));
        }
        else if (Setting.Is(fault, "jump-high") || Setting.Is(fault, "jump-image"))
        {
            // To an address of the kernel's, or to where its image begins.
            writer.Add(A64.MoveWide(9, 0xffff, 48));
            if (Setting.Is(fault, "jump-image"))
            {
                writer.Add(A64.MoveKeep(9, 0x8000, 32));
            }
            writer.Add(A64.Branch(9));
        }
        else if (Setting.Is(fault, "jump-data"))
        {
            writer.Add(0x9100_03e9); // mov x9, sp
            writer.Add(A64.Branch(9));
        }
        else if (Setting.Is(fault, "loop"))
        {
            writer.Add(A64.BranchToItself);
        }
        else if (Setting.Is(fault, "loop-mute"))
        {
            // Open, and the timer that would end it is off.
            writer.Add(0xd51b_e33f); // msr CNTV_CTL_EL0, xzr
            writer.Add(A64.BranchToItself);
        }
        else if (Setting.Is(fault, "wait"))
        {
            writer.Add(A64.WaitForInterrupt);
            writer.Add(A64.BranchBack);
        }
        else if (Setting.Is(fault, "loop-masked"))
        {
            writer.Add(A64.MaskInterrupts);
            writer.Add(A64.BranchToItself);
        }
        else if (StartsWith(fault, "elsewhere-"))
        {
            // On the first processor there is never such a variable.
            writer.Add(0xd538_00a9); // mrs x9, MPIDR_EL1
            writer.Add(0x9240_1d29); // and x9, x9, #0xff
            writer.Add(A64.SkipIfNotZero(9, 3));
            writer.Add(A64.MoveWide(0, 14));
            writer.Add(A64.MoveKeep(0, 0x8000, 48));
            writer.Add(A64.Return);
            Span<uint> there = stackalloc uint[8];
            int length = Write(fault[10..], there);
            for (int i = 0; i < length; i++)
            {
                writer.Add(there[i]);
            }
            return length == 0 ? 0 : writer.Count;
        }
        else if (Setting.Is(fault, "now-and-then"))
        {
            // The tenth call, counted below the stack: nobody else is there between calls of the same service.
            writer.Add(0xd140_07e9); // sub x9, sp, #4096
            writer.Add(A64.Load(10, 9));
            writer.Add(A64.MoveWide(11, 0x4b45, 48));
            writer.Add(A64.ExclusiveOr(12, 10, 11));
            writer.Add(0xd350_fd8d); // lsr x13, x12, #16
            writer.Add(A64.SkipIfZero(13, 1));
            writer.Add(A64.MoveWide(12, 0));
            writer.Add(A64.AddOne(12));
            writer.Add(A64.ExclusiveOr(10, 12, 11));
            writer.Add(A64.Store(10, 9));
            writer.Add(A64.MoveWide(13, 10));
            writer.Add(A64.ExclusiveOr(13, 12, 13));
            writer.Add(A64.SkipIfNotZero(13, 1));
            writer.Add(A64.Undefined);
        }
        else if (Setting.Is(fault, "slow") || Setting.TryNumber(fault, "seconds-", out seconds))
        {
            // As long as the counter takes for three seconds, or as many.
            writer.Add(0xd53b_e009); // mrs x9, CNTFRQ_EL0
            writer.Add(A64.MoveWide(10, seconds));
            writer.Add(0x9b0a_7d29); // mul x9, x9, x10
            writer.Add(0xd53b_e04a); // mrs x10, CNTVCT_EL0
            writer.Add(0xd53b_e04b); // mrs x11, CNTVCT_EL0
            writer.Add(0xcb0a_016b); // sub x11, x11, x10
            writer.Add(0xeb09_017f); // cmp x11, x9
            writer.Add(0x54ff_ffa3); // b.lo to the second read
        }
        else if (
            !RegisterFaults.TryWrite(fault, ref writer)
            && !ResultFaults.TryWrite(fault, ref writer)
            && !StatusFaults.TryWrite(fault, ref writer)
        )
        {
            return 0;
        }
        if (writer.Count != 0 && !writer.HasStatus)
        {
            writer.Add(A64.MoveWide(0, 0));
        }
        writer.Add(A64.Return);
        return writer.Count;
    }

    /// <param name="function">CPU_OFF, SYSTEM_OFF or SYSTEM_RESET: 2, 8, 9.</param>
    private static void AddPsci(ref FaultWriter writer, uint function)
    {
        writer.Add(A64.MoveWide(0, function));
        writer.Add(A64.MoveKeep(0, 0x8400, 16));
        writer.Add(0xd400_0002); // hvc #0
    }

    private static bool StartsWith(ReadOnlySpan<char> fault, string prefix) =>
        fault.Length > prefix.Length && Setting.Is(fault[..prefix.Length], prefix);
}

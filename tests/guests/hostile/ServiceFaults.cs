using System;
using Keelson.Arch.Arm64;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>What a service can do wrong, as instructions.</summary>
internal static class ServiceFaults
{
    /// <returns>Instructions written; 0 where no fault has this name.</returns>
    public static int Write(ReadOnlySpan<char> fault, Span<uint> code)
    {
        Writer writer = new(code);
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
        else if (Setting.Is(fault, "stack"))
        {
            writer.Add(0xd100_43ff); // sub sp, sp, #16
        }
        else if (Setting.Is(fault, "huge-data"))
        {
            // The size of GetVariable, of GetNextVariableName.
            writer.Size(3);
        }
        else if (Setting.Is(fault, "huge-name"))
        {
            writer.Size(0);
            writer.Add(A64.MoveWide(0, 5));
            writer.Add(A64.MoveKeep(0, 0x8000, 48));
            writer.Add(A64.Return);
        }
        else if (Setting.Is(fault, "reset") || Setting.Is(fault, "off"))
        {
            // PSCI SYSTEM_RESET, SYSTEM_OFF.
            writer.Add(A64.MoveWide(0, Setting.Is(fault, "reset") ? 9u : 8));
            writer.Add(A64.MoveKeep(0, 0x8400, 16));
            writer.Add(0xd400_0002); // hvc #0
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
        else if (Setting.Is(fault, "jump"))
        {
            writer.Add(A64.MoveWide(9, 0x7000, 16));
            writer.Add(A64.Branch(9));
        }
        else if (Setting.Is(fault, "jump-high"))
        {
            writer.Add(A64.MoveWide(9, 0xffff, 48));
            writer.Add(A64.Branch(9));
        }
        else if (Setting.Is(fault, "jump-data"))
        {
            writer.Add(0x9100_03e9); // mov x9, sp
            writer.Add(A64.Branch(9));
        }
        else if (Setting.Is(fault, "x18"))
        {
            writer.Add(A64.MoveWide(18, 1));
        }
        else if (Setting.Is(fault, "x19"))
        {
            writer.Add(A64.MoveWide(19, 1));
        }
        else if (Setting.Is(fault, "x29"))
        {
            writer.Add(A64.MoveWide(29, 1));
        }
        else if (Setting.Is(fault, "d8"))
        {
            writer.Add(A64.MoveToSimd(8, A64.Zero));
        }
        else if (Setting.Is(fault, "daif"))
        {
            writer.Add(0xd503_48ff); // msr DAIFClr, #8
        }
        else if (Setting.Is(fault, "mask"))
        {
            writer.Add(A64.MaskInterrupts);
        }
        else if (Setting.Is(fault, "loop"))
        {
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
        else if (Setting.Is(fault, "spsel"))
        {
            writer.Add(0xd500_40bf); // msr SPSel, #0
        }
        else if (writer.Registers(fault)) { }
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
        else if (Setting.Is(fault, "past-data"))
        {
            // A byte where the buffer of GetVariable ends.
            writer.Add(A64.SkipIfZero(3, 3));
            writer.Add(A64.Load(9, 3));
            writer.Add(A64.AddRegister(9, 9, 4));
            writer.Add(A64.StoreByte(A64.Zero, 9, 0));
        }
        else if (Setting.Is(fault, "past-time"))
        {
            // Behind EFI_TIME, which has 16 bytes.
            writer.Add(A64.SkipIfZero(0, 1));
            writer.Add(A64.StoreByte(A64.Zero, 0, 16));
        }
        else if (Setting.Is(fault, "before-time"))
        {
            writer.Add(A64.SkipIfZero(0, 1));
            writer.Add(A64.StoreByteBefore(A64.Zero, 0));
        }
        else if (Setting.Is(fault, "long-name"))
        {
            // A NUL where the buffer of GetNextVariableName ends.
            writer.Add(A64.SkipIfZero(0, 3));
            writer.Add(A64.Load(9, 0));
            writer.Add(A64.AddRegister(9, 9, 1));
            writer.Add(A64.StoreHalf(A64.Zero, 9));
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
        else if (Setting.Is(fault, "february"))
        {
            writer.Time(2026, 2, 31);
        }
        else if (Setting.Is(fault, "april"))
        {
            writer.Time(2026, 4, 31);
        }
        else if (Setting.Is(fault, "thirteenth"))
        {
            writer.Time(2026, 13, 1);
        }
        else if (Setting.Is(fault, "slow"))
        {
            // As long as the counter takes for three seconds.
            writer.Add(0xd53b_e009); // mrs x9, CNTFRQ_EL0
            writer.Add(0x8b09_0529); // add x9, x9, x9, lsl #1
            writer.Add(0xd53b_e04a); // mrs x10, CNTVCT_EL0
            writer.Add(0xd53b_e04b); // mrs x11, CNTVCT_EL0
            writer.Add(0xcb0a_016b); // sub x11, x11, x10
            writer.Add(0xeb09_017f); // cmp x11, x9
            writer.Add(0x54ff_ffa3); // b.lo to the second read
        }
        else if (Setting.Is(fault, "no-nul"))
        {
            // The whole buffer of GetNextVariableName, and no end.
            writer.Add(A64.SkipIfZero(1, 5));
            writer.Add(A64.Load(9, 0));
            writer.Add(A64.MoveWide(10, 'x'));
            writer.Add(0x7800_242a); // strh w10, [x1], #2
            writer.Add(0xd100_0929); // sub x9, x9, #2
            writer.Add(0xb5ff_ffc9); // cbnz x9, to the store
        }
        else if (Setting.Is(fault, "empty-name"))
        {
            writer.Add(A64.SkipIfZero(1, 1));
            writer.Add(A64.StoreHalf(A64.Zero, 1));
        }
        else if (Setting.Is(fault, "mask-fiq"))
        {
            writer.Add(0xd503_41df); // msr DAIFSet, #1
        }
        else if (Setting.Is(fault, "stopped"))
        {
            writer.Time(2026, 2, 28);
        }
        else if (Setting.Is(fault, "same-name"))
        {
            writer.Add(A64.SkipIfZero(1, 3));
            writer.Add(A64.MoveWide(9, 'x'));
            writer.Add(A64.StoreHalf(9, 1));
            writer.Add(A64.StoreHalf(A64.Zero, 1, 2));
        }
        else if (Setting.Is(fault, "new-names"))
        {
            writer.Add(A64.SkipIfZero(1, 4));
            writer.Add(A64.LoadHalf(9, 1));
            writer.Add(A64.AddOne(9));
            writer.Add(A64.StoreHalf(9, 1));
            writer.Add(A64.StoreHalf(A64.Zero, 1, 2));
        }
        else if (!writer.Status(fault))
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

    private static bool StartsWith(ReadOnlySpan<char> fault, string prefix) =>
        fault.Length > prefix.Length && Setting.Is(fault[..prefix.Length], prefix);

    /// <summary>msr of a register that has to be kept, without the general register's number; 0 for none.</summary>
    private static uint SystemRegister(ReadOnlySpan<char> name) =>
        Setting.Is(name, "vbar") ? 0xd518_c000
        : Setting.Is(name, "sctlr") ? 0xd518_1000
        : Setting.Is(name, "ttbr0") ? 0xd518_2000
        : Setting.Is(name, "ttbr1") ? 0xd518_2020
        : Setting.Is(name, "tcr") ? 0xd518_2040
        : Setting.Is(name, "tpidr") ? 0xd518_d080
        : Setting.Is(name, "cpacr") ? 0xd518_1040
        : Setting.Is(name, "mdscr") ? 0xd510_0240
        : Setting.Is(name, "mair") ? 0xd518_a200
        : Setting.Is(name, "fpcr") ? 0xd51b_4400
        : Setting.Is(name, "sp-el0") ? 0xd518_4100
        : Setting.Is(name, "tpidr-el0") ? 0xd51b_d040
        : Setting.Is(name, "cntkctl") ? 0xd518_e100
        : Setting.Is(name, "cntp") ? 0xd51b_e220
        : Setting.Is(name, "cntv") ? 0xd51b_e320
        : 0u;

    /// <summary>
    /// Into x10: FPCR.RMode, MDSCR_EL1.TDCC, an attribute that nothing uses, any other bit that is kept.
    /// </summary>
    private static uint BitOfMove(ReadOnlySpan<char> name) =>
        Setting.Is(name, "fpcr") ? A64.MoveWide(10, 0x40, 16)
        : Setting.Is(name, "sctlr") ? A64.MoveWide(10, 0x400, 16) // UCI
        : Setting.Is(name, "tcr") ? A64.MoveWide(10, 0x40, 32) // TBI1
        : Setting.Is(name, "ttbr0") || Setting.Is(name, "ttbr1") ? A64.MoveWide(10, 1, 48) // an ASID
        : Setting.Is(name, "mair") ? A64.MoveWide(10, 0xff00, 48)
        : Setting.Is(name, "cntkctl") || Setting.Is(name, "cntp") || Setting.Is(name, "cntv") ? A64.MoveWide(10, 2)
        : A64.MoveWide(10, Setting.Is(name, "vbar") ? 0x800u : 0x1000);

    private ref struct Writer(Span<uint> code)
    {
        private readonly Span<uint> _code = code;

        public int Count { get; private set; }
        public bool HasStatus { get; private set; }

        /// <summary>Names of system registers with '+' between them.</summary>
        public bool Registers(ReadOnlySpan<char> names)
        {
            while (!names.IsEmpty)
            {
                int end = names.IndexOf('+');
                ReadOnlySpan<char> name = end < 0 ? names : names[..end];
                uint register = SystemRegister(name);
                if (register == 0)
                {
                    return false;
                }
                // The value as it was, with a bit changed that does no harm while the service runs on.
                Add(register | 0x20_0000 | 9);
                Add(Setting.Is(name, "cpacr") ? A64.MoveWide(10, 0x30, 16) : BitOfMove(name));
                Add(A64.ExclusiveOr(9, 9, 10));
                Add(register | 9);
                names = end < 0 ? default : names[(end + 1)..];
            }
            return Count != 0;
        }

        public void Add(uint instruction) => _code[Count++] = instruction;

        /// <summary>Noon of a day, into EFI_TIME at x0; nothing where that is NULL, which is refused.</summary>
        public void Time(uint year, uint month, uint day)
        {
            Add(A64.SkipIfNotZero(0, 3));
            Add(A64.MoveWide(0, 2));
            Add(A64.MoveKeep(0, 0x8000, 48));
            Add(A64.Return);
            Add(A64.Store(A64.Zero, 0));
            Add(A64.Store(A64.Zero, 0, 8));
            Add(A64.MoveWide(9, year));
            Add(A64.StoreHalf(9, 0));
            Add(A64.MoveWide(9, month));
            Add(A64.StoreByte(9, 0, 2));
            Add(A64.MoveWide(9, day));
            Add(A64.StoreByte(9, 0, 3));
            Add(A64.MoveWide(9, 12));
            Add(A64.StoreByte(9, 0, 4));
        }

        /// <summary>2^62 in the size that is at an argument.</summary>
        public void Size(uint argument)
        {
            Add(A64.SkipIfZero(argument, 2));
            Add(A64.MoveWide(9, 0x4000, 48));
            Add(A64.Store(9, argument));
        }

        /// <summary>A status that is given whatever is asked.</summary>
        public bool Status(ReadOnlySpan<char> name)
        {
            uint number =
                Setting.Is(name, "success") ? 0x100u
                : Setting.Is(name, "invalid") ? 2u
                : Setting.Is(name, "unsupported") ? 3u
                : Setting.Is(name, "device-error") ? 7u
                : Setting.Is(name, "write-protected") ? 8u
                : Setting.Is(name, "out-of-resources") ? 9u
                : Setting.Is(name, "aborted") ? 21u
                : 0;
            if (number == 0)
            {
                return false;
            }
            HasStatus = true;
            Add(A64.MoveWide(0, number & 0xff));
            if (number < 0x100)
            {
                Add(A64.MoveKeep(0, 0x8000, 48));
            }
            return true;
        }
    }
}

using System;

namespace Keelson.Guests.Hostile;

/// <summary>
/// What a service has to keep and changes: <c>x18</c> to <c>x29</c>, <c>d8</c> to <c>d15</c>, the stack, PSTATE, or
/// system registers, with '+' between several.
/// </summary>
internal static class RegisterFaults
{
    public static bool TryWrite(ReadOnlySpan<char> fault, ref FaultWriter writer)
    {
        while (!fault.IsEmpty)
        {
            int end = fault.IndexOf('+');
            ReadOnlySpan<char> name = end < 0 ? fault : fault[..end];
            if (!TryWriteOne(name, ref writer))
            {
                return false;
            }
            fault = end < 0 ? default : fault[(end + 1)..];
        }
        return writer.Count != 0;
    }

    private static bool TryWriteOne(ReadOnlySpan<char> name, ref FaultWriter writer)
    {
        uint state = State(name);
        if (state != 0)
        {
            writer.Add(state);
            return true;
        }
        if (Setting.Is(name, "active"))
        {
            // The virtual timer's interrupt, taken and never ended: GICD_ISACTIVER0 of QEMU's virt board.
            writer.Add(A64.MoveWide(9, 0x800, 16));
            writer.Add(A64.MoveKeep(9, 0x300, 0));
            writer.Add(A64.MoveWide(10, 0x800, 16));
            writer.Add(0xb900_012a); // str w10, [x9]
            return true;
        }
        if (Setting.TryNumber(name, "x", out uint general) && general is >= 18 and < 30)
        {
            writer.Add(A64.MoveWide(general, 1));
            return true;
        }
        if (Setting.TryNumber(name, "d", out uint simd) && simd is >= 8 and < 16)
        {
            writer.Add(A64.MoveToSimd(simd, A64.Zero));
            return true;
        }
        uint register = SystemRegister(name);
        if (register == 0)
        {
            return false;
        }
        // The value as it was, with a bit changed that does no harm while the service runs on.
        writer.Add(register | 0x20_0000 | 9);
        writer.Add(BitOfMove(name));
        writer.Add(A64.ExclusiveOr(9, 9, 10));
        writer.Add(register | 9);
        return true;
    }

    private static uint State(ReadOnlySpan<char> name) =>
        Setting.Is(name, "stack") ? 0xd100_43ff // sub sp, sp, #16
        : Setting.Is(name, "stack-up") ? 0x9100_43ff // add sp, sp, #16
        : Setting.Is(name, "stack-page") ? 0xd140_07ff // sub sp, sp, #4096
        : Setting.Is(name, "daif") ? 0xd503_48ff // msr DAIFClr, #8
        : Setting.Is(name, "open") ? 0xd503_4fff // msr DAIFClr, #15
        : Setting.Is(name, "mask") ? A64.MaskInterrupts
        : Setting.Is(name, "mask-all") ? 0xd503_4fdf // msr DAIFSet, #15
        : Setting.Is(name, "mask-fiq") ? 0xd503_41df // msr DAIFSet, #1
        : Setting.Is(name, "spsel") ? 0xd500_40bf // msr SPSel, #0
        : Setting.Is(name, "pan") ? 0xd500_419f // msr PAN, #1
        : Setting.Is(name, "uao") ? 0xd500_417f // msr UAO, #1
        : Setting.Is(name, "dit") ? 0xd503_415f // msr DIT, #1
        : Setting.Is(name, "tco") ? 0xd503_419f // msr TCO, #1
        : Setting.Is(name, "ssbs") ? 0xd503_413f // msr SSBS, #1
        : 0u;

    /// <summary>msr of a register that has to be kept, without the general register's number; 0 for none.</summary>
    private static uint SystemRegister(ReadOnlySpan<char> name) =>
        Setting.Is(name, "vbar") ? 0xd518_c000
        : Setting.Is(name, "sctlr") ? 0xd518_1000
        : Setting.Is(name, "ttbr0") ? 0xd518_2000
        : Setting.Is(name, "ttbr1") ? 0xd518_2020
        : Setting.Is(name, "tcr") ? 0xd518_2040
        : Setting.Is(name, "tpidr") ? 0xd518_d080
        : Setting.Is(name, "cpacr") ? 0xd518_1040
        : Setting.Is(name, "cptr") ? 0xd51c_1140 // CPTR_EL2, at EL2
        : Setting.Is(name, "mdscr") ? 0xd510_0240
        : Setting.Is(name, "mair") ? 0xd518_a200
        : Setting.Is(name, "fpcr") ? 0xd51b_4400
        : Setting.Is(name, "sp-el0") ? 0xd518_4100
        : Setting.Is(name, "tpidr-el0") ? 0xd51b_d040
        : Setting.Is(name, "cntkctl") ? 0xd518_e100
        : Setting.Is(name, "cntfrq") ? 0xd51b_e000 // at the highest Exception level that there is
        : Setting.Is(name, "cntp") ? 0xd51b_e220
        : Setting.Is(name, "cntv") ? 0xd51b_e320
        : Setting.Is(name, "cntp-time") ? 0xd51b_e240 // CNTP_CVAL_EL0
        : Setting.Is(name, "cntv-time") ? 0xd51b_e340 // CNTV_CVAL_EL0
        : Setting.Is(name, "priorities") ? 0xd518_4600 // ICC_PMR_EL1
        : Setting.Is(name, "interrupts") ? 0xd518_cce0 // ICC_IGRPEN1_EL1
        : Setting.Is(name, "tpidrro") ? 0xd51b_d060
        : Setting.Is(name, "key") ? 0xd518_2100 // APIAKeyLo_EL1
        : Setting.Is(name, "vectors") ? 0xd518_1200 // ZCR_EL1
        : Setting.Is(name, "counters") ? 0xd51b_9c00 // PMCR_EL0
        : Setting.Is(name, "context") ? 0xd518_d020 // CONTEXTIDR_EL1
        : Setting.Is(name, "cache") ? 0xd51a_0000 // CSSELR_EL1
        : 0u;

    /// <summary>
    /// Into x10: FPCR.RMode, MDSCR_EL1.TDCC, an attribute that nothing uses, any other bit that is kept.
    /// </summary>
    private static uint BitOfMove(ReadOnlySpan<char> name) =>
        Setting.Is(name, "cpacr") ? A64.MoveWide(10, 0x30, 16)
        : Setting.Is(name, "cptr") ? A64.MoveWide(10, 0x8000, 16) // TCPAC
        : Setting.Is(name, "fpcr") ? A64.MoveWide(10, 0x40, 16)
        : Setting.Is(name, "sctlr") ? A64.MoveWide(10, 0x400, 16) // UCI
        : Setting.Is(name, "tcr") ? A64.MoveWide(10, 0x40, 32) // TBI1
        : Setting.Is(name, "ttbr0") || Setting.Is(name, "ttbr1") ? A64.MoveWide(10, 1, 48) // an ASID
        : Setting.Is(name, "cntfrq") ? A64.MoveWide(10, 0x200, 16) // 62.5 MHz or 29
        : Setting.Is(name, "mair") ? A64.MoveWide(10, 0xff00, 48)
        : Setting.Is(name, "vectors") || Setting.Is(name, "counters") || Setting.Is(name, "cache")
            ? A64.MoveWide(10, Setting.Is(name, "counters") ? 8u : 2)
        : Setting.Is(name, "priorities") || Setting.Is(name, "interrupts")
            ? A64.MoveWide(10, Setting.Is(name, "interrupts") ? 1u : 0xf0)
        : Setting.Is(name, "cntkctl") || Setting.Is(name, "cntp") || Setting.Is(name, "cntv") ? A64.MoveWide(10, 2)
        : A64.MoveWide(10, Setting.Is(name, "vbar") ? 0x800u : 0x1000);
}

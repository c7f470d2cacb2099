// A service of the firmware's, and what it changed that it has to keep (AAPCS64, IHI 0055, 6.1; UEFI 2.10, 2.3.6): for
// the two that kernels are entered after, ExitBootServices and SetVirtualAddressMap. Everything is put back. Not
// reentrant.

        .include "CalleeSaved.inc"

        .equ    CANARY_HIGH, 0x5a5a
        .equ    EL2, 2 << 2
        .equ    FRAME_SIZE, 288
        .equ    SAVED_SPSEL, 160                // then DAIF
        .equ    SAVED_FPCR, 176                 // then x18
        .equ    SAVED_TRAPS, 192                // CPACR_EL1 or CPTR_EL2
        .equ    SAVED_SYSTEM, 208               // the pairs below

        // As in ClobberedRegisters.cs.
        .equ    CLOBBERED_SP, 20
        .equ    CLOBBERED_DAIF, 21
        .equ    CLOBBERED_SPSEL, 22
        .equ    CLOBBERED_CPACR, 28
        .equ    CLOBBERED_FPCR, 32
        .equ    CLOBBERED_CPTR, 41

        .macro  for_each_system operation
        \operation VBAR_EL1, 0, 26
        \operation SCTLR_EL1, 8, 25
        \operation TCR_EL1, 16, 30
        \operation MAIR_EL1, 24, 31
        \operation TTBR0_EL1, 32, 23
        \operation TTBR1_EL1, 40, 24
        \operation TPIDR_EL1, 48, 27
        \operation MDSCR_EL1, 56, 29
        .endm

        .macro  save_system register, place, bit
        mrs     x9, \register
        str     x9, [sp, #SAVED_SYSTEM + \place]
        .endm

// x1 collects, x12 is the frame.
        .macro  check left, right, bit
        cmp     \left, \right
        cset    x3, ne
        orr     x1, x1, x3, lsl #\bit
        .endm

        .macro  check_system register, place, bit
        ldr     x4, [x12, #SAVED_SYSTEM + \place]
        mrs     x5, \register
        msr     \register, x4
        check   x4, x5, \bit
        .endm

        .section .text$code,"xr"
// x0..x7 = the arguments; the function is in CheckedFunction.
        .globl  CallChecked
CallChecked:
        save_callee_saved FRAME_SIZE
        mrs     x9, SPSel
        mrs     x10, DAIF
        stp     x9, x10, [sp, #SAVED_SPSEL]
        mrs     x9, FPCR
        stp     x9, x18, [sp, #SAVED_FPCR]
        mrs     x10, CurrentEL
        cmp     x10, #EL2
        b.eq    1f
        mrs     x9, CPACR_EL1
        str     x9, [sp, #SAVED_TRAPS]
        for_each_system save_system
        b       2f
1:      mrs     x9, CPTR_EL2
        str     x9, [sp, #SAVED_TRAPS]
2:      adrp    x9, CheckedFrame
        mov     x10, sp
        str     x10, [x9, :lo12:CheckedFrame]
        adrp    x9, CheckedFunction
        ldr     x8, [x9, :lo12:CheckedFunction]
        movz    x18, #CANARY_HIGH, lsl #48
        add     x18, x18, #18
        .irp    n, 19,20,21,22,23,24,25,26,27,28,29
        add     x\n, x18, #\n-18
        .endr
        .irp    n, 8,9,10,11,12,13,14,15
        fmov    d\n, x18
        .endr
        blr     x8

        // Nothing but x0 and what memory says can be believed.
        mrs     x9, SPSel
        mrs     x10, DAIF
        adrp    x12, CheckedFrame
        ldr     x12, [x12, :lo12:CheckedFrame]
        ldr     x4, [x12, #SAVED_SPSEL]
        msr     SPSel, x4
        mov     x11, sp
        mov     sp, x12
        mov     x1, xzr
        ldr     x4, [x12, #SAVED_TRAPS]
        mrs     x5, CurrentEL
        cmp     x5, #EL2
        b.eq    3f
        mrs     x5, CPACR_EL1
        msr     CPACR_EL1, x4
        check   x4, x5, CLOBBERED_CPACR
        for_each_system check_system
        b       4f
3:      mrs     x5, CPTR_EL2
        msr     CPTR_EL2, x4
        check   x4, x5, CLOBBERED_CPTR
4:      isb
        movz    x2, #CANARY_HIGH, lsl #48
        .irp    n, 18,19,20,21,22,23,24,25,26,27,28,29
        add     x3, x2, #\n
        cmp     x\n, x3
        cset    w3, ne
        orr     x1, x1, x3, lsl #\n-18
        .endr
        add     x2, x2, #18
        .irp    n, 8,9,10,11,12,13,14,15
        fmov    x4, d\n
        check   x4, x2, \n+4
        .endr
        check   x11, x12, CLOBBERED_SP
        ldp     x4, x5, [x12, #SAVED_SPSEL]
        check   x4, x9, CLOBBERED_SPSEL
        check   x5, x10, CLOBBERED_DAIF
        msr     DAIF, x5
        ldp     x5, x18, [x12, #SAVED_FPCR]
        mrs     x6, FPCR
        check   x5, x6, CLOBBERED_FPCR
        msr     FPCR, x5
        adrp    x9, CheckedClobbered
        str     x1, [x9, :lo12:CheckedClobbered]
        restore_callee_saved FRAME_SIZE
        ret

// Chooses the function that CallChecked calls, whose address it returns.
        .globl  PrepareChecked
PrepareChecked:
        adrp    x1, CheckedFunction
        str     x0, [x1, :lo12:CheckedFunction]
        adrp    x1, CheckedClobbered
        str     xzr, [x1, :lo12:CheckedClobbered]
        adr     x0, CallChecked
        ret

        .globl  GetCheckedClobbered
GetCheckedClobbered:
        adrp    x0, CheckedClobbered
        ldr     x0, [x0, :lo12:CheckedClobbered]
        ret

        .section .bss,"bw"
        .p2align 3
CheckedFrame:
        .zero   8
CheckedFunction:
        .zero   8
CheckedClobbered:
        .zero   8

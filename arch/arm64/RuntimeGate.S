// The only place from which firmware is called once boot services are over (design: one gate for every runtime call).
//
// CallRuntimeService(x0 = RuntimeCallFrame*): loads the runtime address space into TTBR0, moves to a stack of its own,
// follows systab->RuntimeServices there and nowhere else (it is a pointer of that address space), calls the service,
// and puts everything back, whatever the service did to it. What it had to preserve and did not is in `Clobbered`.
//
// The caller is C# with interrupts masked, and says by what the service may be interrupted; by the AAPCS64 only
// x19..x29, d8..d15 and FPCR can hold anything of value of its; the rest of the SIMD registers are the call's to use,
// as UEFI allows (UEFI 2.10, 2.3.6).

        .include "CalleeSaved.inc"
        .include "RuntimeCallFrame.inc"

        .equ    CANARY_HIGH, 0x5a5a
        .equ    CLOBBERED_X18, 0                // bits 0..11: x18..x29
        .equ    CLOBBERED_D8, 12                // bits 12..19: d8..d15
        .equ    CLOBBERED_SP, 20
        .equ    CLOBBERED_DAIF, 21
        .equ    CLOBBERED_SPSEL, 22
        .equ    CLOBBERED_TTBR0, 23
        .equ    CLOBBERED_TTBR1, 24
        .equ    CLOBBERED_SCTLR, 25
        .equ    CLOBBERED_VBAR, 26
        .equ    CLOBBERED_TPIDR, 27
        .equ    CLOBBERED_CPACR, 28
        .equ    CLOBBERED_MDSCR, 29
        .equ    CLOBBERED_TCR, 30
        .equ    CLOBBERED_MAIR, 31
        .equ    CLOBBERED_FPCR, 32
        .equ    CLOBBERED_SP_EL0, 33
        .equ    CLOBBERED_TPIDRRO, 35           // 34: TPIDR_EL0; 36: CNTKCTL_EL1
        .equ    CLOBBERED_CNTP, 37
        .equ    CLOBBERED_SERROR, 39            // 38: CNTV_CTL_EL0
        .equ    CLOBBERED_PAN, 40

        .equ    TIMER_CONTROL, 3                // ENABLE, IMASK; ISTATUS is not anybody's doing
        .equ    ISR_A, 8
        .equ    MMFR1_PAN, 20                   // four bits: 0 where PSTATE has no PAN

// PSTATE.PAN, or 0. Leaves the flags.
        .macro  read_pan register
        mrs     \register, ID_AA64MMFR1_EL1
        ubfx    \register, \register, #MMFR1_PAN, #4
        cbz     \register, 5f
        mrs     \register, S3_0_C4_C2_3
5:
        .endm

// x1 collects; x2 holds the canary without its number.
        .macro  check_general reg, number, bit
        add     x3, x2, #\number
        cmp     x\reg, x3
        cset    w3, ne
        orr     x1, x1, x3, lsl #\bit
        .endm

        .macro  check_simd reg, number, bit
        fmov    x4, d\reg
        add     x3, x2, #\number
        cmp     x4, x3
        cset    w3, ne
        orr     x1, x1, x3, lsl #\bit
        .endm

// Both values in registers.
        .macro  check_same left, right, bit
        cmp     \left, \right
        cset    w3, ne
        orr     x1, x1, x3, lsl #\bit
        .endm

// The same for bits above 31.
        .macro  check_wide left, right, bit
        cmp     \left, \right
        cset    x3, ne
        orr     x1, x1, x3, lsl #\bit
        .endm

// System registers that a kernel relies on, two and two as the frame has them. The first ones are those that any
// exception, and any access, relies on.
        .macro  for_each_pair operation
        \operation VBAR_EL1, TPIDR_EL1, FRAME_VBAR, CLOBBERED_VBAR
        \operation CPACR_EL1, MDSCR_EL1, FRAME_CPACR, CLOBBERED_CPACR
        \operation TCR_EL1, MAIR_EL1, FRAME_TCR, CLOBBERED_TCR
        \operation SP_EL0, TPIDR_EL0, FRAME_SP_EL0, CLOBBERED_SP_EL0
        \operation TPIDRRO_EL0, CNTKCTL_EL1, FRAME_TPIDRRO, CLOBBERED_TPIDRRO
        .endm

        .macro  save_pair first, second, frame, bit
        mrs     x2, \first
        mrs     x3, \second
        stp     x2, x3, [x0, #\frame]
        .endm

        .macro  check_pair first, second, frame, bit
        ldp     x4, x5, [x12, #\frame]
        mrs     x6, \first
        mrs     x7, \second
        msr     \first, x4
        msr     \second, x5
        check_wide x4, x6, \bit
        check_wide x5, x7, \bit+1
        .endm

// Goes on with the flags: equal so far, or not.
        .macro  expect_pair first, second, frame, bit
        ldp     x4, x5, [x12, #\frame]
        mrs     x6, \first
        mrs     x7, \second
        ccmp    x4, x6, #0, eq
        ccmp    x5, x7, #0, eq
        .endm

        .macro  expect_general reg, number
        add     x3, x2, #\number
        ccmp    x\reg, x3, #0, eq
        .endm

// The canary of a general register, which was compared before.
        .macro  expect_simd reg, general
        fmov    x4, d\reg
        ccmp    x4, x\general, #0, eq
        .endm

        .macro  restore_pair first, second, frame, bit
        ldp     x4, x5, [x12, #\frame]
        msr     \first, x4
        msr     \second, x5
        .endm

        .section .text$code,"xr"
        .globl  CallRuntimeService
CallRuntimeService:
        save_callee_saved 192
        mrs     x2, FPCR
        mrs     x3, DAIF
        stp     x2, x3, [sp, #160]
        str     x18, [sp, #176]
        msr     DAIFSet, #0xf

        mov     x9, sp
        str     x9, [x0, #FRAME_KERNEL_SP]
        mrs     x2, TTBR1_EL1
        mrs     x3, SCTLR_EL1
        stp     x2, x3, [x0, #FRAME_TTBR1]
        for_each_pair save_pair
        save_pair CNTP_CTL_EL0, CNTV_CTL_EL0, FRAME_CNTP
        mrs     x2, FPCR
        str     x2, [x0, #FRAME_FPCR]
        read_pan x2
        str     x2, [x0, #FRAME_PAN]
        adrp    x10, ActiveRuntimeCall
        str     x0, [x10, :lo12:ActiveRuntimeCall]

        ldr     x2, [x0, #FRAME_RUNTIME_TTBR0]
        msr     TTBR0_EL1, x2
        isb

        ldr     x9, [x0, #FRAME_STACK_TOP]
        mov     sp, x9
        movz    x18, #CANARY_HIGH, lsl #48
        add     x18, x18, #18
        .irp    n, 19,20,21,22,23,24,25,26,27,28,29
        add     x\n, x18, #\n-18
        .endr
        fmov    d8, x19
        fmov    d9, x20
        fmov    d10, x21
        fmov    d11, x22
        fmov    d12, x23
        fmov    d13, x24
        fmov    d14, x25
        fmov    d15, x26

        // Without a system table the target is an address in the runtime address space itself.
        ldp     x9, x8, [x0, #FRAME_SYSTEM_TABLE]
        cbz     x9, 1f
FollowTable:
        ldr     x9, [x9, #88]                   // EFI_SYSTEM_TABLE.RuntimeServices
        ldr     x8, [x9, x8]
1:      ldr     x9, [x0, #FRAME_DAIF]
        msr     DAIF, x9
        ldp     x4, x5, [x0, #FRAME_ARGUMENTS + 32]
        ldp     x2, x3, [x0, #FRAME_ARGUMENTS + 16]
        ldp     x0, x1, [x0, #FRAME_ARGUMENTS]
        blr     x8

        // From here on nothing but x0 and what memory says can be believed.
        mrs     x9, SPSel
        mrs     x10, DAIF
        msr     SPSel, #1
        msr     DAIFSet, #0xf
        mov     x11, sp
        adrp    x12, ActiveRuntimeCall
        ldr     x12, [x12, :lo12:ActiveRuntimeCall]
        str     x0, [x12, #FRAME_STATUS]

        // Nearly always everything is as it must be, and comparing alone shows it. CPACR comes before what needs it,
        // the SIMD registers.
        cmp     x9, #1
        for_each_pair expect_pair
        ldr     x4, [x12, #FRAME_STACK_TOP]
        ldr     x5, [x12, #FRAME_DAIF]
        ccmp    x11, x4, #0, eq
        ccmp    x10, x5, #0, eq
        b.ne    tell_apart
        ldp     x4, x5, [x12, #FRAME_CNTP]
        mrs     x6, CNTP_CTL_EL0
        mrs     x7, CNTV_CTL_EL0
        eor     x4, x4, x6
        eor     x5, x5, x7
        orr     x4, x4, x5
        tst     x4, #TIMER_CONTROL
        b.ne    tell_apart
        dsb     sy
        isb
        mrs     x6, ISR_EL1
        tst     x6, #(1 << ISR_A)
        expect_pair TTBR1_EL1, SCTLR_EL1, FRAME_TTBR1
        ldr     x4, [x12, #FRAME_RUNTIME_TTBR0]
        mrs     x5, TTBR0_EL1
        ccmp    x4, x5, #0, eq
        ldr     x4, [x12, #FRAME_FPCR]
        mrs     x6, FPCR
        ccmp    x4, x6, #0, eq
        ldr     x4, [x12, #FRAME_PAN]
        read_pan x6
        ccmp    x4, x6, #0, eq
        movz    x2, #CANARY_HIGH, lsl #48
        .irp    n, 18,19,20,21,22,23,24,25,26,27,28,29
        expect_general \n, \n
        .endr
        expect_simd 8, 19
        expect_simd 9, 20
        expect_simd 10, 21
        expect_simd 11, 22
        expect_simd 12, 23
        expect_simd 13, 24
        expect_simd 14, 25
        expect_simd 15, 26
        b.ne    tell_apart
        str     xzr, [x12, #FRAME_CLOBBERED]
        b       unload

tell_apart:
        // SIMD registers may be out of reach until this is done.
        mov     x1, xzr
        for_each_pair check_pair
        ldp     x4, x5, [x12, #FRAME_CNTP]
        mrs     x6, CNTP_CTL_EL0
        mrs     x7, CNTV_CTL_EL0
        msr     CNTP_CTL_EL0, x4
        msr     CNTV_CTL_EL0, x5
        .irp    n, 4,5,6,7
        and     x\n, x\n, #TIMER_CONTROL
        .endr
        check_wide x4, x6, CLOBBERED_CNTP
        check_wide x5, x7, CLOBBERED_CNTP+1
        // What the service set off asynchronously has arrived.
        dsb     sy
        isb
        mrs     x6, ISR_EL1
        ubfx    x6, x6, #ISR_A, #1
        orr     x1, x1, x6, lsl #CLOBBERED_SERROR
        ldr     x4, [x12, #FRAME_FPCR]
        mrs     x6, FPCR
        check_wide x4, x6, CLOBBERED_FPCR
        ldr     x4, [x12, #FRAME_PAN]
        read_pan x6
        check_wide x4, x6, CLOBBERED_PAN
        b.eq    2f
        msr     S3_0_C4_C2_3, x4
2:
        movz    x2, #CANARY_HIGH, lsl #48
        .irp    n, 18,19,20,21,22,23,24,25,26,27,28,29
        check_general \n, \n, \n-18
        .endr
        .irp    n, 8,9,10,11,12,13,14,15
        check_simd \n, \n+11, \n+4
        .endr
        ldr     x4, [x12, #FRAME_STACK_TOP]
        check_same x11, x4, CLOBBERED_SP
        ldr     x4, [x12, #FRAME_DAIF]
        check_same x10, x4, CLOBBERED_DAIF
        mov     x4, #1
        check_same x9, x4, CLOBBERED_SPSEL
        ldr     x4, [x12, #FRAME_RUNTIME_TTBR0]
        mrs     x5, TTBR0_EL1
        check_same x4, x5, CLOBBERED_TTBR0
        ldp     x4, x5, [x12, #FRAME_TTBR1]
        mrs     x6, TTBR1_EL1
        mrs     x7, SCTLR_EL1
        check_same x4, x6, CLOBBERED_TTBR1
        check_same x5, x7, CLOBBERED_SCTLR
        str     x1, [x12, #FRAME_CLOBBERED]
        b       unload

// The exception handler resumes here when the service faulted: SPSel and DAIF are as the handler set them.
        .globl  RuntimeCallFault
RuntimeCallFault:
        adrp    x12, ActiveRuntimeCall
        ldr     x12, [x12, :lo12:ActiveRuntimeCall]

        for_each_pair restore_pair
        restore_pair CNTP_CTL_EL0, CNTV_CTL_EL0, FRAME_CNTP

unload:
        ldp     x4, x5, [x12, #FRAME_TTBR1]
        msr     TTBR1_EL1, x4
        msr     SCTLR_EL1, x5
        ldr     x2, [x12, #FRAME_EMPTY_TTBR0]
        msr     TTBR0_EL1, x2
        isb
        ldr     x9, [x12, #FRAME_KERNEL_SP]
        mov     sp, x9
        adrp    x10, ActiveRuntimeCall
        str     xzr, [x10, :lo12:ActiveRuntimeCall]
        ldp     x2, x3, [sp, #160]
        msr     FPCR, x2
        ldr     x18, [sp, #176]
        restore_callee_saved 192
        msr     DAIF, x3
        ret

        .globl  GetRuntimeCallFault
GetRuntimeCallFault:
        adr     x0, RuntimeCallFault
        ret

// The first of the two instructions that follow the firmware's own pointers: a fault there is the firmware's.
        .globl  GetRuntimeCallFollow
GetRuntimeCallFollow:
        adr     x0, FollowTable
        ret

// The call under way, or null: what the exception handler asks first.
        .globl  GetActiveRuntimeCall
GetActiveRuntimeCall:
        adrp    x0, ActiveRuntimeCall
        ldr     x0, [x0, :lo12:ActiveRuntimeCall]
        ret

        .section .bss,"bw"
        .p2align 3
ActiveRuntimeCall:
        .zero   8

// A call of the firmware's code between ExitBootServices and the kernel, at the firmware's own Exception level, under
// vectors of our own and, if asked, under other tables. An exception is C#'s to judge: it has the instruction done
// again, or ends the call.

        .include "CalleeSaved.inc"

        .equ    FRAME_FUNCTION, 0               // GuardedCallFrame in GuardedCall.cs; then four arguments
        .equ    FRAME_ARGUMENTS, 8
        .equ    FRAME_TABLES, 40                // TTBR0 of the call, or 0
        .equ    FRAME_OPEN, 48                  // non-zero: with interrupts open
        .equ    FRAME_STATUS, 56
        .equ    FRAME_OLD_TABLES, 64
        .equ    FRAME_STACK, 72                 // then SPSel
        .equ    FRAME_DAIF, 88

        .equ    CONTEXT_SIZE, 768               // x0..x30, then q0..q31 from 256
        .equ    CALL_STACK, 0x20000             // as much as boot services have (UEFI 2.10, 2.3.6)
        .equ    HANDLER_STACK, 0x4000
        .equ    EFI_ABORTED, 21

// The register of this Exception level; Z says that it is EL2.
        .macro  read_own register, name
        b.eq    8f
        mrs     \register, \name\()_EL1
        b       9f
8:      mrs     \register, \name\()_EL2
9:
        .endm

        .macro  write_own name, register
        b.eq    8f
        msr     \name\()_EL1, \register
        b       9f
8:      msr     \name\()_EL2, \register
9:
        .endm

        .macro  test_level scratch
        mrs     \scratch, CurrentEL
        cmp     \scratch, #(2 << 2)
        .endm

        .macro  move_general operation
        \operation     x2, x3, [sp, #16]
        \operation     x4, x5, [sp, #32]
        \operation     x6, x7, [sp, #48]
        \operation     x8, x9, [sp, #64]
        \operation     x10, x11, [sp, #80]
        \operation     x12, x13, [sp, #96]
        \operation     x14, x15, [sp, #112]
        \operation     x16, x17, [sp, #128]
        \operation     x18, x19, [sp, #144]
        \operation     x20, x21, [sp, #160]
        \operation     x22, x23, [sp, #176]
        \operation     x24, x25, [sp, #192]
        \operation     x26, x27, [sp, #208]
        \operation     x28, x29, [sp, #224]
        .endm

        .macro  move_simd operation
        \operation     q0, q1, [sp, #256]
        \operation     q2, q3, [sp, #288]
        \operation     q4, q5, [sp, #320]
        \operation     q6, q7, [sp, #352]
        \operation     q8, q9, [sp, #384]
        \operation     q10, q11, [sp, #416]
        \operation     q12, q13, [sp, #448]
        \operation     q14, q15, [sp, #480]
        \operation     q16, q17, [sp, #512]
        \operation     q18, q19, [sp, #544]
        \operation     q20, q21, [sp, #576]
        \operation     q22, q23, [sp, #608]
        \operation     q24, q25, [sp, #640]
        \operation     q26, q27, [sp, #672]
        \operation     q28, q29, [sp, #704]
        \operation     q30, q31, [sp, #736]
        .endm

        .macro  vector
        .org    guard_vectors + number * 128    // an error if what stands in front reaches beyond it
        msr     TPIDR_EL0, x0
        msr     TPIDRRO_EL0, x1
        mov     x0, #number
        b       take_guarded
        .set    number, number + 1
        .endm

// Nobody runs at a lower Exception level: the second half of the table is room for code, and so is what is left behind
// each vector, 28 instructions.
        .text                                   // what begins with a table of vectors: no room is lost in front
        .p2align 11
guard_vectors:
        .set    number, 0
        vector

// On a stack of its own, as the one in use may be what broke. It begins with a page, so the vector's number fits below.
// TPIDR_EL0 and TPIDRRO_EL0 are EL0's, which there is none of: what they held is lost.
take_guarded:
        adrp    x1, GuardContext
        add     x1, x1, x0
        mov     x0, sp
        and     sp, x1, #~15
        move_general stp
        b       1f

        vector

1:      str     x0, [sp, #248]
        and     x0, x1, #15
        mrs     x1, TPIDR_EL0
        mrs     x2, TPIDRRO_EL0
        stp     x1, x2, [sp]
        test_level x4
        read_own x1, ESR
        read_own x2, FAR
        read_own x3, ELR
        str     x30, [sp, #240]
        b       handle_guarded

        vector

handle_guarded:
        move_simd stp
        adrp    x4, GuardedFrame
        ldr     x4, [x4, :lo12:GuardedFrame]
        bl      HandleGuardedException
        cmp     x0, #1
        b.eq    abort_call
        b.lo    return_to_call
        b       mask_call

        vector

// Masked from here on: whatever interrupts is not ours to silence.
mask_call:
        test_level x4
        read_own x1, SPSR
        orr     x1, x1, #(1 << 7)
        write_own SPSR, x1
        b       return_to_call
abort_call:
        mov     x0, #EFI_ABORTED
        orr     x0, x0, #(1 << 63)
        adrp    x1, GuardedFrame
        ldr     x1, [x1, :lo12:GuardedFrame]
        cbnz    x1, end_of_call
        b       WaitForever                     // there is no call to end, and it was told

        .globl  GetShadowTablePool
GetShadowTablePool:
        adrp    x0, ShadowTablePool
        ret

        vector

return_to_call:
        move_simd ldp
        ldr     x30, [sp, #240]
        b       1f

        vector

1:      move_general ldp
        ldr     x0, [sp, #8]
        msr     TPIDR_EL0, x0
        ldr     x0, [sp]
        ldr     x1, [sp, #248]
        mov     sp, x1
        mrs     x1, TPIDR_EL0
        eret

        vector

// TTBR0, TCR and SCTLR of this Exception level to x0[0..2]; HCR_EL2 at EL2, else 0, to x0[3].
        .globl  ReadOwnTranslation
ReadOwnTranslation:
        test_level x4
        read_own x1, TTBR0
        read_own x2, TCR
        read_own x3, SCTLR
        stp     x1, x2, [x0]
        mov     x4, xzr
        b.ne    4f
        mrs     x4, HCR_EL2
4:      stp     x3, x4, [x0, #16]
        ret

        vector

// The tables in x0 instead of those in use, which it returns. Blocks become tables and back, which a TLB may not be
// shown while it holds one of them: the MMU is off in between (edk2 does the same to split one). With it off,
// instructions may be fetched past the caches, and nothing else is accessed.
without_map:
        b.eq    without_map_of_el2
        mrs     x2, TTBR0_EL1
        mrs     x3, SCTLR_EL1
        bic     x4, x3, #1                      // M
        isb
        msr     SCTLR_EL1, x4
        isb
        msr     TTBR0_EL1, x0
        isb
        tlbi    vmalle1
        dsb     nsh
        isb
        msr     SCTLR_EL1, x3
        isb
        mov     x0, x2
        ret

        vector

without_map_of_el2:
        mrs     x2, TTBR0_EL2
        mrs     x3, SCTLR_EL2
        bic     x4, x3, #1
        isb
        msr     SCTLR_EL2, x4
        isb
        msr     TTBR0_EL2, x0
        isb
        tlbi    alle2
        dsb     nsh
        isb
        msr     SCTLR_EL2, x3
        isb
        mov     x0, x2
        ret
end_without_map:

// x0 = TTBR0, or 0 for the one in use. Returns the one before, or 0.
exchange_tables:
        cbz     x0, 1f
        stp     x29, x30, [sp, #-32]!
        str     x0, [sp, #16]
        adr     x0, without_map
        adr     x1, end_without_map
        bl      CleanAndInvalidateToPoc
        ic      iallu
        dsb     sy
        isb
        ldr     x0, [sp, #16]
        ldp     x29, x30, [sp], #32
        test_level x3
        b       without_map
1:      ret

// x0 = GuardedCallFrame*
        .globl  CallGuarded
CallGuarded:
        save_callee_saved 160
        mov     x19, x0
        mov     x1, sp
        mrs     x2, SPSel
        stp     x1, x2, [x19, #FRAME_STACK]
        mrs     x1, DAIF
        str     x1, [x19, #FRAME_DAIF]
        msr     DAIFSet, #3
        adrp    x1, GuardedFrame
        str     x19, [x1, :lo12:GuardedFrame]
        test_level x1
        adr     x2, guard_vectors
        write_own VBAR, x2
        isb
        ldr     x0, [x19, #FRAME_TABLES]
        bl      exchange_tables
        str     x0, [x19, #FRAME_OLD_TABLES]
        cbz     x0, 2f
        adrp    x1, GuardContext                // below it, and above a page that these tables do not have
        add     x1, x1, :lo12:GuardContext
        sub     sp, x1, #HANDLER_STACK
2:      ldp     x0, x1, [x19, #FRAME_ARGUMENTS]
        ldp     x2, x3, [x19, #FRAME_ARGUMENTS + 16]
        ldr     x8, [x19, #FRAME_FUNCTION]
        ldr     x9, [x19, #FRAME_OPEN]
        cbz     x9, 1f
        msr     DAIFClr, #2
1:      blr     x8
        msr     DAIFSet, #3
end_of_call:
        adrp    x1, GuardedFrame
        ldr     x19, [x1, :lo12:GuardedFrame]
        str     xzr, [x1, :lo12:GuardedFrame]
        ldp     x1, x2, [x19, #FRAME_STACK]
        msr     SPSel, x2
        mov     sp, x1
        str     x0, [x19, #FRAME_STATUS]
        ldr     x0, [x19, #FRAME_OLD_TABLES]
        bl      exchange_tables
        ldr     x1, [x19, #FRAME_DAIF]
        msr     DAIF, x1
        restore_callee_saved 160
        ret

        .section .bss,"bw"
        .p2align 3
GuardedFrame:
        .zero   8
        .p2align 12
ShadowTablePool:
        .zero   32 * 4096
        .zero   4096                            // GuardedCall.StackGuard
        .zero   CALL_STACK
        .zero   HANDLER_STACK                   // of what judges an exception; its frame follows
GuardContext:
        .zero   CONTEXT_SIZE

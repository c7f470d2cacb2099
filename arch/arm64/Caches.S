// Cache maintenance by virtual address, to the point of coherency (Arm ARM DDI 0487, D7.5): what the next kernel reads
// with its MMU off comes from memory, not from our caches. QEMU has no caches and would forgive every line of this;
// boards do not.

        // A kernel has half a million lines. Each takes an instruction and an addition, as DC has no offset and leaves
        // its register as it is; what a turn of the loop costs beside them is shared by this many.
        .equ    LINES_A_TURN, 32

        .section .text$code,"xr"
// x0 = start, x1 = end. Cleans and invalidates. Clobbers x0, x2 to x4.
        .globl  CleanAndInvalidateToPoc
CleanAndInvalidateToPoc:
        mrs     x3, CTR_EL0
        ubfx    x3, x3, #16, #4                 // DminLine: log2 of the words in the smallest line
        mov     x2, #4
        lsl     x2, x2, x3
        sub     x3, x2, #1
        bic     x0, x0, x3
        subs    x3, x1, x0                      // what is left
        lsl     x4, x2, #5                      // LINES_A_TURN lines
        b.hi    2f
        b       4f
1:      .rept   LINES_A_TURN
        dc      civac, x0
        add     x0, x0, x2
        .endr
2:      subs    x3, x3, x4
        b.hs    1b
3:      cmp     x0, x1
        b.hs    4f
        dc      civac, x0
        add     x0, x0, x2
        b       3b
4:      dsb     sy
        ret

// Instructions were written as data: no stale line may be fetched.
        .globl  InvalidateInstructionCache
InvalidateInstructionCache:
        dsb     sy
        ic      iallu
        dsb     sy
        isb
        ret

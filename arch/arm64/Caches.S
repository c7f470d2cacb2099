// Cache maintenance by virtual address, to the point of coherency (Arm ARM DDI 0487, D7.5): what the next kernel reads with
// its MMU off comes from memory, not from our caches. QEMU has no caches and would forgive every line of this; boards do not.

        .macro  line_size reg, tmp
        mrs     \tmp, CTR_EL0
        ubfx    \tmp, \tmp, #16, #4             // DminLine: log2 of the words in the smallest line
        mov     \reg, #4
        lsl     \reg, \reg, \tmp
        .endm

        .macro  by_line op
        line_size x2, x3
        sub     x3, x2, #1
        bic     x0, x0, x3
1:      cmp     x0, x1
        b.hs    2f
        dc      \op, x0
        add     x0, x0, x2
        b       1b
2:      dsb     sy
        ret
        .endm

        .text
// x0 = start, x1 = end.
        .globl  CleanToPoc
CleanToPoc:
        by_line cvac

        .globl  CleanAndInvalidateToPoc
CleanAndInvalidateToPoc:
        by_line civac

// Instructions were written as data: no stale line may be fetched.
        .globl  InvalidateInstructionCache
InvalidateInstructionCache:
        dsb     sy
        ic      iallu
        dsb     sy
        isb
        ret

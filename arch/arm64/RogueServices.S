// Runtime services that break the rules, each position-independent and small enough to be copied into a page of a
// runtime address space. The gate's checks are proved on these: firmware that keeps the rules can't show that a check
// works.

        .text                                   // a kernel has room for it between two tables of vectors
// x0 = number in RogueService, x1 = where the length goes. Returns the code.
        .globl  GetRogueService
GetRogueService:
        adr     x2, bounds
        add     x2, x2, x0, lsl #2
        ldp     w3, w4, [x2]
        sub     w4, w4, w3
        str     w4, [x1]
        adr     x0, benign
        add     x0, x0, w3, uxtw
        ret

        .p2align 2
bounds: .word   benign - benign, data_abort - benign, undefined - benign, stack_overflow - benign
        .word   clobber - benign, unmask - benign, stack_select - benign, end - benign

benign: mov     x0, #0
        ret
data_abort:
        mov     x9, #0x1000                     // nothing is mapped there
        ldr     x0, [x9]
        ret
undefined:
        udf     #0
stack_overflow:
        stp     x29, x30, [sp, #-16]!
        b       stack_overflow
clobber:
        mov     x18, #1
        mov     x19, #1
        mov     x29, #1
        fmov    d8, x18
        fmov    d15, x18
        mov     x0, #0
        ret
unmask: msr     DAIFClr, #0x8                   // debug exceptions: the kind that nothing raises here
        mov     x0, #0
        ret
stack_select:
        msr     SPSel, #0
        mov     x0, #0
        ret
end:

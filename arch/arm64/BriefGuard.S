// A guarded call (GuardedCall.S) while boot services last: the firmware goes on after it, so its vectors are put back
// before anything may interrupt again.

        .equ    EL2, 2 << 2

        .section .text$code,"xr"
        .globl  CallGuardedBriefly
CallGuardedBriefly:
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        mrs     x1, DAIF
        msr     DAIFSet, #3
        mrs     x2, CurrentEL
        cmp     x2, #EL2
        b.eq    1f
        mrs     x2, VBAR_EL1
        b       2f
1:      mrs     x2, VBAR_EL2
2:      stp     x1, x2, [sp, #16]
        bl      CallGuarded
        ldp     x1, x2, [sp, #16]
        mrs     x3, CurrentEL
        cmp     x3, #EL2
        b.eq    3f
        msr     VBAR_EL1, x2
        b       4f
3:      msr     VBAR_EL2, x2
4:      isb
        msr     DAIF, x1
        ldp     x29, x30, [sp], #32
        ret

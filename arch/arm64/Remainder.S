// What % of two doubles becomes: C's fmod, exact. Long division bit by bit; at most 2,046 steps, for a quotient of as
// many bits. d0 = dividend, d1 = divisor -> d0, with the dividend's sign.

        .section .text$code,"xr"
        .globl  fmod
        .globl  fmodf
        .p2align 2
fmod:
        fmov    x0, d0
        fmov    x1, d1
        and     x2, x0, #0x8000000000000000
        and     x0, x0, #0x7fffffffffffffff
        and     x1, x1, #0x7fffffffffffffff
        mov     x3, #0x7ff0000000000000     // infinity
        cbz     x1, 8f
        cmp     x0, x3
        b.hs    8f
        cmp     x1, x3
        b.hi    8f
        cmp     x0, x1
        b.lo    9f                          // smaller already
        b.eq    7f

        // Mantissas with their leading bit, at bit 52, and exponents.
        ubfx    x4, x0, #52, #11
        ubfx    x5, x1, #52, #11
        mov     x3, #0x0010000000000000
        cbz     x4, 1f
        and     x0, x0, #0x000fffffffffffff
        orr     x0, x0, x3
        b       2f
1:      clz     x6, x0
        sub     x6, x6, #11
        lsl     x0, x0, x6
        mov     x4, #1
        sub     x4, x4, x6
2:      cbz     x5, 3f
        and     x1, x1, #0x000fffffffffffff
        orr     x1, x1, x3
        b       4f
3:      clz     x6, x1
        sub     x6, x6, #11
        lsl     x1, x1, x6
        mov     x5, #1
        sub     x5, x5, x6

4:      subs    x6, x0, x1
        csel    x0, x6, x0, hs
        cbz     x0, 7f
        cmp     x4, x5
        b.le    5f
        lsl     x0, x0, #1
        sub     x4, x4, #1
        b       4b

        // Leading bit back to bit 52; below the smallest exponent the mantissa is cut short instead.
5:      clz     x6, x0
        sub     x6, x6, #11
        lsl     x0, x0, x6
        sub     x4, x4, x6
        cmp     x4, #0
        b.le    6f
        and     x0, x0, #0x000fffffffffffff
        orr     x0, x0, x4, lsl #52
        orr     x0, x0, x2
        fmov    d0, x0
        ret
6:      mov     x6, #1
        sub     x6, x6, x4
        lsr     x0, x0, x6
        orr     x0, x0, x2
        fmov    d0, x0
        ret
7:      fmov    d0, x2                      // nothing is left
        ret
8:      fmul    d0, d0, d1                  // no number
        fdiv    d0, d0, d0
9:      ret

// The same of two floats: each is a double, and so is what is left, without a bit lost.
fmodf:
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        fcvt    d0, s0
        fcvt    d1, s1
        bl      fmod
        fcvt    s0, d0
        ldp     x29, x30, [sp], #16
        ret

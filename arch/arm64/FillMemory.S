// Bulk writes and checks of ordinary memory. A kernel poisons all that is free at each start, so this is the one place
// where a few instructions per line of cache decide how long a boot takes.

        .text
// x0 = start, x1 = end, both multiples of 64; x2 = pattern.
        .globl  FillMemory
FillMemory:
        dup     v0.2d, x2
        mov     v1.16b, v0.16b
1:      cmp     x0, x1
        b.hs    2f
        stp     q0, q1, [x0]
        stp     q0, q1, [x0, #32]
        add     x0, x0, #64
        b       1b
2:      ret

// x0 = start, x1 = end, both multiples of 64; x2 = pattern. Returns the first 64 bytes that differ, or the end.
        .globl  FindDifference
FindDifference:
        dup     v0.2d, x2
1:      cmp     x0, x1
        b.hs    2f
        ldp     q1, q2, [x0]
        ldp     q3, q4, [x0, #32]
        eor     v1.16b, v1.16b, v0.16b
        eor     v2.16b, v2.16b, v0.16b
        eor     v3.16b, v3.16b, v0.16b
        eor     v4.16b, v4.16b, v0.16b
        orr     v1.16b, v1.16b, v2.16b
        orr     v3.16b, v3.16b, v4.16b
        orr     v1.16b, v1.16b, v3.16b
        // Two moves, because a reduction across lanes is slow on emulators.
        fmov    x3, d1
        mov     x4, v1.d[1]
        orr     x3, x3, x4
        cbnz    x3, 2f
        add     x0, x0, #64
        b       1b
2:      ret

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

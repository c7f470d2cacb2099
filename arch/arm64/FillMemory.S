// Bulk writes and checks of ordinary memory. A kernel poisons all that is free at each start, so this is the one place
// where a few instructions per line of cache decide how long a boot takes.

//
// General registers, though the vector ones are twice as wide: memory sets the pace of both on a processor, and
// emulators keep vector registers in memory too.

        .text                                   // a kernel has room for it between two tables of vectors
// x0 = start, x1 = end, both multiples of 128; x2 = pattern.
        .globl  FillMemory
FillMemory:
1:      cmp     x0, x1
        b.hs    2f
        .irp    offset, 0, 16, 32, 48, 64, 80, 96, 112
        stp     x2, x2, [x0, #\offset]
        .endr
        add     x0, x0, #128
        b       1b
2:      ret

// x0 = start, x1 = end, both multiples of 128; x2 = pattern. Returns the first 128 bytes that differ, or the end.
        .globl  FindDifference
FindDifference:
        // Words that are all the pattern are the pattern under AND and under OR.
1:      cmp     x0, x1
        b.hs    2f
        mov     x5, x2
        mov     x6, x2
        .irp    offset, 0, 16, 32, 48, 64, 80, 96, 112
        ldp     x3, x4, [x0, #\offset]
        and     x5, x5, x3
        orr     x6, x6, x3
        and     x5, x5, x4
        orr     x6, x6, x4
        .endr
        cmp     x5, x6
        b.ne    2f
        add     x0, x0, #128
        b       1b
2:      ret

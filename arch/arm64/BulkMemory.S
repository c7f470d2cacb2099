// What the runtime copies and fills memory with (SpanHelpers), in blocks of 64 bytes: a kernel is copied here. One
// instruction moves four vector registers, the most there is, and its register goes on by itself. Elements of a byte
// need no alignment.

        // A turn's own two instructions are shared by this many.
        .equ    BLOCKS_A_TURN, 16
        .equ    BLOCK_BYTES, 64

        .section .text$code,"xr"
// x0 = destination, x1 = source, each of the first block; x2 = bytes, a multiple of 64; x3 = 64, or -64 to go down.
// Clobbers x0 to x2, v16 to v19.
        .globl  CopyBlocks
CopyBlocks:
        b       2f
1:      .rept   BLOCKS_A_TURN
        ld1     {v16.16b-v19.16b}, [x1], x3
        st1     {v16.16b-v19.16b}, [x0], x3
        .endr
2:      subs    x2, x2, #(BLOCKS_A_TURN * BLOCK_BYTES)
        b.hs    1b
        add     x2, x2, #(BLOCKS_A_TURN * BLOCK_BYTES)
3:      cbz     x2, 4f
        ld1     {v16.16b-v19.16b}, [x1], x3
        st1     {v16.16b-v19.16b}, [x0], x3
        sub     x2, x2, #BLOCK_BYTES
        b       3b
4:      ret

// x0 = start, x1 = bytes, a multiple of 64, w2 = what each byte becomes. Clobbers x0, x1, v16 to v19.
        .globl  FillBlocks
FillBlocks:
        .irp    register, 16, 17, 18, 19
        dup     v\register\().16b, w2
        .endr
        b       2f
1:      .rept   BLOCKS_A_TURN
        st1     {v16.16b-v19.16b}, [x0], #BLOCK_BYTES
        .endr
2:      subs    x1, x1, #(BLOCKS_A_TURN * BLOCK_BYTES)
        b.hs    1b
        add     x1, x1, #(BLOCKS_A_TURN * BLOCK_BYTES)
3:      cbz     x1, 4f
        st1     {v16.16b-v19.16b}, [x0], #BLOCK_BYTES
        sub     x1, x1, #BLOCK_BYTES
        b       3b
4:      ret

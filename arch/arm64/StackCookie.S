// What compiled code leaves between the buffers of a frame and its return address, and looks at before it returns: new
// at each start, so that nobody outside can know it.
        .data
        .globl  __security_cookie
        .p2align 3
__security_cookie:
        .quad   0x4b65656c736f6e00

// x0 = something random, or 0. The counter and two addresses, of the image and of the stack, are what there is without.
// The last byte stays 0, as no text can go past it.
        .section .text$code,"xr"
        .globl  SeedStackCookie
SeedStackCookie:
        adrp    x1, __security_cookie
        mov     x2, sp
        eor     x0, x0, x1, ror #29
        eor     x0, x0, x2, ror #43
        mrs     x2, CNTVCT_EL0
        eor     x0, x0, x2, ror #31             // ticks end in the upper half, and in the middle
        eor     x0, x0, x2, ror #51
        bic     x0, x0, #0xff
        str     x0, [x1, :lo12:__security_cookie]
        ret

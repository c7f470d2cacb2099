// As CallFirmware (FirmwareCall.S), with ten arguments: what does not fit the registers lies on the stack, in memory
// that is the callee's (AAPCS64, IHI 0055, 6.4.2, stage C), so that it may be moved on in place.

        .text
        .globl  CallFirmwareWithTen
CallFirmwareWithTen:
        mov     x16, x0
        mov     x0, x1
        mov     x1, x2
        mov     x2, x3
        mov     x3, x4
        mov     x4, x5
        mov     x5, x6
        mov     x6, x7
        ldp     x7, x9, [sp]
        ldr     x10, [sp, #16]
        stp     x9, x10, [sp]
        cbz     x16, 1f
        br      x16
1:      mov     x0, #0x8000000000000003
        ret

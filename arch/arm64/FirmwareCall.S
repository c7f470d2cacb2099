// x0 = address of a function of the firmware's, x1..x7 = its arguments, by the AAPCS64 (IHI 0055, 6.4.1), which UEFI
// takes over (2.10, 2.3.6). A jump and no call: the function returns to our caller. A table with no function there
// gives EFI_UNSUPPORTED, as one whose function does nothing would.

        .text
        .globl  CallFirmware
CallFirmware:
        mov     x16, x0
        mov     x0, x1
        mov     x1, x2
        mov     x2, x3
        mov     x3, x4
        mov     x4, x5
        mov     x5, x6
        mov     x6, x7
        cbz     x16, 1f
        br      x16
1:      mov     x0, #0x8000000000000003
        ret

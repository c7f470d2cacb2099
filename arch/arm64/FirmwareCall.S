// x0 = address of a function of the firmware's, x1..x7 = its arguments, by the AAPCS64 (IHI 0055, 6.4.1), which UEFI
// takes over (2.10, 2.3.6). A jump and no call: the function returns to our caller.

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
        br      x16

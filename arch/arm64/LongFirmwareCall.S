// As CallFirmware (FirmwareCall.S), with ten arguments: what does not fit the registers lies on the stack, in memory
// that is the callee's (AAPCS64, IHI 0055, 6.4.2, stage C), so that it may be moved on in place.

        .include "FirmwareArguments.inc"

        .section .text$code,"xr"
        .globl  CallFirmwareWithTen
CallFirmwareWithTen:
        take_function
        ldp     x7, x9, [sp]
        ldr     x10, [sp, #16]
        stp     x9, x10, [sp]
        enter_function

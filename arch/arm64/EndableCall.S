// A function of the firmware's, which whoever handles exceptions may end: by having the processor go on at
// EndFirmwareCall, at the Exception level of the caller. Not reentrant.

        .include "CalleeSaved.inc"

        .equ    EFI_ABORTED, 21

        .section .text$code,"xr"
// x0 = the function, x1..x4 = its arguments
        .globl  CallEndableFirmware
CallEndableFirmware:
        save_callee_saved 160
        adrp    x9, EndableFrame
        mov     x10, sp
        str     x10, [x9, :lo12:EndableFrame]
        bl      CallFirmware
        b       1f

// Nothing but the frame is as it was.
        .globl  EndFirmwareCall
EndFirmwareCall:
        adrp    x9, EndableFrame
        ldr     x10, [x9, :lo12:EndableFrame]
        mov     sp, x10
        mov     x0, #EFI_ABORTED
        orr     x0, x0, #(1 << 63)
1:      restore_callee_saved 160
        ret

        .globl  GetFirmwareCallEnd
GetFirmwareCallEnd:
        adr     x0, EndFirmwareCall
        ret

        .section .bss,"bw"
        .p2align 3
EndableFrame:
        .zero   8

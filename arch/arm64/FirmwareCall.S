// A function of the firmware's, with up to seven arguments, all in registers.

        .include "FirmwareArguments.inc"

        .section .text$code,"xr"
        .globl  CallFirmware
CallFirmware:
        take_function
        enter_function

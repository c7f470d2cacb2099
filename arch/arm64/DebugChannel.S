// The debug communications channel (Arm ARM DDI 0487, H4): a port made of system registers.

        .section .text$code,"xr"
        .globl  ReadDebugChannelStatus
ReadDebugChannelStatus:
        mrs     x0, MDCCSR_EL0
        ret

        .globl  WriteDebugChannel
WriteDebugChannel:
        msr     DBGDTRTX_EL0, x0
        ret

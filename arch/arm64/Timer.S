// The virtual timer (Arm ARM DDI 0487, D12) and the processor's interface of a GICv3 (Arm IHI 0069, 12.2), whose
// registers older assemblers know by number only.

        .section .text$code,"xr"
// x0 = value of the counter at which the timer fires.
        .globl  StartTimer
StartTimer:
        msr     CNTV_CVAL_EL0, x0
        mov     x1, #1                          // ENABLE
        msr     CNTV_CTL_EL0, x1
        isb
        ret

        .globl  StopTimer
StopTimer:
        msr     CNTV_CTL_EL0, xzr
        isb
        ret

// Non-zero where the timer asks for its interrupt: ENABLE and ISTATUS, without IMASK.
        .globl  ReadTimerFired
ReadTimerFired:
        mrs     x1, CNTV_CTL_EL0
        and     x1, x1, #7
        cmp     x1, #5
        cset    x0, eq
        ret

// Non-zero where an interrupt is pending at this processor, masked or not.
        .globl  ReadInterruptPending
ReadInterruptPending:
        mrs     x0, ISR_EL1
        and     x0, x0, #(1 << 7)               // I
        ret

// At EL2: physical interrupts are taken there (HCR_EL2.IMO). Returns what was, or 0 at EL1.
        .globl  RouteInterrupts
RouteInterrupts:
        mov     x0, xzr
        mrs     x1, CurrentEL
        cmp     x1, #(2 << 2)
        b.ne    1f
        mrs     x0, HCR_EL2
        orr     x1, x0, #(1 << 4)
        msr     HCR_EL2, x1
        isb
1:      ret

// x0 = what RouteInterrupts returned.
        .globl  RestoreInterruptRoute
RestoreInterruptRoute:
        mov     x1, x0
        mrs     x2, CurrentEL
        cmp     x2, #(2 << 2)
        b.ne    1f
        msr     HCR_EL2, x1
        isb
1:      ret

// Non-zero where the processor has the interface as system registers.
        .globl  ReadGicSystemRegisters
ReadGicSystemRegisters:
        mrs     x0, ID_AA64PFR0_EL1
        ubfx    x0, x0, #24, #4
        ret

// Any priority, group 1, one write to end an interrupt. 0 where a higher level keeps the registers to itself.
        .globl  EnableGicInterface
EnableGicInterface:
        mrs     x0, S3_0_C12_C12_5              // ICC_SRE_EL1
        orr     x0, x0, #1
        msr     S3_0_C12_C12_5, x0
        isb
        mrs     x0, S3_0_C12_C12_5
        ands    x0, x0, #1
        b.eq    1f
        mov     x1, #0xff
        msr     S3_0_C4_C6_0, x1                // ICC_PMR_EL1
        msr     S3_0_C12_C12_3, xzr             // ICC_BPR1_EL1
        mrs     x1, S3_0_C12_C12_4              // ICC_CTLR_EL1
        bic     x1, x1, #2                      // EOImode
        msr     S3_0_C12_C12_4, x1
        msr     S3_0_C12_C12_7, x0              // ICC_IGRPEN1_EL1
        isb
        adrp    x1, GicInterfaceIsOn
        str     x0, [x1, :lo12:GicInterfaceIsOn]
1:      ret

        .globl  AcknowledgeInterrupt
AcknowledgeInterrupt:
        mrs     x0, S3_0_C12_C12_0              // ICC_IAR1_EL1
        dsb     sy
        ret

        .globl  EndInterrupt
EndInterrupt:
        msr     S3_0_C12_C12_1, x0              // ICC_EOIR1_EL1
        isb
        ret

        .globl  ReadTimerValue
ReadTimerValue:
        mrs     x0, CNTV_CVAL_EL0
        ret

        .section .bss
        .balign 8
// Non-zero once EnableGicInterface went well.
        .globl  GicInterfaceIsOn
GicInterfaceIsOn:
        .skip   8

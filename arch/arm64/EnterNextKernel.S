// Out of one kernel and into the next (kexec): the MMU off, back to the Exception level that the chain was entered at,
// and nothing of this kernel needed any more. Only kernels have this; other images do not define GRANULE_SHIFT.

        .ifdef  GRANULE_SHIFT

        .equ    RETURN_TO_EL2, 0x4b65            // x0 of the one HVC there is

        .macro  stop_vector
        .p2align 7
        b       El2Stop
        .endm

// What we left at EL2: whoever calls it with the right word leaves EL1 for the next kernel, which is entered as we
// were. It runs where it was loaded, with the MMU off as the firmware's successor found it.
        .text                                   // what begins with a table of vectors: no room is lost in front
        .p2align 11
        .globl  El2Vectors
El2Vectors:
        stop_vector                             // from EL2 itself: nothing of ours runs there that could fail

// Between two vectors is room for 31 instructions.
// x0 = physical entry, x1 = device tree, x2 = Exception level to enter at, x3 = TTBR0_EL1 with LeaveForNextKernel
// mapped 1:1, x4 = its physical address. The next kernel lies in memory, cleaned; nothing of ours is needed any more.
        .globl  EnterNextKernel
EnterNextKernel:
        msr     DAIFSet, #0xf
        msr     TTBR0_EL1, x3
        isb
        br      x4

        .globl  GetLeaveForNextKernel
GetLeaveForNextKernel:
        adr     x0, LeaveForNextKernel
        ret

        stop_vector

// Within one page, as all of this is.
        .globl  LeaveForNextKernel
LeaveForNextKernel:
        mrs     x5, SCTLR_EL1
        bic     x5, x5, #(1 << 0)               // M
        bic     x5, x5, #(1 << 2)               // C
        isb                                     // Falkor erratum 1041: no fetch may be in flight while M goes
        msr     SCTLR_EL1, x5
        isb
        // Entries of the runtime services' space and of our own must not meet the next kernel's tables.
        tlbi    vmalle1
        ic      iallu
        dsb     nsh
        isb
        cmp     x2, #2
        b.eq    1f
        mov     x4, x0
        mov     x0, x1
        mov     x1, xzr
        mov     x2, xzr
        mov     x3, xzr
        br      x4
1:      mov     x2, x1
        mov     x1, x0
        movz    x0, #RETURN_TO_EL2
        hvc     #0
2:      wfi
        b       2b

        .rept   6
        stop_vector
        .endr
        .p2align 7
        b       El2Call                         // synchronous, from EL1

El2Stop:
        wfe
        b       El2Stop

        stop_vector

// Any other exception from EL1 is a trap that earlier software left on. It is EL1's to report: handed back as if EL1
// had taken it, with ESR, FAR and the address of the instruction. x4 and x5 are lost.
El2Reflect:
        mrs     x4, HCR_EL2
        tbnz    x4, #34, 1f                     // E2H: the EL1 registers have names of their own
        mrs     x4, ESR_EL2
        msr     ESR_EL1, x4
        mrs     x4, FAR_EL2
        msr     FAR_EL1, x4
        mrs     x4, ELR_EL2
        msr     ELR_EL1, x4
        mrs     x4, SPSR_EL2
        msr     SPSR_EL1, x4
        mrs     x5, VBAR_EL1
        b       2f
1:      mrs     x4, ESR_EL2
        msr     S3_5_C5_C2_0, x4                // ESR_EL12
        mrs     x4, FAR_EL2
        msr     S3_5_C6_C0_0, x4                // FAR_EL12
        mrs     x4, ELR_EL2
        msr     S3_5_C4_C0_1, x4                // ELR_EL12
        mrs     x4, SPSR_EL2
        msr     S3_5_C4_C0_0, x4                // SPSR_EL12
        mrs     x5, S3_5_C12_C0_0               // VBAR_EL12
2:      add     x5, x5, #0x200                  // synchronous, current Exception level with SP_ELx
        msr     ELR_EL2, x5
        mov     x4, #0x3c5                      // EL1h, DAIF masked
        msr     SPSR_EL2, x4
        eret

        stop_vector

El2Call:
        mrs     x4, ESR_EL2
        lsr     x4, x4, #26                     // EC
        cmp     x4, #0x16                       // HVC of AArch64
        b.ne    El2Reflect
        movz    x4, #RETURN_TO_EL2
        cmp     x0, x4
        b.ne    1f
        mov     x4, x1
        mov     x0, x2
        mov     x1, xzr
        mov     x2, xzr
        mov     x3, xzr
        ic      iallu
        dsb     nsh
        isb
        br      x4
1:      mov     x0, #-1
        eret

        .rept   5
        stop_vector
        .endr
        .org    El2Vectors + 0x784              // no more than 31 each

        .endif

// What a kernel may find in registers whose state at its entry nobody promised (Linux,
// Documentation/arch/arm64/booting.rst, "CPU mode"; Arm ARM DDI 0487, UNKNOWN at reset): traps set, timers due,
// translation for somebody else. The firmware has no use for any of them. Clobbers x9 to x11.

        .macro  id_field register, shift
        mrs     x10, \register
        ubfx    x10, x10, #\shift, #4
        .endm

        .text
        .globl  SetHostileRegisters
SetHostileRegisters:
        movz    x9, #0xdead, lsl #32
        movk    x9, #0xbeef, lsl #16
        movk    x9, #0x5a58
        msr     TPIDR_EL0, x9
        msr     TPIDRRO_EL0, x9
        msr     TPIDR_EL1, x9
        msr     CONTEXTIDR_EL1, x9
        msr     AFSR0_EL1, x9
        msr     AFSR1_EL1, x9
        msr     AMAIR_EL1, x9
        msr     FAR_EL1, x9
        msr     PAR_EL1, x9
        mov     x10, #7
        msr     CSSELR_EL1, x10                 // the cache that CCSIDR_EL1 tells of
        mov     x10, #0xa000                    // MDSCR_EL1.MDE and KDE: breakpoints, of which none is on
        msr     MDSCR_EL1, x10
        msr     OSLAR_EL1, xzr
        msr     CNTP_CVAL_EL0, xzr              // due for ever; masked, as edk2 has a handler for any timer
        mov     x10, #3
        msr     CNTP_CTL_EL0, x10
        mov     x10, #0x3ff
        msr     CNTKCTL_EL1, x10                // event stream from bit 15 of the counter
        mov     x10, #(1 << 22)                 // FPCR.RMode: towards plus infinity
        orr     x10, x10, #(3 << 24)            // FZ, DN
        msr     FPCR, x10
        mrs     x10, CurrentEL
        cmp     x10, #(2 << 2)
        b.eq    1f
        msr     TTBR1_EL1, x9                   // whose half TCR_EL1.EPD1 has switched off
        isb
        ret

// At EL2 all of EL1 is somebody else's.
1:      msr     TTBR0_EL1, x9
        msr     TTBR1_EL1, x9
        msr     VBAR_EL1, x9
        msr     MAIR_EL1, x9
        msr     ESR_EL1, x9
        msr     ELR_EL1, x9
        msr     SP_EL0, x9
        msr     SP_EL1, x9
        msr     VTTBR_EL2, x9
        msr     VPIDR_EL2, x9
        msr     VMPIDR_EL2, x9
        movz    x10, #0x3520
        movk    x10, #0x00a5, lsl #16           // TCR_EL1: other sizes, granules, and halves
        msr     TCR_EL1, x10
        movz    x10, #0x5dff
        movk    x10, #0xfcff, lsl #16           // SCTLR_EL1: MMU, caches, alignment checks, big-endian data, WXN
        msr     SCTLR_EL1, x10
        msr     CPACR_EL1, xzr                  // floating point traps at EL1
        movz    x10, #0xffff
        msr     HSTR_EL2, x10
        movz    x10, #0x33ff                    // CPTR_EL2: RES1
        movk    x10, #0xd010, lsl #16           // TCPAC, TAM, TTA
        msr     CPTR_EL2, x10
        mrs     x10, CNTHCTL_EL2
        bic     x10, x10, #3                    // EL1PCTEN, EL1PCEN: the physical counter and timer trap
        msr     CNTHCTL_EL2, x10
        mov     x10, #0xe60                     // MDCR_EL2: TDRA, TDOSA, TDA, TPM, TPMCR; no event counter for EL1
        msr     MDCR_EL2, x10
        id_field ID_AA64MMFR0_EL1, 56           // FGT
        cbz     x10, 2f
        mov     x10, #-1
        msr     S3_4_C1_C1_4, x10               // HFGRTR_EL2
        msr     S3_4_C1_C1_5, x10               // HFGWTR_EL2
        msr     S3_4_C1_C1_6, x10               // HFGITR_EL2
        msr     S3_4_C3_C1_4, x10               // HDFGRTR_EL2
        msr     S3_4_C3_C1_5, x10               // HDFGWTR_EL2
2:      id_field ID_AA64MMFR1_EL1, 40           // HCX
        cbz     x10, 3f
        mov     x10, #-1
        msr     S3_4_C1_C2_2, x10               // HCRX_EL2
3:      id_field S3_0_C0_C7_3, 0                // ID_AA64MMFR3_EL1.TCRX
        cbz     x10, 3f
        mov     x10, #3                         // PnCH, PIE: permissions by indirection
        msr     S3_0_C2_C0_3, x10               // TCR2_EL1
3:      id_field ID_AA64PFR0_EL1, 24            // GIC
        cbz     x10, 4f
        mrs     x10, S3_4_C12_C9_5              // ICC_SRE_EL2
        tbz     x10, #0, 4f
        movz    x10, #0x3c01                    // ICH_HCR_EL2: En, TC, TALL0, TALL1, TSEI
        msr     S3_4_C12_C11_0, x10
4:      isb
        ret

// As firmware leaves it that forgets to set it. For the highest exception level that the machine has (Arm ARM DDI 0487,
// D12.1.2).
        .globl  ForgetCounterFrequency
ForgetCounterFrequency:
        msr     CNTFRQ_EL0, xzr
        isb
        ret

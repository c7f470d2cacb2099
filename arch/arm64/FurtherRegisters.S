// Registers of EL1 that a service of the firmware's has to keep and hardly ever touches, some of which a processor need
// not have. Those whose access may trap to a level above are left alone (keys of pointer authentication, ZCR_EL1).

        .arch_extension mte

        .equ    HAS_PMU, 1 << 2                 // by number; some are always there
        .equ    HAS_UAO, 1 << 3
        .equ    HAS_DIT, 1 << 4
        .equ    HAS_SSBS, 1 << 5
        .equ    HAS_TCO, 1 << 6
        .equ    ALWAYS, 3 | 1 << 7
        .equ    HAS_GIC, 3 << 8                 // and it is this kernel's (EnableGicInterface)

// In the order of ClobberedRegisters.
        .macro  for_each_further operation
        \operation CONTEXTIDR_EL1, 0
        \operation CSSELR_EL1, 1
        \operation PMCR_EL0, 2
        \operation S3_0_C4_C2_4, 3              // UAO
        \operation S3_3_C4_C2_5, 4              // DIT
        \operation S3_3_C4_C2_6, 5              // SSBS
        \operation S3_3_C4_C2_7, 6              // TCO
        \operation CNTP_CVAL_EL0, 7
        \operation S3_0_C4_C6_0, 8              // ICC_PMR_EL1
        \operation S3_0_C12_C12_7, 9            // ICC_IGRPEN1_EL1
        .endm

        .macro  save_further register, number
        tbz     x1, #\number, 1f
        mrs     x2, \register
        str     x2, [x0, #8 * \number]
1:
        .endm

        .macro  check_further register, number
        tbz     x1, #\number, 1f
        ldr     x2, [x0, #8 * \number]
        mrs     x3, \register
        cmp     x2, x3
        b.eq    1f
        msr     \register, x2
        orr     x4, x4, #(1 << \number)
1:
        .endm

        .section .text$code,"xr"
// x1 = which of them this processor has (Arm ARM DDI 0487, D24.2, ID_AA64*_EL1).
find_further:
        mov     x1, #ALWAYS
        adrp    x2, GicInterfaceIsOn
        ldr     x2, [x2, :lo12:GicInterfaceIsOn]
        cbz     x2, 1f
        orr     x1, x1, #HAS_GIC
1:      mrs     x2, ID_AA64DFR0_EL1
        ubfx    x2, x2, #8, #4                  // PMUVer: 0 none, 15 another kind
        sub     x2, x2, #1
        cmp     x2, #14
        b.hs    1f
        orr     x1, x1, #HAS_PMU
1:      mrs     x2, S3_0_C0_C7_2                // ID_AA64MMFR2_EL1.UAO
        tst     x2, #0xf0
        b.eq    1f
        orr     x1, x1, #HAS_UAO
1:      mrs     x2, ID_AA64PFR0_EL1
        ubfx    x2, x2, #48, #4                 // DIT
        cbz     x2, 1f
        orr     x1, x1, #HAS_DIT
1:      mrs     x2, ID_AA64PFR1_EL1
        tst     x2, #0xf00                      // MTE
        b.eq    1f
        orr     x1, x1, #HAS_TCO
1:      ubfx    x2, x2, #4, #4                  // SSBS: from 2 on with instructions that reach it
        cmp     x2, #2
        b.lo    1f
        orr     x1, x1, #HAS_SSBS
1:      ret

        .text                                   // a kernel has room for it between two tables of vectors
// x0 = room for one value each
        .globl  SaveFurtherRegisters
SaveFurtherRegisters:
        mov     x5, x30
        bl      find_further
        for_each_further save_further
        ret     x5

        .section .text$code,"xr"
// x0 = the same: puts back what changed, and returns which, a bit each.
        .globl  RestoreFurtherRegisters
RestoreFurtherRegisters:
        mov     x5, x30
        bl      find_further
        mov     x4, xzr
        for_each_further check_further
        isb
        mov     x0, x4
        ret     x5

// x0 = an address. Returns whether a read there, at this Exception level, would reach memory: 0 where nothing is
// mapped, or a device. The processor looks it up itself (Arm ARM DDI 0487, D8.15); the MMU is on (UEFI 2.10, 2.3.6).

        .section .text$code,"xr"
        .globl  LookUpMemory
LookUpMemory:
        mrs     x1, CurrentEL
        tbnz    x1, #3, 1f                      // EL2
        at      S1E1R, x0
        b       2f
1:      at      S1E2R, x0
2:      isb
        mrs     x0, PAR_EL1
        tst     x0, #1                          // F
        lsr     x0, x0, #60                     // ATTR: 0 for the four kinds of Device memory
        csel    x0, x0, xzr, eq
        ret

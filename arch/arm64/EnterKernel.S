// x0 = physical address of the kernel's first instruction, x1 = physical address of the device tree. Leaves the
// firmware's 1:1 map for no map at all, and enters the kernel as the arm64 boot protocol wants it: interrupts masked,
// MMU and data cache off, x0 = device tree, x1..x3 = 0. Does not return.
//
// The caller has cleaned the kernel and the device tree to the point of coherency. What remains is this code itself:
// with the MMU off its instructions may be fetched past the caches.

        .section .text$code,"xr"
        .globl  EnterKernel
EnterKernel:
        msr     DAIFSet, #0xf
        mov     x19, x0
        mov     x20, x1
        adr     x0, disable_mmu
        adr     x1, end_of_handoff
        bl      CleanAndInvalidateToPoc
        ic      iallu
        dsb     sy
        isb
        mrs     x4, CurrentEL
        cmp     x4, #(2 << 2)

disable_mmu:
        b.eq    at_el2
        mrs     x4, SCTLR_EL1
        bic     x4, x4, #(1 << 0)               // M
        bic     x4, x4, #(1 << 2)               // C
        isb                                     // Falkor erratum 1041: no fetch may be in flight while M goes
        msr     SCTLR_EL1, x4
        isb
        b       go
at_el2:
        mrs     x4, SCTLR_EL2
        bic     x4, x4, #(1 << 0)
        bic     x4, x4, #(1 << 2)
        isb
        msr     SCTLR_EL2, x4
        isb
go:
        mov     x4, x19
        mov     x0, x20
        mov     x1, xzr
        mov     x2, xzr
        mov     x3, xzr
        br      x4
end_of_handoff:

// A processor that PSCI CPU_ON started (Arm DEN 0022, 5.1.4), beside the one that runs the kernel: x0 = physical
// address of its SecondProcessorStart, MMU off, the highest Exception level that is not secure. It gets the kernel's
// translation, a stack and vectors of its own, and calls C#. Only kernels have this.

        .ifdef  GRANULE_SHIFT

        .equ    START_MAIR, 0                   // SecondProcessorStart in SecondProcessor.cs; then TCR
        .equ    START_LOWER, 16                 // TTBR0 with this code 1:1, TTBR1
        .equ    START_CONTROL, 32               // SCTLR, the address of StartedInUpperHalf
        .equ    START_STACK, 48                 // then the function that it calls

        .equ    PSCI_CPU_OFF, 0x84000002

// Nothing that it does alone can fault; if it does, it is gone, and the first processor goes on without it. Nobody runs
// at a lower Exception level, so the table has one half. Behind each vector is room for 31 instructions, which are
// within one page so.
        .macro  vector
        .p2align 7
        b       StopProcessor
        .endm

        .text                                   // what begins with a table of vectors: no room is lost in front
        .p2align 11
second_vectors:
        vector

        .globl  SecondProcessorEntry
SecondProcessorEntry:
        msr     DAIFSet, #0xf
        mov     x19, x0
        mrs     x21, CurrentEL
        adr     x30, 1f
        cmp     x21, #(2 << 2)
        b.eq    DropToEl1
1:      bl      ForgetExtensions
        mov     x0, #(3 << 20)                  // CPACR_EL1.FPEN
        msr     CPACR_EL1, x0
        ldp     x0, x1, [x19, #START_MAIR]
        msr     MAIR_EL1, x0
        msr     TCR_EL1, x1
        ldp     x0, x1, [x19, #START_LOWER]
        msr     TTBR0_EL1, x0
        msr     TTBR1_EL1, x1
        ldp     x0, x20, [x19, #START_CONTROL]
        ldp     x21, x22, [x19, #START_STACK]
        isb
        tlbi    vmalle1
        ic      iallu
        dsb     nsh
        isb
        msr     SCTLR_EL1, x0
        isb
        br      x20

        vector

        .globl  StartedInUpperHalf
StartedInUpperHalf:
        mov     sp, x21
        bl      InstallSecondVectors
        mov     x29, xzr                        // the backtrace ends here
        mov     x30, xzr
        blr     x22
StopProcessor:
        adrp    x1, SecondConduit
        ldr     x1, [x1, :lo12:SecondConduit]
        movz    x0, #(PSCI_CPU_OFF & 0xffff)
        movk    x0, #(PSCI_CPU_OFF >> 16), lsl #16
        cbz     x1, 1f
        smc     #0
1:      hvc     #0
2:      wfi
        b       2b

        .globl  InstallSecondVectors
InstallSecondVectors:
        adrp    x0, second_vectors
        add     x0, x0, :lo12:second_vectors
        msr     VBAR_EL1, x0
        isb
        ret

        .globl  GetSecondProcessorEntry
GetSecondProcessorEntry:
        adr     x0, SecondProcessorEntry
        ret

        .globl  GetStartedInUpperHalf
GetStartedInUpperHalf:
        adr     x0, StartedInUpperHalf
        ret

// x0 = 0 for HVC, else SMC.
        .globl  SetSecondConduit
SetSecondConduit:
        adrp    x1, SecondConduit
        str     x0, [x1, :lo12:SecondConduit]
        ret

// Until something is pending, masked or not.
        .globl  WaitForInterrupt
WaitForInterrupt:
        dsb     sy
        wfi
        ret

        .rept   6
        vector
        .endr
        .org    second_vectors + 0x384          // no more than 31 each

        .section .bss,"bw"
        .p2align 3
SecondConduit:
        .zero   8

        .endif

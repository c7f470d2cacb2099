// One instruction each: what C# cannot say. Bound by [RuntimeImport] in Cpu.cs, so a call is a plain branch.

        .macro  read_register name, register
        .globl  \name
\name:
        mrs     x0, \register
        ret
        .endm

        .section .text$code,"xr"
        read_register ReadCurrentEl, CurrentEL
        read_register ReadDaif, DAIF
        read_register ReadCounter, CNTVCT_EL0
        read_register ReadCounterFrequency, CNTFRQ_EL0
        read_register ReadMmfr0, ID_AA64MMFR0_EL1
        read_register ReadMidr, MIDR_EL1
        read_register ReadMpidr, MPIDR_EL1
        read_register ReadTcrEl1, TCR_EL1
        read_register ReadMairEl1, MAIR_EL1
        read_register ReadSctlrEl1, SCTLR_EL1
        read_register ReadTtbr0El1, TTBR0_EL1
        read_register ReadTtbr1El1, TTBR1_EL1

// ID_AA64ISAR0_EL1.CRC32: not zero where the processor has CRC32B to CRC32CX (Arm ARM DDI 0487, D24.2).
        .globl  HasCrc32
HasCrc32:
        mrs     x0, ID_AA64ISAR0_EL1
        ubfx    x0, x0, #16, #4
        ret

// The caller's frame pointer: the first link of the chain { previous x29, return address } that a backtrace follows.
        .globl  ReadFramePointer
ReadFramePointer:
        mov     x0, x29
        ret

// Interrupts of every kind stay off for good; SError too, which has no handler that could go on.
        .globl  MaskInterrupts
MaskInterrupts:
        msr     DAIFSet, #0xf
        ret

// Stores to tables become visible to the walker before the next store (Arm ARM DDI 0487, D8.2).
        .globl  TableStoreBarrier
TableStoreBarrier:
        dsb     ishst
        isb
        ret

// The low half of the address space becomes another one. ASIDs tell TLB entries apart, so none has to go.
        .globl  WriteTtbr0
WriteTtbr0:
        msr     TTBR0_EL1, x0
        isb
        ret

        .globl  InvalidateTlb
InvalidateTlb:
        dsb     ishst
        tlbi    vmalle1is
        dsb     ish
        isb
        ret

// Nothing more to do and nowhere to go: low power, for ever.
        .globl  WaitForever
WaitForever:
        wfi
        b       WaitForever

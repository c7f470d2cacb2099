// One routine for each rule of the coherence checker, which breaks that rule and no other, and routines that do the
// same right. QEMU forgives them all. Each returns; all are run at EL1, on the firmware's 1:1 map.
//
// x0 = a line of write-back memory, clean; x1 = a value for it, and of the routines that fetch from it an instruction.
// Of those with tables: x0 = an invalid entry, x1 = a valid value, x2 = another, x3 = the address that it translates.
// Clobbers x9 to x12.

        .macro  routine name
        .balign 64
        .globl  \name
\name:
        .endm

// Nothing but the line in x0 is touched in between, and this code was cleaned before.
        .macro  mmu_off
        mrs     x9, SCTLR_EL1
        bic     x10, x9, #(1 << 0)              // M
        bic     x10, x10, #(1 << 2)             // C
        msr     SCTLR_EL1, x10
        isb
        .endm

        .macro  mmu_on
        msr     SCTLR_EL1, x9
        isb
        .endm

        .macro  clean_up
        dmb     sy
        dc      civac, x0
        dsb     sy
        .endm

        .macro  drop_translation
        lsr     x12, x3, #12
        dsb     ishst
        tlbi    vae1, x12
        dsb     ish
        isb
        .endm

        .text
        .balign 64
        .globl  IncoherentStart
IncoherentStart:
        ret                                     // or the first routine would have two names

routine Broken1UncachedReadOfDirtyLine
        str     x1, [x0]
        dsb     sy
        mmu_off
        ldr     x11, [x0]
        mmu_on
        clean_up
        ret

routine Broken2CachedReadOfStaleLine
        mmu_off
        str     x1, [x0]
        dsb     sy
        mmu_on
        ldr     x11, [x0]
        clean_up
        ret

routine Broken3UncachedWriteUnderDirtyLine
        str     x1, [x0]
        dsb     sy
        mmu_off
        str     x1, [x0]
        mmu_on
        clean_up
        ret

routine Broken4MaintenanceWithoutBarrier
        mmu_off
        str     x1, [x0]
        dc      civac, x0
        dsb     sy
        mmu_on
        ret

routine Broken4CleanWithoutBarrier
        str     x1, [x0]
        dc      cvac, x0
        mmu_off
        ldr     x11, [x0]
        mmu_on
        clean_up
        ret

routine Broken5InvalidateOfDirtyLine
        str     x1, [x0]
        dsb     sy
        dc      ivac, x0
        dsb     sy
        ret

routine Broken6FetchOfDirtyLine
        mov     x12, x30
        str     w1, [x0]
        dsb     sy
        ic      iallu
        dsb     sy
        isb
        mmu_off
        blr     x0
        mmu_on
        clean_up
        ret     x12

routine Broken8FetchWithoutInvalidation
        mov     x12, x30
        str     w1, [x0]
        dc      cvau, x0
        dsb     sy
        isb
        blr     x0
        clean_up
        ret     x12

routine Broken8FetchWithoutClean
        mov     x12, x30
        str     w1, [x0]
        dsb     sy
        ic      iallu
        dsb     sy
        isb
        blr     x0
        clean_up
        ret     x12

routine Broken9UseWithoutDsb
        str     x1, [x0]
        isb
        ldr     x11, [x3]
        str     xzr, [x0]
        drop_translation
        ret

routine Broken10ChangeWithoutBreak
        str     x1, [x0]
        dsb     sy
        isb
        ldr     x11, [x3]
        str     x2, [x0]
        drop_translation
        str     xzr, [x0]
        drop_translation
        ret

routine Broken10MakeWithoutTlbi
        str     x1, [x0]
        dsb     sy
        isb
        ldr     x11, [x3]
        str     xzr, [x0]
        dsb     sy
        str     x2, [x0]
        drop_translation
        str     xzr, [x0]
        drop_translation
        ret

routine Broken11TlbiWithoutDsb
        str     x1, [x0]
        dsb     sy
        isb
        ldr     x11, [x3]
        lsr     x12, x3, #12
        str     xzr, [x0]
        tlbi    vae1, x12
        dsb     sy
        isb
        ret

routine Broken11MakeBeforeTlbiIsComplete
        str     x1, [x0]
        dsb     sy
        isb
        ldr     x11, [x3]
        lsr     x12, x3, #12
        str     xzr, [x0]
        dsb     sy
        tlbi    vae1, x12
        str     x2, [x0]
        dsb     sy
        isb
        str     xzr, [x0]
        drop_translation
        ret

// x0 = a table that says the same as the one in TTBR0_EL1.
routine Broken11TableWithoutIsb
        mrs     x9, TTBR0_EL1
        dsb     sy
        msr     TTBR0_EL1, x0
        ldr     x11, [x1]
        msr     TTBR0_EL1, x9
        isb
        ret

// x2 = the frame of x4 under another memory type.
routine Broken12TwoMemoryTypes
        ldr     x11, [x4]
        str     x2, [x0]
        dsb     sy
        isb
        ldr     x11, [x3]
        str     xzr, [x0]
        drop_translation
        ret

// x2 = Device memory.
routine Broken13ExclusiveToDevice
        str     x2, [x0]
        dsb     sy
        isb
        ldxr    x11, [x3]
        clrex
        str     xzr, [x0]
        drop_translation
        ret

// x1 = a device under write-back memory.
routine Broken14WriteBackDevice
        str     x1, [x0]
        dsb     sy
        isb
        ldr     w11, [x3, #0x18]
        str     xzr, [x0]
        drop_translation
        ret

routine HealthyMaintenance
        mov     x12, x30
        str     w1, [x0]
        dc      civac, x0
        dsb     sy
        ic      iallu
        dsb     sy
        isb
        blr     x0
        mmu_off
        ldr     w11, [x0]
        blr     x0
        str     w1, [x0]
        dmb     sy
        dc      ivac, x0
        dsb     sy
        ic      iallu
        dsb     sy
        mmu_on
        ldr     w11, [x0]
        blr     x0
        ret     x12

routine HealthyTables
        str     x1, [x0]
        dsb     ishst
        isb
        ldr     x11, [x3]
        str     xzr, [x0]
        drop_translation
        str     x2, [x0]
        dsb     ishst
        isb
        ldr     x11, [x3]
        str     xzr, [x0]
        drop_translation
        ret

// Interrupts are masked as behind ExitBootServices, and the map that a kernel gets later tells whose the pages are.
// x0 = a page of the firmware's.
routine Broken18WriteBehindExit
        str     x1, [x0]
        ret

// x0 = a page that the map has not.
routine Broken18ReadBehindExit
        ldr     x11, [x0]
        ret

// x0 = a page of the firmware's, x1 = a page of ours.
routine HealthyOwnershipBehindExit
        ldr     x11, [x0]
        str     x11, [x1]
        ret

// A kernel was entered, whose tree names a memory map. x0 = a page of the firmware's.
routine Broken18WriteToTheFirmwaresMemory
        str     x1, [x0]
        ret

// x0 = a page that the map has not.
routine Broken18ReadOfNobodysMemory
        ldr     x11, [x0]
        ret

// x0 = a page of the firmware's, x1 = a page of ours.
routine HealthyOwnership
        ldr     x11, [x0]
        str     x11, [x1]
        ret

        .balign 64
        .globl  IncoherentEnd
IncoherentEnd:
        ret                                     // as above

// A kernel (CoherenceTests.EntryOfGuest), entered as none should be.
        .balign 64
        .globl  Broken7EntryWithTheMmuOn
Broken7EntryWithTheMmuOn:
        b       1f
        .word   0
        .quad   0, 0x1000, 0xa, 0, 0, 0         // text_offset, image_size, flags (booting.rst)
        .ascii  "ARM\x64"
        .word   0
1:      movz    x9, #0x4b45
        movk    x9, #0x4c53, lsl #16
        ret
        .rept   13
        nop
        .endr

// A page of its own, which the map calls the firmware's, and data.
        .balign 4096
        .globl  Broken18FirmwareExecutesData
Broken18FirmwareExecutesData:
        ret
        .balign 4096

// The same, which the map calls boot services' code.
        .globl  Broken18BootServicesBehindExit
Broken18BootServicesBehindExit:
        ret
        .balign 4096

        .globl  GetFirmwarePage
GetFirmwarePage:
        adr     x0, Broken18FirmwareExecutesData
        ret

        .globl  GetBootServicesPage
GetBootServicesPage:
        adr     x0, Broken18BootServicesBehindExit
        ret

        .globl  GetIncoherentStart
GetIncoherentStart:
        adr     x0, IncoherentStart
        ret

        .globl  GetIncoherentEnd
GetIncoherentEnd:
        adr     x0, IncoherentEnd
        ret

        .globl  ReadTestTtbr0
ReadTestTtbr0:
        mrs     x0, TTBR0_EL1
        ret

        .globl  ReadTestTcr
ReadTestTcr:
        mrs     x0, TCR_EL1
        ret

        .globl  ReadTestMair
ReadTestMair:
        mrs     x0, MAIR_EL1
        ret

        .globl  InstallTestTables
InstallTestTables:
        dsb     sy
        msr     TTBR0_EL1, x0
        isb
        tlbi    vmalle1
        dsb     sy
        isb
        ret

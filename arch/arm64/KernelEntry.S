// The first instructions of a kernel Image (Linux, Documentation/arch/arm64/booting.rst): MMU off, x0 = physical
// address of the device tree, EL2 or EL1. Ends in C# at EL1, in the upper half (TTBR1), with interrupts masked and a
// stack.
//
// No C# runs before the MMU is on: compiled code stores vector registers at any alignment, and with the MMU off all
// memory is Device memory, where real processors fault on that. QEMU does not.
//
// Assembled once for each granule: GRANULE_SHIFT is 12, 14 or 16. Images that are no kernels do not define it.

        .ifdef  GRANULE_SHIFT

        .equ    VIRTUAL_BASE, 0xffff800000000000
        .equ    LEVEL_BITS, GRANULE_SHIFT - 3
        .equ    GRANULE, 1 << GRANULE_SHIFT
        .equ    L2_SHIFT, GRANULE_SHIFT + LEVEL_BITS
        .equ    L1_SHIFT, L2_SHIFT + LEVEL_BITS
        .equ    L0_SHIFT, L1_SHIFT + LEVEL_BITS

        // For the tables built here (image in the upper half and image 1:1, at most four levels each), and for those
        // that C# builds before it knows of any other memory.
        .equ    EARLY_TABLES, 32

        // Normal write-back memory (MAIR index 0), inner shareable, accessed, not for EL0: executable and writable, for
        // as long as it takes C# to map each section as it should be.
        .equ    EARLY_PAGE, 0x3 | (3 << 8) | (1 << 10) | (1 << 54)
        .equ    TABLE, 0x3
        .equ    E2H_BIT, 34                     // of HCR_EL2

        // MAIR_EL1: 0 = normal write-back, 1 = normal non-cacheable, 2 = Device-nGnRE (Paging,
        // MemoryAttributeIndirection).
        .equ    MAIR, 0x0444ff
        // SCTLR_EL1: RES1 bits of Armv8.0, then M, C, SA, I, and no traps.
        .equ    SCTLR_MMU_OFF, 0x30d00800
        .equ    SCTLR_MMU_ON, 0x30d5180d
        // TCR_EL1 without IPS and AS: 48-bit halves, walks write-back and inner shareable.
        .equ    TCR_WALKS, 16 | (16 << 16) | (0x35 << 8) | (0x35 << 24)
        .if GRANULE_SHIFT == 12
        .equ    TCR_GRANULES, (0 << 14) | (2 << 30)
        .elseif GRANULE_SHIFT == 14
        .equ    TCR_GRANULES, (2 << 14) | (1 << 30)
        .else
        .equ    TCR_GRANULES, (1 << 14) | (3 << 30)
        .endif

        .macro  load32 reg, value
        movz    \reg, #(\value) & 0xffff
        movk    \reg, #((\value) >> 16) & 0xffff, lsl #16
        .endm

        .macro  address reg, symbol
        adrp    \reg, \symbol
        add     \reg, \reg, :lo12:\symbol
        .endm

// One level of the walk of early_map: x9 = table; leaves the next one in x9. Clobbers x10, x11.
        .macro  descend shift, mask
        lsr     x10, x1, #\shift
        and     x10, x10, #\mask
        ldr     x11, [x9, x10, lsl #3]
        cbnz    x11, 1f
        orr     x11, x26, #TABLE
        str     x11, [x9, x10, lsl #3]
        add     x26, x26, #GRANULE
1:      and     x9, x11, #~0xfff
        .endm

        .section .text$code,"xr"
        .globl  KernelEntry
KernelEntry:
        // How we were entered is evidence: kept in registers until there is memory to write it to.
        mov     x19, x0
        orr     x20, x1, x2
        orr     x20, x20, x3
        mrs     x21, CurrentEL
        mrs     x22, DAIF
        msr     DAIFSet, #0xf
        cmp     x21, #(2 << 2)
        b.eq    entered_at_el2
        mrs     x23, SCTLR_EL1
        b       at_el1

// A kernel that keeps to EL1 drops there, as one without VHE does, and leaves behind what EL1 must not be trapped for.
entered_at_el2:
        mrs     x23, SCTLR_EL2
        adr     x30, at_el1

// To EL1 at x30. Leaves x19 to x28 alone.
        .globl  DropToEl1
DropToEl1:
        mov     x29, x30
        mov     x0, #(1 << 31)                  // HCR_EL2.RW: EL1 is AArch64; nothing trapped, no stage 2
        msr     HCR_EL2, x0
        isb
        mrs     x0, CNTHCTL_EL2
        load32  x1, SCTLR_MMU_OFF
        // Cores without FEAT_E2H0 (HCR_EL2.E2H is RES1) stay a VHE host: two registers then have the layout of their
        // EL1 namesakes, and the name SCTLR_EL1 means SCTLR_EL2 (Linux, el2_setup.h).
        mrs     x2, HCR_EL2
        tbnz    x2, #E2H_BIT, 1f
        orr     x0, x0, #3                      // EL1PCTEN, EL1PCEN
        mov     x2, #0x33ff                     // CPTR_EL2: RES1 bits, FP and SIMD not trapped
        msr     SCTLR_EL1, x1
        b       2f
1:      orr     x0, x0, #(3 << 10)              // EL1PCTEN, EL1PTEN
        mov     x2, #(3 << 20)                  // CPTR_EL2.FPEN
        msr     S3_5_C1_C0_0, x1                // SCTLR_EL12
2:      msr     CNTHCTL_EL2, x0
        msr     CPTR_EL2, x2
        msr     CNTVOFF_EL2, xzr
        msr     HSTR_EL2, xzr
        msr     VTTBR_EL2, xzr
        mrs     x0, MIDR_EL1
        msr     VPIDR_EL2, x0
        mrs     x0, MPIDR_EL1
        msr     VMPIDR_EL2, x0
        mrs     x0, ID_AA64DFR0_EL1
        ubfx    x0, x0, #8, #4                  // PMUVer
        sub     x0, x0, #1
        cmp     x0, #13                         // 0: none; 15: not ours to know
        mov     x1, xzr
        b.hi    1f
        mrs     x1, PMCR_EL0
        ubfx    x1, x1, #11, #5                 // all event counters belong to EL1
1:      msr     MDCR_EL2, x1
        mrs     x0, ID_AA64PFR0_EL1
        ubfx    x1, x0, #24, #4                 // GIC: system registers are there
        cbz     x1, 2f
        mrs     x1, S3_4_C12_C9_5               // ICC_SRE_EL2
        orr     x1, x1, #(1 << 0)               // SRE
        orr     x1, x1, #(1 << 3)               // Enable
        msr     S3_4_C12_C9_5, x1
        isb
        mrs     x1, S3_4_C12_C9_5               // SRE stays 0 where EL3 keeps it, and ICH_* are then UNDEFINED
        tbz     x1, #0, 2f
        msr     S3_4_C12_C11_0, xzr             // ICH_HCR_EL2
2:      bl      untrap_extensions
        adr     x0, El2Vectors                  // the way back for kexec
        msr     VBAR_EL2, x0
        mov     x0, #0x3c5                      // EL1h, DAIF masked
        msr     SPSR_EL2, x0
        msr     ELR_EL2, x29
        eret

// What a later architecture lets EL2 trap, and an earlier stage may have left trapped: as Linux's el2_setup.h has
// it, each behind its ID field. x0 = ID_AA64PFR0_EL1.
untrap_extensions:
        ubfx    x1, x0, #40, #4                 // MPAM
        cbz     x1, 1f
        msr     S3_4_C10_C5_0, xzr              // MPAM2_EL2
        mrs     x1, S3_0_C10_C4_4               // MPAMIDR_EL1
        tbz     x1, #17, 1f                     // HAS_HCR
        msr     S3_4_C10_C4_0, xzr              // MPAMHCR_EL2
1:      mrs     x1, ID_AA64MMFR0_EL1
        ubfx    x1, x1, #56, #4                 // FGT
        cbz     x1, 2f
        msr     S3_4_C1_C1_4, xzr               // HFGRTR_EL2
        msr     S3_4_C1_C1_5, xzr               // HFGWTR_EL2
        msr     S3_4_C1_C1_6, xzr               // HFGITR_EL2
        msr     S3_4_C3_C1_4, xzr               // HDFGRTR_EL2
        msr     S3_4_C3_C1_5, xzr               // HDFGWTR_EL2
        ubfx    x1, x0, #44, #4                 // AMU
        cbz     x1, 2f
        msr     S3_4_C3_C1_6, xzr               // HAFGRTR_EL2
2:      mrs     x1, ID_AA64MMFR1_EL1
        ubfx    x1, x1, #40, #4                 // HCX
        cbz     x1, 3f
        mrs     x1, S3_0_C0_C7_3                // ID_AA64MMFR3_EL1
        mov     x2, xzr
        tst     x1, #0xf                        // TCRX
        mov     x3, #(1 << 14)                  // HCRX_EL2.TCR2En
        csel    x3, x3, xzr, ne
        orr     x2, x2, x3
        tst     x1, #0xf0                       // SCTLRX
        mov     x3, #(1 << 15)                  // HCRX_EL2.SCTLR2En
        csel    x3, x3, xzr, ne
        orr     x2, x2, x3
        msr     S3_4_C1_C2_2, x2                // HCRX_EL2
3:      ret

// There is no console yet to say it on: x0 is the page size for whoever looks with a debugger.
page_size_not_supported:
        mov     x0, #GRANULE
1:      wfe
        b       1b

// The MMU is off. An earlier kernel may have left permission indirection and the like switched on.
        .globl  ForgetExtensions
ForgetExtensions:
        load32  x0, SCTLR_MMU_OFF
        msr     SCTLR_EL1, x0
        isb
        mrs     x0, S3_0_C0_C7_3                // ID_AA64MMFR3_EL1
        tst     x0, #0xf                        // TCRX
        b.eq    1f
        msr     S3_0_C2_C0_3, xzr               // TCR2_EL1
1:      tst     x0, #0xf0                       // SCTLRX
        b.eq    1f
        msr     S3_0_C1_C0_3, xzr               // SCTLR2_EL1
1:      isb
        ret

at_el1:
        bl      ForgetExtensions
        // booti and kexec load any Image; one for a granule that the processor lacks must not switch its MMU on.
        mrs     x0, ID_AA64MMFR0_EL1
        .if GRANULE_SHIFT == 12
        ubfx    x0, x0, #28, #4                 // TGran4
        cmp     x0, #0xf
        b.eq    page_size_not_supported
        .elseif GRANULE_SHIFT == 14
        ubfx    x0, x0, #20, #4                 // TGran16
        cbz     x0, page_size_not_supported
        .else
        ubfx    x0, x0, #24, #4                 // TGran64
        cmp     x0, #0xf
        b.eq    page_size_not_supported
        .endif
        mov     x0, #(3 << 20)                  // CPACR_EL1.FPEN: compiled code uses SIMD registers freely
        msr     CPACR_EL1, x0
        isb

        // The image's own extent: from the header in front of it, and where its BSS begins.
        address x24, __ImageBase
        ldr     x25, [x24, #16]                 // image_size
        add     x25, x24, x25
        address x0, ZeroedDataStart
1:      cmp     x0, x25
        b.hs    2f
        stp     xzr, xzr, [x0], #16
        b       1b
2:
        // The pool of tables: the first granule-aligned address within its space (COFF aligns to 8 KB at most).
        address x26, EarlyTableSpace
        add     x26, x26, #GRANULE
        sub     x26, x26, #1
        and     x26, x26, #~(GRANULE - 1)
        mov     x27, x26                        // root of the upper half
        add     x28, x26, #GRANULE              // root of the lower half
        add     x26, x26, #GRANULE
        add     x26, x26, #GRANULE
        mov     x0, x27
        mov     x1, #VIRTUAL_BASE
        bl      early_map
        mov     x0, x28
        mov     x1, x24
        bl      early_map

        // All of this was written past the caches. Clean lines that were fetched ahead of it would hide it: drop them,
        // once the stores are where a later fetch finds them. The first line may begin with data of the image, which
        // is not to be lost if it is dirty.
        dmb     sy
        address x0, ZeroedDataStart
        mov     x1, x25
        mrs     x3, CTR_EL0
        ubfx    x3, x3, #16, #4
        mov     x2, #4
        lsl     x2, x2, x3
        sub     x3, x2, #1
        tst     x0, x3
        bic     x0, x0, x3
        b.eq    3f
        dc      civac, x0
        add     x0, x0, x2
3:      dc      ivac, x0
        add     x0, x0, x2
        cmp     x0, x1
        b.lo    3b
        dsb     sy

        load32  x0, MAIR
        msr     MAIR_EL1, x0
        load32  x0, (TCR_WALKS | TCR_GRANULES)
        mrs     x1, ID_AA64MMFR0_EL1
        ubfx    x2, x1, #0, #4                  // PARange; 52-bit addresses have no place in these descriptors
        cmp     x2, #5
        mov     x3, #5
        csel    x2, x2, x3, ls
        orr     x0, x0, x2, lsl #32             // IPS
        ubfx    x2, x1, #4, #4                  // ASIDBits
        cmp     x2, #2
        cset    x2, eq
        orr     x0, x0, x2, lsl #36             // AS
        msr     TCR_EL1, x0
        msr     TTBR0_EL1, x28
        msr     TTBR1_EL1, x27
        isb
        tlbi    vmalle1
        ic      iallu
        dsb     nsh
        isb
        load32  x0, SCTLR_MMU_ON
        msr     SCTLR_EL1, x0
        isb

        // Same code, at its linked address.
        address x0, in_upper_half
        sub     x0, x0, x24
        mov     x1, #VIRTUAL_BASE
        add     x0, x0, x1
        br      x0

in_upper_half:
        address x0, KernelStackTop
        mov     sp, x0
        bl      InstallExceptionVectors
        mov     x0, x24                         // where the image lies is some boots' own
        bl      SeedStackCookie
        address x0, EntryRecord                 // EntryState in KernelEntry.cs
        stp     x19, x20, [x0]
        stp     x21, x22, [x0, #16]
        stp     x23, x24, [x0, #32]
        stp     x25, x26, [x0, #48]
        address x1, EarlyTableEnd               // as a physical address, like x26
        address x2, __ImageBase
        sub     x1, x1, x2
        add     x1, x1, x24
        mov     x2, #GRANULE_SHIFT
        stp     x1, x2, [x0, #64]
        mov     x29, xzr                        // the backtrace ends here
        mov     x30, xzr
        bl      KernelMain
1:      wfi
        b       1b

// x0 = root table, x1 = virtual start; maps the image (x24..x25) there page by page.
early_map:
        mov     x2, x24
4:      mov     x9, x0
        .if GRANULE_SHIFT == 16
        descend L1_SHIFT, ((1 << (48 - L1_SHIFT)) - 1)
        .else
        descend L0_SHIFT, ((1 << (48 - L0_SHIFT)) - 1)
        descend L1_SHIFT, ((1 << LEVEL_BITS) - 1)
        .endif
        descend L2_SHIFT, ((1 << LEVEL_BITS) - 1)
        lsr     x10, x1, #GRANULE_SHIFT
        and     x10, x10, #((1 << LEVEL_BITS) - 1)
        load32  x11, EARLY_PAGE & 0xffffffff
        movk    x11, #(EARLY_PAGE >> 48), lsl #48
        orr     x11, x11, x2
        str     x11, [x9, x10, lsl #3]
        add     x1, x1, #GRANULE
        add     x2, x2, #GRANULE
        cmp     x2, x25
        b.lo    4b
        ret

// x0 = physical address of the new upper root, x1 = TCR_EL1. A live table must never be exchanged for one that maps the
// same page differently (Arm ARM DDI 0487, D8.16, break-before-make), so this runs from the 1:1 map in TTBR0, with the
// upper half gone in between, and returns into it.
        .globl  InstallKernelTables
InstallKernelTables:
        address x3, EntryRecord
        ldr     x3, [x3, #40]                   // physical start of the image
        adr     x4, exchange
        mov     x5, #VIRTUAL_BASE
        sub     x4, x4, x5
        add     x4, x4, x3
        mrs     x6, TCR_EL1
        orr     x6, x6, #(1 << 23)              // EPD1: no walks in the upper half
        dsb     ishst
        br      x4
exchange:
        msr     TCR_EL1, x6
        isb
        tlbi    vmalle1
        dsb     nsh
        isb
        msr     TTBR1_EL1, x0
        msr     TCR_EL1, x1
        isb
        ret                                     // x30 is an address of the upper half again
        // The caller then empties TTBR0: nothing is mapped 1:1 from there on (patch 8/8).

        .globl  GetEntryRecord
GetEntryRecord:
        address x0, EntryRecord
        ret

// The last initialised byte's successor: section names after the "$" sort, so this stands at the end of .data.
        .section .data$zzz,"dw"
        .p2align 4
ZeroedDataStart:
        .zero   16

        .section .bss$stacks,"bw"
        .p2align 12
        .zero   0x8000
KernelStackTop:
        .zero   0x4000
        .globl  ExceptionStackTop
ExceptionStackTop:
EntryRecord:
        .zero   80

// A section of its own, behind all that compiled code refers to: that is within the reach of its short addresses.
        .section .tables,"bw"
        .p2align 12
EarlyTableSpace:
        .zero   (EARLY_TABLES + 1) * GRANULE
EarlyTableEnd:

        .endif

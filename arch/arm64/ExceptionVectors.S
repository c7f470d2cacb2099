// VBAR_EL1 (Arm ARM DDI 0487, D1.3). Every entry builds the same frame on a stack of its own, because the one in use
// may be what broke, and hands it to C#. HandleException either changes the frame and returns, or does not return.
//
// Nobody of ours runs at EL0, so TPIDR_EL0 and TPIDRRO_EL0 are free to hold two registers for a moment. A service of
// the firmware may have changed any other, and what handles its exception uses SIMD registers: CPACR_EL1 is not relied
// on.

        .equ    FRAME_SIZE, 304                 // ExceptionFrame in Exceptions.cs: 31 registers and seven words more

        .equ    CPACR_FPEN, 3 << 20

        .macro  vector number
        .p2align 7
        msr     TPIDR_EL0, x0
        msr     TPIDRRO_EL0, x1
        mov     x1, #\number
        b       take_exception
        .endm

// A service that goes on at EL0 may execute nothing there, and is back at once. Nobody runs in AArch32: the last
// quarter of the table is room for code, of other files too.
        .text                                   // what begins with a table of vectors: no room is lost in front
        .p2align 11
        .globl  ExceptionVectors
ExceptionVectors:
        vector  0

// Behind each vector is room for 28 instructions.
        .globl  InstallExceptionVectors
InstallExceptionVectors:
        adrp    x1, ExceptionVectors
        add     x1, x1, :lo12:ExceptionVectors
        msr     VBAR_EL1, x1
        isb
        ret

        vector  1

take_exception:
        adrp    x0, ExceptionStackTop
        add     x0, x0, :lo12:ExceptionStackTop
        sub     x0, x0, #FRAME_SIZE
        stp     x2, x3, [x0, #16]
        stp     x4, x5, [x0, #32]
        stp     x6, x7, [x0, #48]
        stp     x8, x9, [x0, #64]
        stp     x10, x11, [x0, #80]
        stp     x12, x13, [x0, #96]
        stp     x14, x15, [x0, #112]
        stp     x16, x17, [x0, #128]
        stp     x18, x19, [x0, #144]
        stp     x20, x21, [x0, #160]
        stp     x22, x23, [x0, #176]
        stp     x24, x25, [x0, #192]
        stp     x26, x27, [x0, #208]
        stp     x28, x29, [x0, #224]
        mov     x2, sp
        stp     x30, x2, [x0, #240]
        mrs     x2, ELR_EL1
        mrs     x3, SPSR_EL1
        stp     x2, x3, [x0, #256]
        b       1f

        vector  2

1:      mrs     x2, ESR_EL1
        mrs     x3, FAR_EL1
        stp     x2, x3, [x0, #272]
        str     x1, [x0, #288]
        mrs     x2, TPIDR_EL0
        mrs     x3, TPIDRRO_EL0
        stp     x2, x3, [x0]
        mov     sp, x0
        mrs     x2, CPACR_EL1
        orr     x2, x2, #CPACR_FPEN
        msr     CPACR_EL1, x2
        isb
        bl      HandleException
        mov     x0, sp
        ldp     x2, x3, [x0, #256]
        msr     ELR_EL1, x2
        msr     SPSR_EL1, x3
        ldp     x30, x2, [x0, #240]
        mov     sp, x2
        ldp     x28, x29, [x0, #224]
        ldp     x26, x27, [x0, #208]
        ldp     x24, x25, [x0, #192]
        ldp     x22, x23, [x0, #176]
        ldp     x20, x21, [x0, #160]
        b       1f

        vector  3

1:      ldp     x18, x19, [x0, #144]
        ldp     x16, x17, [x0, #128]
        ldp     x14, x15, [x0, #112]
        ldp     x12, x13, [x0, #96]
        ldp     x10, x11, [x0, #80]
        ldp     x8, x9, [x0, #64]
        ldp     x6, x7, [x0, #48]
        ldp     x4, x5, [x0, #32]
        ldp     x2, x3, [x0, #16]
        ldp     x0, x1, [x0]
        eret

        vector  4

// Non-zero where an SError waits to be taken, masked as it is (Arm ARM DDI 0487, ISR_EL1.A).
        .globl  ReadPendingSystemError
ReadPendingSystemError:
        dsb     sy
        isb
        mrs     x0, ISR_EL1
        and     x0, x0, #0x100
        ret

// Lets it come; the handler knows.
        .globl  TakeSystemError
TakeSystemError:
        msr     DAIFClr, #4
        isb
        msr     DAIFSet, #4
        ret

        .globl  GetTakeSystemError
GetTakeSystemError:
        adr     x0, TakeSystemError
        ret

        .set    number, 5
        .rept   7
        vector  number
        .set    number, number + 1
        .endr
        .org    ExceptionVectors + 0x590        // no more than 28 each

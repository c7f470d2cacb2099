// A processor that PSCI CPU_ON started (Arm DEN 0022, 5.1.4) while the first one leaves boot services: x0 = physical
// address of its ExitWatch, MMU off, and off it stays. It has no stack and writes nothing. When the time is up it
// resets the machine; when it is told to stop it switches itself off.

        .equ    WATCH_TICKS, 0                  // ExitWatch in ExitWatcher.cs
        .equ    WATCH_STAGE, 8
        .equ    WATCH_BY_SMC, 16

        .equ    PSCI_CPU_OFF, 0x84000002
        .equ    PSCI_SYSTEM_RESET, 0x84000009

        .section .text$code,"xr"
        .p2align 3
ExitWatcherEntry:
        msr     DAIFSet, #0xf
        mov     x19, x0
        ldr     x21, [x19, #WATCH_TICKS]
        ldr     x22, [x19, #WATCH_STAGE]
restart:
        // Only differences count: its offset from the first processor's counter is anything.
        isb
        mrs     x20, CNTVCT_EL0
1:      ldr     x23, [x19, #WATCH_STAGE]
        cmn     x23, #1
        b.eq    stop
        cmp     x23, x22
        mov     x22, x23
        b.ne    restart
        yield
        isb
        mrs     x2, CNTVCT_EL0
        sub     x2, x2, x20
        cmp     x2, x21
        b.lo    1b
        movz    x0, #(PSCI_SYSTEM_RESET & 0xffff)
        movk    x0, #(PSCI_SYSTEM_RESET >> 16), lsl #16
        b       2f
stop:
        movz    x0, #(PSCI_CPU_OFF & 0xffff)
        movk    x0, #(PSCI_CPU_OFF >> 16), lsl #16
2:      ldr     x1, [x19, #WATCH_BY_SMC]
        cbz     x1, 3f
        smc     #0
        b       4f
3:      hvc     #0
4:      wfi
        b       4b

        .globl  GetExitWatcherEntry
GetExitWatcherEntry:
        adr     x0, ExitWatcherEntry
        ret

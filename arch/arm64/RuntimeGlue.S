// Symbols that ilc's output calls by name. The transitions around unmanaged calls tell a collector where the thread is;
// there is none, so they return at once and touch nothing.

        .text
        .globl  RhpPInvoke
        .globl  RhpPInvokeReturn
        .globl  RhpReversePInvoke
        .globl  RhpReversePInvokeReturn
RhpPInvoke:
RhpPInvokeReturn:
RhpReversePInvoke:
RhpReversePInvokeReturn:
        ret

// The stack canary. It needs no secret: it guards against our own overruns, not an attacker's.
        .section .rdata,"dr"
        .globl  __security_cookie
        .p2align 3
__security_cookie:
        .quad   0x4b65656c736f6e21

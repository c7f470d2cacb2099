// Symbols that ilc's output calls by name. The transitions around unmanaged calls tell a collector where the thread is;
// there is none, so they return at once and touch nothing.

        .section .text$code,"xr"
        .globl  RhpPInvoke
        .globl  RhpPInvokeReturn
        .globl  RhpReversePInvoke
        .globl  RhpReversePInvokeReturn
RhpPInvoke:
RhpPInvokeReturn:
RhpReversePInvoke:
RhpReversePInvokeReturn:
        ret

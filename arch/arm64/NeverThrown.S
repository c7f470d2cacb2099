// void RhpThrowEx(object exception): what methods end with that can not be called, as the text of a span
// in an object. The gate refuses every other call of it.
        .section .text$code,"xr"
        .globl  RhpThrowEx
RhpThrowEx:
        brk     #0

// Reads 1, 2 or 4 bytes (w2) where there may be none. Returns 1 and what was read through x1, or 0 when the access took
// an exception: the handler knows the instructions by their addresses and resumes at ProbeFault.

        .text                                   // a kernel has room for it between two tables of vectors
        .globl  ProbeRead
        .globl  ProbeReadInstruction
        .globl  ProbeFault
ProbeRead:
        cmp     w2, #2
        b.hi    1f
        b.eq    2f
ProbeReadInstruction:
        ldrb    w2, [x0]
        b       3f
1:      ldr     w2, [x0]
        b       3f
2:      ldrh    w2, [x0]
3:      str     w2, [x1]
        mov     w0, #1
        ret
ProbeFault:
        mov     w0, #0
        ret

        .globl  GetProbeReadInstruction
GetProbeReadInstruction:
        adr     x0, ProbeReadInstruction
        ret
        .globl  GetProbeFault
GetProbeFault:
        adr     x0, ProbeFault
        ret

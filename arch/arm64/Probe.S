// Reads one byte where there may be none. Returns 1 and the byte through x1, or 0 when the access took an exception:
// the handler knows the instruction by its address and resumes at ProbeFault.

        .section .text$code,"xr"
        .globl  ProbeRead
        .globl  ProbeReadInstruction
        .globl  ProbeFault
ProbeRead:
ProbeReadInstruction:
        ldrb    w2, [x0]
        strb    w2, [x1]
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

// Power State Coordination Interface (Arm DEN 0022): function x0, arguments x1..x3, through the conduit that the
// platform names.

        .text                                   // a kernel has room for it between two tables of vectors
        .globl  PsciBySmc
PsciBySmc:
        smc     #0
        ret

        .globl  PsciByHvc
PsciByHvc:
        hvc     #0
        ret

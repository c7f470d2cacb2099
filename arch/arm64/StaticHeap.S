// Memory for objects that are never given back: what programs outside the products have for references in statics.
// Linked only where compiled code asks for it. An object lies 8 bytes behind where its memory begins, as ilc has it:
// the word in front of each belongs to the object.

        .equ    ARENA_BYTES, 64 * 1024
        .equ    FAIL_OVERFLOW, 3            // FailReason.Overflow
        .equ    FAIL_OUT_OF_MEMORY, 10      // FailReason.OutOfMemory

        .data
        .p2align 3
// Where the next object goes, and the end. Whoever has more memory moves both through HeapNeedMore.
HeapNext:
        .xword  StaticHeapArena
HeapEnd:
        .xword  StaticHeapArena + ARENA_BYTES
HeapNeedMore:
        .xword  0

        .bss
        .p2align 4
StaticHeapArena:
        .zero   ARENA_BYTES

        .section .text$code,"xr"
        .p2align 2

// x0 = MethodTable -> x0 = object, all zero but for its type.
        .globl  RhpNewFast
        .globl  NewStaticObject
RhpNewFast:
NewStaticObject:
        ldr     w1, [x0, #4]                // MethodTable.BaseSize

// x0 = MethodTable, x1 = bytes, a multiple of 8
TakeObject:
        adrp    x2, HeapNext
        add     x2, x2, :lo12:HeapNext
        ldp     x3, x4, [x2]
        add     x5, x3, x1
        cmp     x5, x4
        b.hi    1f
        str     x5, [x2]
        add     x3, x3, #8
        str     x0, [x3]
        mov     x0, x3
        ret
1:      stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        stp     x0, x1, [sp, #16]
        ldr     x3, [x2, #16]               // HeapNeedMore
        cbz     x3, 2f
        mov     x0, x1
        blr     x3                          // ends the program if there is no more
        ldp     x0, x1, [sp, #16]
        ldp     x29, x30, [sp], #32
        b       TakeObject
2:      mov     w0, #FAIL_OUT_OF_MEMORY
        bl      KeelsonFailFast
        b       2b

// x0 = MethodTable, x1 = length -> x0 = array
        .globl  RhpNewArrayFast
        .globl  RhpNewPtrArrayFast
RhpNewArrayFast:
RhpNewPtrArrayFast:
        mov     w6, w1
        tbnz    x1, #31, 3f                 // negative
        lsr     x2, x1, #32
        cbnz    x2, 3f
        ldrh    w2, [x0]                    // of an element
        ldr     w3, [x0, #4]                // BaseSize
        madd    x1, x1, x2, x3
        add     x1, x1, #7
        and     x1, x1, #~7
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x6, [sp, #16]
        bl      TakeObject
        ldr     x6, [sp, #16]
        ldp     x29, x30, [sp], #32
        str     w6, [x0, #8]
        ret
3:      mov     w0, #FAIL_OVERFLOW
        bl      KeelsonFailFast
        b       3b

// The header of what ilc compiled, where it says what lies where -> x0.
        .globl  ReadyToRunHeader
ReadyToRunHeader:
        adrp    x0, __ReadyToRunHeader
        add     x0, x0, :lo12:__ReadyToRunHeader
        ret

// x0 = who is asked for more
        .globl  SetHeapSource
SetHeapSource:
        adrp    x2, HeapNeedMore
        str     x0, [x2, :lo12:HeapNeedMore]
        ret

// x0 = where the next object goes, x1 = the end
        .globl  SetHeapRange
SetHeapRange:
        adrp    x2, HeapNext
        add     x2, x2, :lo12:HeapNext
        stp     x0, x1, [x2]
        ret

// Stores of references. There is no collector, so there is no barrier: x14 = where, x15 = what; x14 goes on behind it.
        .globl  RhpAssignRefArm64
        .globl  RhpCheckedAssignRefArm64
        .globl  RhpByRefAssignRefArm64
RhpByRefAssignRefArm64:                     // x13 = from where, goes on too
        ldr     x15, [x13], #8
RhpAssignRefArm64:
RhpCheckedAssignRefArm64:
        str     x15, [x14], #8
        ret

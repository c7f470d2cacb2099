// The product's payload, as sections of the names that unified kernel images use (UAPI Group, Unified Kernel Image
// specification), so that the stub finds it where other tools put a kernel.

        .section .linux,"dr"
        .incbin "Image"

        // The kernels that a chain of kexecs goes through.
        .section .initrd,"dr"
        .incbin "initrd.cpio"

        .section .osrel,"dr"
        .ascii  "ID=keelson-shim\n"
        .ascii  "NAME=\"Keelson kernel-shim\"\n"

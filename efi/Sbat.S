// Generations for revocation, which shim reads (rhboot/shim, SBAT.md): name, generation, vendor, package, version, URL.
// The number behind keelson goes up with a security fix (docs/security.md), and with nothing else.

        .section .sbat,"dr"
        .ascii  "sbat,1,SBAT Version,sbat,1,https://github.com/rhboot/shim/blob/main/SBAT.md\n"
        .ascii  "keelson,1,Keelson,keelson,1,docs/security.md\n"

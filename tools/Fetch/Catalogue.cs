namespace Keelson.Tools.Fetch;

/// <summary>Everything that can be fetched. Adding a thing is adding an entry.</summary>
public static class Catalogue
{
    public static IReadOnlyList<CatalogueEntry> All { get; } =
    [
        Kernel(
            "kernel-6.1-cloud",
            "bookworm",
            "stock kernel with 4 KB pages, for virtual machines",
            "linux-image-cloud-arm64"
        ) with
        {
            ForTests = true,
        },
        Kernel(
            "kernel-6.1",
            "bookworm",
            "stock kernel for all machines, and the device trees of the Raspberry Pi",
            "linux-image-arm64"
        ) with
        {
            ForTests = true,
        },
        Kernel(
            "kernel-6.12-cloud",
            "trixie",
            "stock kernel with 4 KB pages, for virtual machines",
            "linux-image-cloud-arm64"
        ) with
        {
            ForTests = true,
        },
        Kernel("kernel-6.12-16k", "trixie", "stock kernel with 16 KB pages", "linux-image-arm64-16k") with
        {
            ForTests = true,
        },
        new("busybox", "bookworm", "programs of the initramfs", "busybox-static")
        {
            Files = ["*bin/busybox"],
            ForTests = true,
        },
        // Those after the first are the libraries that kexec links: it looks for Xen before it does anything.
        new(
            "kexec-tools",
            "bookworm",
            "kexec inside the guest",
            "kexec-tools",
            "libc6",
            "zlib1g",
            "libxenmisc4.17",
            "libxencall1",
            "libxentoollog1",
            "libxenevtchn1",
            "libxengnttab1",
            "libxenforeignmemory1",
            "libxendevicemodel1",
            "libxentoolcore1"
        )
        {
            Files = ["*bin/kexec", "*lib/ld-linux-aarch64.so.1"],
            ForTests = true,
        },
        new(
            "e2fsprogs",
            "bookworm",
            "chattr: files of efivarfs are immutable at first",
            "e2fsprogs",
            "libc6",
            "libcom-err2",
            "libext2fs2"
        )
        {
            Files = ["usr/bin/chattr"],
            ForTests = true,
        },
        new("aavmf-2025.02", "trixie", "edk2 for QEMU's virt board", "qemu-efi-aarch64")
        {
            Files = ["usr/share/AAVMF/AAVMF_CODE*.fd", "usr/share/AAVMF/AAVMF_VARS*.fd"],
            ForTests = true,
        },
        new("u-boot-qemu-2025.01", "trixie", "U-Boot for QEMU's virt board", "u-boot-qemu")
        {
            Files = ["usr/lib/u-boot/qemu_arm64/u-boot.bin"],
            ForTests = true,
        },
        new("u-boot-rpi", "bookworm", "U-Boot for the Raspberry Pi", "u-boot-rpi")
        {
            Files = ["usr/lib/u-boot/rpi_arm64/u-boot.bin", "usr/lib/u-boot/rpi_4/u-boot.bin"],
            ForTests = true,
        },
        new("u-boot-rpi-2025.01", "trixie", "U-Boot for the Raspberry Pi", "u-boot-rpi")
        {
            Files = ["usr/lib/u-boot/rpi_arm64/u-boot.bin"],
        },
        new("systemd-stub-252", "bookworm", "systemd's EFI stub, to compare with", "systemd-boot-efi")
        {
            Files = ["usr/lib/systemd/boot/efi/linuxaa64.efi.stub"],
        },
        new("systemd-stub-257", "trixie", "systemd's EFI stub, to compare with", "systemd-boot-efi")
        {
            Files = ["usr/lib/systemd/boot/efi/linuxaa64.efi.stub"],
        },
        new(
            "qemu-10",
            "bookworm-backports",
            "a later QEMU, which has the Raspberry Pi 4",
            "qemu-system-arm",
            "qemu-system-common",
            "qemu-system-data"
        )
        {
            Method = FetchMethod.Host,
            Files = ["usr/bin/qemu-system-aarch64", "usr/share/qemu"],
            ForTests = true,
            Program = new("qemu-system-aarch64", "$root/usr/bin/qemu-system-aarch64 -L $root/usr/share/qemu"),
        },
        new("qemu-plugin-7.2", "bookworm", "header of QEMU's plugin interface", "qemu")
        {
            Method = FetchMethod.Source,
            Files = ["include/qemu/qemu-plugin.h"],
        },
        new("qemu-plugin-10", "bookworm-backports", "header of QEMU's plugin interface", "qemu")
        {
            Method = FetchMethod.Source,
            Files = ["include/qemu/qemu-plugin.h"],
        },
        new(
            "ukify",
            "trixie",
            "systemd's builder of unified kernel images, to compare with",
            "systemd-ukify",
            "python3-pefile"
        )
        {
            Files = ["usr/bin/ukify", "usr/lib/python3/dist-packages/pefile.py"],
            Program = new("ukify", "python3 $root/usr/bin/ukify"),
            ForTests = true,
        },
        new("sbsigntool", "bookworm", "signs EFI images for Secure Boot", "sbsigntool")
        {
            Method = FetchMethod.Host,
            Files = ["usr/bin/sbsign"],
            Program = new("sbsign", "$root/usr/bin/sbsign"),
            ForTests = true,
        },
        new("swtpm", "bookworm", "a TPM for QEMU's machines", "swtpm")
        {
            Method = FetchMethod.Host,
            Files = ["usr/bin/swtpm"],
            Program = new("swtpm", "$root/usr/bin/swtpm"),
            ForTests = true,
        },
    ];

    public static IEnumerable<CatalogueEntry> ForTests => All.Where(one => one.ForTests);

    /// <returns>Null when there is no such entry.</returns>
    public static CatalogueEntry? Find(string name) => All.FirstOrDefault(one => one.Name == name);

    private static CatalogueEntry Kernel(string name, string suite, string purpose, string package) =>
        new(name, suite, purpose, package) { IsMetaPackage = true, Files = ["boot/vmlinuz-*", "*lib/modules/*"] };
}

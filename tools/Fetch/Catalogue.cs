namespace Keelson.Tools.Fetch;

/// <summary>Everything that can be fetched. Adding a thing is adding an entry.</summary>
public static class Catalogue
{
    private const string Python = "python-3.11";

    /// <summary>The suite that has the newest of a thing, which is another every few days: nothing of it is for
    /// tests.</summary>
    public const string Newest = "sid";

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
        NewestKernel("kernel-newest-cloud", "4 KB pages, for virtual machines", "linux-base-cloud-arm64"),
        NewestKernel("kernel-newest-16k", "16 KB pages", "linux-base-arm64-16k"),
        NewestKernel("kernel-newest-rt", "4 KB pages, for real time", "linux-base-rt-arm64"),
        new("board-trees", "trixie-backports", "device trees of all boards of a later kernel", "linux-base-arm64")
        {
            IsMetaPackage = true,
            Files = ["*lib/modules/*/dtb"],
            ForTests = true,
        },
        new("libfdt", "bookworm", "what others read device trees with, to compare with", "libfdt1")
        {
            Method = FetchMethod.Host,
            Files = ["*lib/*/libfdt.so.1"],
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
        // With all that it links, so that it runs beside another release's libraries.
        new(
            "bootctl-257",
            "trixie",
            "what systemd makes of a boot loader, from inside the guest",
            "systemd-boot-tools",
            "libsystemd-shared",
            "libc6",
            "libacl1",
            "libaudit1",
            "libblkid1",
            "libcap2",
            "libcap-ng0",
            "libcrypt1",
            "libmount1",
            "libpam0g",
            "libpcre2-8-0",
            "libseccomp2",
            "libselinux1",
            "libssl3t64",
            "libzstd1",
            "zlib1g"
        )
        {
            Files = ["usr/bin/bootctl", "*lib/aarch64-linux-gnu/systemd/libsystemd-shared-257.so"],
            ForTests = true,
        },
        new("aavmf-2025.02", "trixie", "edk2 for QEMU's virt board", "qemu-efi-aarch64")
        {
            Files = ["usr/share/AAVMF/AAVMF_CODE*.fd", "usr/share/AAVMF/AAVMF_VARS*.fd"],
            ForTests = true,
        },
        new("aavmf-newest", Newest, "the newest edk2 for QEMU's virt board", "qemu-efi-aarch64")
        {
            Files = ["usr/share/AAVMF/AAVMF_CODE*.fd", "usr/share/AAVMF/AAVMF_VARS*.fd"],
        },
        new("u-boot-qemu-newest", Newest, "the newest U-Boot for QEMU's virt board", "u-boot-qemu")
        {
            Files = ["usr/lib/u-boot/qemu_arm64/u-boot.bin"],
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
        new("systemd-stub-257", "trixie", "systemd's EFI stub and boot loader, to compare with", "systemd-boot-efi")
        {
            Files = ["usr/lib/systemd/boot/efi/linuxaa64.efi.stub", "usr/lib/systemd/boot/efi/systemd-bootaa64.efi"],
        },
        new("grub-2.06", "bookworm", "GRUB that gives a kernel its initrd by the device tree", "grub-efi-arm64-bin")
        {
            Files = ["usr/lib/grub/arm64-efi/monolithic/grubaa64.efi"],
            ForTests = true,
        },
        new("grub-2.12", "trixie", "GRUB, in front of a unified image", "grub-efi-arm64-unsigned")
        {
            Files = ["usr/lib/grub/arm64-efi/monolithic/grubaa64.efi"],
            ForTests = true,
        },
        new("shim-15", "bullseye", "shim before it answered LoadImage", "shim-unsigned")
        {
            Files = ["usr/lib/shim/shimaa64.efi"],
            ForTests = true,
        },
        new("shim-16", "bookworm", "shim, unsigned, as a first stage under Secure Boot", "shim-unsigned")
        {
            Files = ["usr/lib/shim/shimaa64.efi"],
            ForTests = true,
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
        // Of our own, so that programs written for it run the same whatever the machine has; its version and the
        // modules below, some of which are compiled for it, go together.
        new(
            Python,
            "bookworm",
            "Python, which other programs here are written for",
            "python3.11-minimal",
            "libpython3.11-minimal",
            "libpython3.11-stdlib"
        )
        {
            Method = FetchMethod.Host,
            Files = ["usr/bin/python3.11", "usr/lib/python3.11/os.py"],
            Program = new("python3", "$root/usr/bin/python3.11"),
            ForTests = true,
        },
        new(
            "ukify-257",
            "trixie",
            "systemd's builder of unified kernel images, to compare with",
            "systemd-ukify",
            "python3-pefile"
        )
        {
            Files = ["usr/bin/ukify", "usr/lib/python3/dist-packages/pefile.py"],
            Program = new("ukify", "$root/usr/bin/ukify") { Interpreter = Python },
            ForTests = true,
        },
        // Without lava-dispatcher's own dependencies, 153 packages with a kernel's headers and systemd among them:
        // what a job of ours imports is here.
        new(
            "lava-2023.01",
            "bookworm",
            "LAVA's worker, which runs jobs of a board farm",
            "lava-common",
            "python3-aiohttp",
            "python3-aiosignal",
            "python3-async-timeout",
            "python3-attr",
            "python3-certifi",
            "python3-chardet",
            "python3-charset-normalizer",
            "python3-configobj",
            "python3-frozenlist",
            "python3-idna",
            "python3-jinja2",
            "python3-magic",
            "python3-markupsafe",
            "python3-multidict",
            "python3-netifaces",
            "python3-pexpect",
            "python3-pkg-resources",
            "python3-ptyprocess",
            "python3-pyudev",
            "python3-requests",
            "python3-setproctitle",
            "python3-six",
            "python3-tz",
            "python3-urllib3",
            "python3-voluptuous",
            "python3-yaml",
            "python3-yarl",
            "libmagic1",
            "libmagic-mgc",
            "libyaml-0-2"
        )
        {
            Method = FetchMethod.Host,
            PackagesAlone = ["lava-dispatcher", "lava-dispatcher-host"],
            Files = ["usr/bin/lava-run", "usr/lib/python3/dist-packages/yaml"],
            Program = new("lava-run", "$root/usr/bin/lava-run")
            {
                Interpreter = Python,
                // Imported always, used only to put files into a disk image.
                AbsentModules = ["guestfs"],
            },
            ForTests = true,
        },
        new("lava-server-2023.01", "bookworm", "LAVA's templates of devices", "lava-server")
        {
            Files = ["usr/share/lava-server/device-types/base-uboot.jinja2"],
            ForTests = true,
        },
        // What a board's driver imports; a farm's coordinator and its buses need more.
        new(
            "labgrid-0.4",
            "bookworm",
            "labgrid, which drives boards from Python",
            "python3-attr",
            "python3-packaging",
            "python3-pexpect",
            "python3-ptyprocess",
            "python3-pyudev",
            "python3-requests",
            "python3-certifi",
            "python3-charset-normalizer",
            "python3-chardet",
            "python3-idna",
            "python3-urllib3",
            "python3-serial",
            "python3-six",
            "python3-xmodem",
            "python3-yaml",
            "libyaml-0-2",
            "libudev1"
        )
        {
            Method = FetchMethod.Host,
            PackagesAlone = ["python3-labgrid"],
            Files = ["usr/lib/python3/dist-packages/labgrid", "usr/lib/python3/dist-packages/serial"],
            ForTests = true,
        },
        new("sbsigntool", "bookworm", "signs EFI images for Secure Boot", "sbsigntool")
        {
            Method = FetchMethod.Host,
            Files = ["usr/bin/sbsign"],
            Program = new("sbsign", "$root/usr/bin/sbsign"),
            ForTests = true,
        },
        new(
            "systemd-measure",
            "bookworm",
            "says what a unified image leaves in PCR 11, to compare with",
            "systemd",
            "libsystemd-shared"
        )
        {
            Method = FetchMethod.Host,
            Files = ["lib/systemd/systemd-measure"],
            Program = new("systemd-measure", "$root/lib/systemd/systemd-measure"),
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
        new(name, suite, purpose, package)
        {
            IsMetaPackage = true,
            IsKernel = true,
            Files = ["boot/vmlinuz-*", "*lib/modules/*"],
        };

    // From 7.x on an image is several packages.
    private static CatalogueEntry NewestKernel(string name, string purpose, string package) =>
        new(
            name,
            "trixie-backports",
            "the newest stock kernel with " + purpose,
            package,
            "linux-binary-*",
            "linux-modules-*"
        )
        {
            IsMetaPackage = true,
            IsKernel = true,
            Files = ["*lib/modules/*", "*lib/modules/*/vmlinuz"],
        };
}

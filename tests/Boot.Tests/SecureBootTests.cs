using Keelson.Tools.Images;
using Keelson.Tools.Linux;
using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// Under Secure Boot what was signed is what boots: nothing that somebody types or puts on the disk changes it.
/// </summary>
public sealed class SecureBootTests : IDisposable
{
    private const string Signed = "quiet root=LABEL=signed";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-secure-");

    /// <summary>In place; <see cref="CompanionTests"/> boot one that is copied.</summary>
    [Fact]
    public async Task A_signed_image_boots_as_it_was_signed_whatever_the_options_say()
    {
        const UnifiedImageLayout Layout = UnifiedImageLayout.InPlace;
        using SignedFiles signer = new();
        byte[] image = new UnifiedImage
        {
            Kernel = ParkedKernel.Make("signed"),
            CommandLine = Signed,
            Initrd = "070701"u8.ToArray(),
            Layout = Layout,
        }.Build(File.ReadAllBytes(Layout.StubIn(Repository.Current)));
        using FatDisk disk = new(signer.Sign(Built.Launcher));
        disk.Write("signed.efi", signer.Sign(image));
        disk.Write("other", ParkedKernel.Make("not signed"));
        disk.Write("other.dtb", ChangedTree.MakeMarked(_folder, "keelson,marked"));
        disk.Write("launcher.txt", "/signed.efi kernel=/other initrd=/other dtb=/other.dtb init=/bin/sh");

        HandedOver handed = await HandedOver.BootAsync(signer.Machine("secure-in-place", disk));
        handed.Run.RequireInOrder(
            "keelson-stub: warning: Secure Boot not disabled: load options ignored, the signed command line is used: "
                + "kernel=/other initrd=/other dtb=/other.dtb init=/bin/sh",
            "Secure Boot enabled"
        );
        Assert.Equal(ParkedKernel.Make("signed"), handed.Kernel);
        Assert.Equal(Signed, handed.CommandLine);
        Assert.Equal("070701"u8.ToArray(), handed.Initrd);
        Assert.Null(handed.Property("/", "keelson,marked"));
        Assert.Equal([0, 0, 0, 3], handed.Property("/chosen", "linux,uefi-secure-boot")!);
    }

    /// <summary>The firmware checks at all, so that what is beside this means something.</summary>
    [Fact]
    public async Task An_unsigned_stub_is_not_even_loaded()
    {
        using SignedFiles signer = new();
        using FatDisk disk = new(signer.Sign(Built.Launcher));
        disk.Write("unsigned.efi", File.ReadAllBytes(Built.StubAlone));
        disk.Write("launcher.txt", "/unsigned.efi kernel=/EFI/BOOT/BOOTAA64.EFI");
        QemuResult run = await Machine.RunAsync(signer.Machine("secure-unsigned", disk));
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder("launcher: LoadImage of ", " returned EFI_ACCESS_DENIED");
    }

    [Fact]
    public async Task A_kernel_from_the_volume_is_refused_unsigned_and_boots_signed()
    {
        using SignedFiles signer = new();
        StockKernel kernel = Stock.Require(Stock.Kernel61);
        using FatDisk disk = new(signer.Sign(Built.Launcher));
        disk.Write("stub.efi", signer.Sign(File.ReadAllBytes(Built.StubAlone)));
        disk.Write("unsigned", File.ReadAllBytes(kernel.Image));
        disk.Write("signed", signer.Sign(File.ReadAllBytes(kernel.Image)));
        disk.Write("shim", File.ReadAllBytes(Built.KernelShimImage));
        disk.Write("marked.dtb", ChangedTree.MakeMarked(_folder, "keelson,marked"));
        disk.Write(
            "launcher.txt",
            "/stub.efi kernel=/shim\n/stub.efi kernel=/unsigned\n/stub.efi kernel=/signed dtb=/marked.dtb "
                + "earlycon=pl011,0x9000000"
        );

        QemuResult run = await Machine.RunAsync(
            signer.Machine("secure-kernel", disk) with
            {
                MemoryMegabytes = 512,
                IsPreallocated = false,
                StopWhen = line => line.Contains("Kernel command line: ", StringComparison.Ordinal),
            }
        );
        run.RequireExit(QemuExit.Stopped)
            .RequireInOrder(
                "keelson-stub: error: Secure Boot: kernel /shim failed verification: EFI_ACCESS_DENIED",
                "keelson-stub: returning EFI_ACCESS_DENIED",
                "launcher: child returned EFI_ACCESS_DENIED",
                "launcher: leaked 0 pages",
                "keelson-stub: error: Secure Boot: kernel /unsigned failed verification: EFI_ACCESS_DENIED",
                "keelson-stub: returning EFI_ACCESS_DENIED",
                "launcher: child returned EFI_ACCESS_DENIED",
                "launcher: leaked ",
                "keelson-stub: warning: Secure Boot not disabled: device tree /marked.dtb ignored",
                ", from the firmware; Secure Boot enabled",
                "Secure boot enabled",
                "Kernel command line: earlycon=pl011,0x9000000"
            );
        // edk2 keeps a list of what it refused (UEFI 2.10, 32.4.2), in memory of its own kind. None of a loader's is
        // kept.
        Assert.DoesNotContain(
            run.Lines,
            line =>
                line.Text.Contains("more of memory type ", StringComparison.Ordinal)
                && !line.Text.EndsWith("type 4", StringComparison.Ordinal)
        );
    }

    /// <summary>
    /// What the kernel-shim runs is what was signed with it: neither a file that somebody names nor a word that they
    /// type puts anything else in its place.
    /// </summary>
    [Fact]
    public async Task A_carried_kernel_takes_no_initrd_from_a_volume()
    {
        using SignedFiles signer = new();
        byte[] image = new UnifiedImage
        {
            Kernel = ParkedKernel.Make("signed"),
            Initrd = "070701"u8.ToArray(),
            Layout = UnifiedImageLayout.Plain,
        }.Build(File.ReadAllBytes(Built.FullStub));
        using FatDisk disk = new(signer.Sign(Built.Launcher));
        disk.Write("variables.efi", signer.Sign(File.ReadAllBytes(Built.Variables)));
        disk.Write("product.efi", signer.Sign(File.ReadAllBytes(Built.Product)));
        disk.Write("signed.efi", signer.Sign(image));
        disk.Write("evil.cpio", "070701"u8.ToArray());
        disk.Write(
            "launcher.txt",
            "/product.efi initrd=/evil.cpio keelson.next=evil\n/signed.efi a initrd=/evil.cpio\n/variables.efi"
        );

        QemuResult run = await Machine.RunAsync(signer.Machine("secure-initrd", disk));
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "keelson-stub: warning: Secure Boot not disabled: option keelson.next=evil ignored",
                "keelson-stub: error: Secure Boot: initrd /evil.cpio refused: a carried kernel has no other",
                "keelson-stub: returning EFI_SECURITY_VIOLATION",
                "launcher: leaked ",
                "keelson-stub: error: Secure Boot: initrd /evil.cpio refused: a carried kernel has no other",
                "launcher: child returned EFI_SECURITY_VIOLATION",
                "launcher: leaked 0 pages",
                // What the image told the system before, as no boot loader has.
                "variables: LoaderFirmwareInfo (6) ",
                "variables: LoaderFirmwareType (6) UEFI 2.",
                "variables: StubInfo (6) keelson-stub",
                "variables: StubProfile (6) 0"
            );
    }

    [Fact]
    public async Task A_carried_kernel_takes_no_initrd_that_a_loader_offers()
    {
        using SignedFiles signer = new();
        byte[] image = new UnifiedImage
        {
            Kernel = ParkedKernel.Make("signed"),
            CommandLine = Signed,
            Initrd = "070701"u8.ToArray(),
            Layout = UnifiedImageLayout.Plain,
        }.Build(File.ReadAllBytes(Built.StubAlone));
        string file = Path.Combine(_folder.FullName, "signed.efi");
        File.WriteAllBytes(file, signer.Sign(image));
        string evil = Path.Combine(_folder.FullName, "evil");
        File.WriteAllBytes(evil, "070701evil"u8);
        using FatDisk disk = new(signer.Sign(Built.Nothing));
        QemuResult run = await Machine.RunAsync(
            signer.Machine("secure-offered", disk) with
            {
                EfiApplication = file,
                Initrd = evil,
                StopWhen = line => line.StartsWith("keelson-stub: returning", StringComparison.Ordinal),
            }
        );
        run.RequireExit(QemuExit.Stopped)
            .RequireInOrder(
                "keelson-stub: error: Secure Boot: initrd from LoadFile2 refused: a carried kernel has no other",
                "keelson-stub: returning EFI_SECURITY_VIOLATION"
            );
    }

    /// <summary>The signed product proves as much as an unsigned one, kexec of what it carries included.</summary>
    [Fact]
    public async Task The_signed_product_passes_and_leaves_out_what_would_change_that()
    {
        using SignedFiles signer = new();
        using FatDisk disk = new(signer.Sign(Built.Launcher));
        disk.Write("product.efi", signer.Sign(File.ReadAllBytes(Built.Product)));
        disk.Write("launcher.txt", "/product.efi efi=novamap keelson.svam=twice kernel=/evil keelson.kexec=2");
        QemuResult run = await Machine.RunAsync(signer.Machine("secure-product", disk));
        run.RequireInOrder(
            "keelson-stub: warning: Secure Boot not disabled: kernel /evil ignored",
            "keelson-stub: warning: Secure Boot not disabled: option efi=novamap ignored",
            "keelson-stub: warning: Secure Boot not disabled: option keelson.svam=twice ignored",
            "Secure Boot enabled",
            "keelson: command line: keelson.kexec=2",
            "keelson: kexec: ",
            "keelson: report passed"
        );
    }

    /// <summary>shim as the first stage, in front of a unified image and of a loader of signed kernels.</summary>
    [Theory]
    [InlineData("product", "shim-16")]
    [InlineData("boot", "shim-16")]
    [InlineData("boot", "shim-15")]
    public async Task It_starts_as_the_second_stage_of_shim(string stage, string shim)
    {
        using SignedFiles signer = new();
        string first = Stock.Package(shim).Require("usr/lib/shim/shimaa64.efi");
        string second = stage == "boot" ? Built.Boot : Built.Product;
        using FatDisk disk = new(signer.Sign(first));
        disk.Write("EFI/BOOT/grubaa64.efi", signer.Sign(File.ReadAllBytes(second)));
        if (stage == "boot")
        {
            byte[] kernel = File.ReadAllBytes(Stock.Require(Stock.Kernel61).Image);
            // Debian's own signature is good for Debian's shim; one bit more is not.
            disk.Write("signed", signer.Sign(kernel));
            kernel[kernel.Length / 2] ^= 1;
            disk.Write("changed", kernel);
            disk.Write("loader/entries/b.conf", "linux /changed\n");
            // By an old boot loader's generation, which shim's own list revokes.
            byte[] revoked = signer.Sign(Unify("grub,1,GRUB,grub,2.0,https://example.org\n"));
            byte[] tampered = signer.Sign(Unify("keelson.test,1,Test,test,1,https://example.org\n"));
            tampered[tampered.AsSpan().IndexOf("ARM\x64"u8) + 100] ^= 1;
            disk.Write("revoked.efi", revoked);
            disk.Write("tampered.efi", tampered);
            disk.Write("loader/entries/d.conf", "efi /tampered.efi\n");
            // Where shim does not answer LoadImage, what it revokes of programs the firmware does not know.
            if (shim != "shim-15")
            {
                disk.Write("loader/entries/c.conf", "efi /revoked.efi\n");
            }
            disk.Write("loader/loader.conf", "timeout 30\n");
            disk.Write(
                "loader/entries/a.conf",
                "linux /signed\ndevicetree-overlay /added.dtbo\noptions earlycon=pl011,0x9000000\n"
            );
        }

        QemuResult run = await Machine.RunAsync(
            signer.Machine($"{shim}-{stage}", disk) with
            {
                MemoryMegabytes = 512,
                IsPreallocated = false,
                MeetingLine = "booting 1 in 30 s",
                OnMeeting = guest => guest.TypeAsync("e\r"),
                StopWhen = line =>
                    line.Contains("Kernel command line: ", StringComparison.Ordinal)
                    || line == ReportVerdict.PassedLine
                    || line == ReportVerdict.FailedLine,
            }
        );
        run.RequireInOrder(
            stage == "boot"
                ?
                [
                    "keelson-stub: options cannot be edited: Secure Boot not disabled",
                    "keelson-stub: error: d: LoadImage of /tampered.efi gave EFI_",
                    .. shim == "shim-15"
                        ? (string[])[]
                        : ["keelson-stub: error: c: LoadImage of /revoked.efi gave EFI_SECURITY_VIOLATION"],
                    "keelson-stub: error: Secure Boot: kernel /changed failed verification: EFI_SECURITY_VIOLATION",
                    "keelson-stub: boot entry a",
                    "keelson-stub: warning: Secure Boot not disabled: device tree /added.dtbo ignored",
                    ", from the firmware; Secure Boot enabled",
                    "Kernel command line: earlycon=pl011,0x9000000",
                ]
                : ["Secure Boot enabled", "keelson: report passed"]
        );
        // shim, which would start the boot loader again.
        Assert.DoesNotContain(run.Lines, line => line.Text.Contains("EFI Default Loader", StringComparison.Ordinal));
    }

    /// <summary>
    /// <c>mokutil --disable-validation</c>, which asks for somebody at the machine: nothing is checked then, by Linux's
    /// stub no more than by shim.
    /// </summary>
    [Fact]
    public async Task Who_told_shim_to_check_nothing_is_believed()
    {
        using SignedFiles signer = new();
        using FatDisk disk = new(signer.Sign(Stock.Package("shim-16").Require("usr/lib/shim/shimaa64.efi")));
        disk.Write("EFI/BOOT/grubaa64.efi", signer.Sign(File.ReadAllBytes(Built.Boot)));
        disk.Write("unsigned", ParkedKernel.Make("unsigned"));
        disk.Write("loader/loader.conf", "timeout 0\n");
        disk.Write("loader/entries/a.conf", "linux /unsigned\n");
        QemuRunOptions machine = signer.Machine("shim-off", disk);
        SignedFiles.DisableValidationOfShim(machine.VariableStore!);

        HandedOver handed = await HandedOver.BootAsync(machine);
        handed.Run.RequireInOrder("keelson-stub: boot entry a", ", from the firmware; Secure Boot off in shim");
        Assert.Equal(ParkedKernel.Make("unsigned"), handed.Kernel);
        Assert.Equal([0, 0, 0, 2], handed.Property("/chosen", "linux,uefi-secure-boot")!);
    }

    /// <summary>
    /// Debian's own signature, which Debian's shim knows and the firmware does not: whoever shim starts asks shim,
    /// where that does not answer for the firmware (before shim 16), of a kernel and of a program.
    /// </summary>
    [Theory]
    [InlineData("linux", false, "Kernel command line: earlycon=pl011,0x9000000")]
    [InlineData("efi", false, "Kernel command line: earlycon=pl011,0x9000000")]
    [InlineData("linux efi", true, "keelson-stub: error: efi: LoadImage of /debian gave EFI_")]
    public async Task Shim_is_asked_about_what_the_firmware_does_not_know(string keys, bool isChanged, string last)
    {
        using SignedFiles signer = new();
        byte[] kernel = File.ReadAllBytes(Stock.Require(Stock.Kernel61).Image);
        kernel[kernel.Length / 2] ^= isChanged ? (byte)1 : (byte)0;
        using FatDisk disk = new(signer.Sign(Stock.Package("shim-15").Require("usr/lib/shim/shimaa64.efi")));
        disk.Write("EFI/BOOT/grubaa64.efi", signer.Sign(File.ReadAllBytes(Built.Boot)));
        disk.Write("debian", kernel);
        disk.Write("loader/loader.conf", "timeout 0\n");
        foreach (string key in keys.Split(' '))
        {
            disk.Write($"loader/entries/{key}.conf", $"{key} /debian\noptions earlycon=pl011,0x9000000\n");
        }

        QemuResult run = await Machine.RunAsync(
            signer.Machine($"shim-lock-{keys}-{isChanged}", disk) with
            {
                MemoryMegabytes = 512,
                IsPreallocated = false,
                StopWhen = line => line.Contains(last, StringComparison.Ordinal),
            }
        );
        run.RequireInOrder([
            $"keelson-stub: boot entry {keys.Split(' ')[0]}",
            .. isChanged
                ? (string[])
                    ["keelson-stub: error: Secure Boot: kernel /debian failed verification: EFI_SECURITY_VIOLATION"]
                : [],
            last,
        ]);
    }

    /// <summary>
    /// A unified image that boot.efi has started asks shim about its add-ons, which is to stay for that: of an unsigned
    /// one the firmware says EFI_ACCESS_DENIED, and shim what is expected here.
    /// </summary>
    [Fact]
    public async Task Shim_is_asked_about_add_ons_behind_the_boot_loader()
    {
        using SignedFiles signer = new();
        byte[] image = new UnifiedImage
        {
            Kernel = ParkedKernel.Make("behind"),
            OsRelease = "ID=behind\n"u8.ToArray(),
            Layout = UnifiedImageLayout.Plain,
        }.Build(File.ReadAllBytes(Built.FullStub));
        using FatDisk disk = new(signer.Sign(Stock.Package("shim-15").Require("usr/lib/shim/shimaa64.efi")));
        disk.Write("EFI/BOOT/grubaa64.efi", signer.Sign(File.ReadAllBytes(Built.Boot)));
        disk.Write("EFI/Linux/a.efi", signer.Sign(image));
        disk.Write("loader/addons/a.addon.efi", File.ReadAllBytes(Built.Nothing));
        disk.Write("loader/loader.conf", "timeout 0\n");
        HandedOver handed = await HandedOver.BootAsync(signer.Machine("shim-add-ons", disk));
        handed.Run.RequireInOrder(
            @"keelson-stub: warning: add-on \loader\addons\a.addon.efi ignored: EFI_SECURITY_VIOLATION"
        );
        Assert.Equal(ParkedKernel.Make("behind"), handed.Kernel);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static byte[] Unify(string sbat) =>
        new UnifiedImage
        {
            Kernel = ParkedKernel.Make("second"),
            Sbat = System.Text.Encoding.ASCII.GetBytes("sbat,1,SBAT Version,sbat,1,https://example.org\n" + sbat),
            Layout = UnifiedImageLayout.Plain,
        }.Build(File.ReadAllBytes(Built.StubAlone));
}

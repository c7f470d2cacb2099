using System.Text;
using Keelson.Tools.Images;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// Halves of others beside halves of ours: systemd-boot 257 before our stub, our loader before systemd-stub 257, each
/// once by itself and once signed, behind shim and under Secure Boot; and GRUB before our stub.
/// </summary>
public sealed class PeerConversationTests : IDisposable
{
    private const string Shim = "shim-16",
        Peer = "systemd-stub-257",
        Folder = "usr/lib/systemd/boot/efi/";

    private readonly SignedFiles _signer = new();

    [Theory]
    [InlineData(Firmware.Open)]
    [InlineData(Firmware.EnforcingBehindShim)]
    public async Task Systemd_boot_starts_a_profile_of_our_unified_image(Firmware firmware)
    {
        byte[] image = new UnifiedImage
        {
            Kernel = ParkedKernel.Make("of-systemd-boot"),
            CommandLine = "root=of-all",
            Initrd = "070701"u8.ToArray(),
            OsRelease = "ID=two\nNAME=Two\n"u8.ToArray(),
            Profiles = [("ID=main\n", "root=first"), ("ID=rescue\nTITLE=Rescue\n", "root=second")],
            Layout = UnifiedImageLayout.Plain,
        }.Build(File.ReadAllBytes(Built.StubAlone));
        using FatDisk disk = Disk(firmware, Stock.Package(Peer).Require(Folder + "systemd-bootaa64.efi"));
        disk.Write("EFI/Linux/two.efi", Trusted(firmware, image));
        disk.Write("loader/loader.conf", "timeout menu-disabled\ndefault two.efi@rescue\n");
        HandedOver handed = await HandedOver.BootAsync(Options("systemd-boot", firmware, disk));
        Assert.Equal("root=second", handed.CommandLine);
        Assert.StartsWith("070701", Encoding.ASCII.GetString(handed.Initrd));
        handed.Run.RequireInOrder(
            "keelson-stub: started at EL1",
            firmware == Firmware.Open ? "Secure Boot in setup mode" : "Secure Boot enabled"
        );
    }

    [Theory]
    [InlineData(Firmware.Open)]
    [InlineData(Firmware.EnforcingBehindShim)]
    public async Task Our_loader_starts_a_profile_of_systemds_unified_image(Firmware firmware)
    {
        const string Early = "earlycon=pl011,0x9000000";
        byte[] image = new UnifiedImage
        {
            Kernel = File.ReadAllBytes(Stock.Require(Stock.Kernel61).Image),
            CommandLine = Early + " root=of-all",
            OsRelease = "ID=two\nNAME=Two\n"u8.ToArray(),
            Profiles = [("ID=main\n", Early + " root=first"), ("ID=rescue\nTITLE=Rescue\n", Early + " root=second")],
            Layout = UnifiedImageLayout.Plain,
        }.Build(File.ReadAllBytes(Stock.Package(Peer).Require(Folder + "linuxaa64.efi.stub")));
        using FatDisk disk = Disk(firmware, Built.Boot);
        disk.Write("EFI/Linux/two.efi", Trusted(firmware, image));
        disk.Write("EFI/systemd/drivers/unsigned-aa64.efi", File.ReadAllBytes(Built.WakeupClock));
        disk.Write("loader/loader.conf", "timeout menu-disabled\ndefault two.efi@rescue\n");
        QemuResult run = await Machine.RunAsync(
            Options("systemd-stub", firmware, disk) with
            {
                MemoryMegabytes = 512,
                IsPreallocated = false,
                StopWhen = line => line.Contains("Kernel command line: ", StringComparison.Ordinal),
            }
        );
        run.RequireExit(QemuExit.Stopped)
            .RequireInOrder(
                firmware == Firmware.Open
                    ? "keelson-stub: driver unsigned-aa64.efi: EFI_SUCCESS"
                    : @"unsigned-aa64: LoadImage of \EFI\systemd\drivers\unsigned-aa64.efi gave EFI_",
                "keelson-stub: boot entry two: Two (Rescue)",
                "EFI stub: ",
                $"Kernel command line: {Early} root=second"
            );
        Assert.Equal(
            firmware == Firmware.Open,
            run.Lines.Any(line => line.Text.Contains("WakeupClock: ", StringComparison.Ordinal))
        );
    }

    /// <summary>It has no boot entries, so its script names image and profile.</summary>
    [Fact]
    public async Task Grub_starts_a_profile_of_our_unified_image()
    {
        byte[] image = new UnifiedImage
        {
            Kernel = ParkedKernel.Make("of-grub"),
            Profiles = [("ID=main\n", "root=first"), ("ID=rescue\n", "root=second")],
            Layout = UnifiedImageLayout.Plain,
        }.Build(File.ReadAllBytes(Built.StubAlone));
        using FatDisk disk = Grub("chainloader /EFI/two.efi @1");
        disk.Write("EFI/two.efi", image);
        HandedOver handed = await HandedOver.BootAsync(Options("grub", Firmware.Open, disk));
        Assert.Equal("root=second", handed.CommandLine);
    }

    /// <summary>
    /// GRUB tells by the version of an image whether it takes an initrd from a loader; before 2.12 it wrote each into
    /// the device tree.
    /// </summary>
    [Theory]
    [InlineData("grub-2.06")]
    [InlineData("grub-2.12")]
    public async Task Grub_gives_our_unified_image_an_initrd(string grub)
    {
        byte[] initrd = "070701-of-grub"u8.ToArray();
        byte[] image = new UnifiedImage
        {
            Kernel = ParkedKernel.Make("of-grub"),
            Layout = UnifiedImageLayout.Plain,
        }.Build(File.ReadAllBytes(Built.StubAlone));
        using FatDisk disk = Grub("linux /one.efi root=grub\ninitrd /initrd", grub);
        disk.Write("one.efi", image);
        disk.Write("initrd", initrd);
        HandedOver handed = await HandedOver.BootAsync(Options($"{grub}-initrd", Firmware.Open, disk));
        Assert.Equal("BOOT_IMAGE=/one.efi root=grub", handed.CommandLine);
        Assert.Equal(initrd, handed.Initrd);
    }

    public void Dispose() => _signer.Dispose();

    private static FatDisk Grub(string commands, string grub = "grub-2.12")
    {
        FatDisk disk = new(Stock.Package(grub).Require("usr/lib/grub/arm64-efi/monolithic/grubaa64.efi"));
        disk.Write("EFI/debian/grub.cfg", commands + "\nboot\n");
        return disk;
    }

    public enum Firmware
    {
        Open,
        EnforcingBehindShim,
    }

    private FatDisk Disk(Firmware firmware, string loader)
    {
        if (firmware == Firmware.Open)
        {
            return new FatDisk(loader);
        }

        FatDisk disk = new(_signer.Sign(Stock.Package(Shim).Require("usr/lib/shim/shimaa64.efi")));
        disk.Write("EFI/BOOT/grubaa64.efi", _signer.Sign(File.ReadAllBytes(loader)));
        return disk;
    }

    private byte[] Trusted(Firmware firmware, byte[] image) => firmware == Firmware.Open ? image : _signer.Sign(image);

    private QemuRunOptions Options(string name, Firmware firmware, FatDisk disk) =>
        firmware == Firmware.Open
            ? new()
            {
                Name = "peer-" + name,
                MemoryMegabytes = 256,
                ExtraArguments = disk.FlagsOfEdk2,
            }
            : _signer.Machine($"peer-{name}-signed", disk);
}

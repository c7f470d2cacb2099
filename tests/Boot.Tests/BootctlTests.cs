using System.Text;
using System.Xml.Linq;
using Keelson.Tools.Images;
using Keelson.Tools.Linux;
using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// Debian's bootctl in a Linux that boot.efi has started: systemd's own reading of what a loader leaves.
/// </summary>
public sealed class BootctlTests
{
    [Fact]
    public void A_distribution_can_tell_one_version_from_the_next()
    {
        string props = File.ReadAllText(Path.Combine(Repository.Current.Root, "sdk", "Package.props"));
        string version = XDocument.Parse(props).Descendants("Version").Single().Value;
        string text = Encoding.Latin1.GetString(File.ReadAllBytes(Built.Boot));
        Assert.Equal(2, text.Split($"#### LoaderInfo: keelson-boot {version} ####").Length);
        Assert.Equal(2, text.Split("#### LoaderInfo: ").Length);
    }

    [Fact]
    public async Task It_finds_the_loader_its_features_and_its_entries()
    {
        StockKernel kernel = Stock.Require(Stock.Kernel61);
        _ = Stock.Package("bootctl-257");
        const string Options = LinuxRun.BaseCommandLine + " keelson.guest=bootctl";
        byte[] unified = new UnifiedImage
        {
            Kernel = ParkedKernel.Make("unified"),
            OsRelease = "ID=other\nPRETTY_NAME=Other\nVERSION_ID=7\n"u8.ToArray(),
            // Of the first, systemd 257's loader and its bootctl make different identifiers if it has an ID.
            Profiles = [("TITLE=Main\n", "main"), ("ID=rescue\nTITLE=Rescue\n", "rescue")],
            Layout = UnifiedImageLayout.Plain,
        }.Build(File.ReadAllBytes(Built.StubAlone));
        (string Path, byte[] Contents)[] partition =
        [
            ("EFI/Linux/other.efi", unified),
            ("loader/loader.conf", "timeout menu-hidden\ndefault debian*\n"u8.ToArray()),
            ("loader/entries/tired+0-3.conf", "title Tired\nlinux /vmlinuz\n"u8.ToArray()),
            (
                "loader/entries/debian+3.conf",
                Encoding.ASCII.GetBytes(
                    $"title Debian\nversion 6.1\nsort-key debian\nlinux /vmlinuz\ninitrd /initrd\noptions {Options}\n"
                )
            ),
        ];
        // As it is after the start, which is counted.
        string archive = Stock.Archive(
            "bootctl.cpio",
            () =>
                new GuestArchive(kernel).WithBootctl(
                    partition
                        .Select(file => (file.Path.Replace("+3", "+2-1", StringComparison.Ordinal), file.Contents))
                        .Append(("EFI/BOOT/BOOTAA64.EFI", File.ReadAllBytes(Built.Boot)))
                        .Append(("vmlinuz", "MZ"u8.ToArray()))
                        .Append(("initrd", "070701"u8.ToArray()))
                )
        );
        using FatDisk disk = new(Built.Boot);
        foreach ((string path, byte[] contents) in partition)
        {
            disk.Write(path, contents);
        }

        disk.Write("vmlinuz", File.ReadAllBytes(kernel.Image));
        disk.Write("initrd", File.ReadAllBytes(archive));
        QemuResult run = await Machine.RunAsync(
            new()
            {
                Name = "bootctl",
                MemoryMegabytes = 1024,
                IsPreallocated = false,
                ExtraArguments = disk.FlagsOfEdk2,
            }
        );
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "guest: efivarfs mounted",
                "guest: bootctl status: Firmware: UEFI 2.70 (EDK II 1.00)",
                "guest: bootctl status: Secure Boot: disabled (setup)",
                "guest: bootctl status: Product: keelson-boot 1.0.0",
                "guest: bootctl status: Features: \u2713 Boot counting",
                "guest: bootctl status: \u2713 Menu timeout control",
                "guest: bootctl status: \u2713 Default entry control",
                "guest: bootctl status: \u2713 Load drop-in drivers",
                "guest: bootctl status: \u2713 Multi-Profile UKIs are supported",
                "guest: bootctl status: Loader: \u2514\u2500/EFI/BOOT/BOOTAA64.EFI",
                "guest: bootctl status: Current Entry: debian.conf",
                // Out of the file, as bootctl compares it with what it would update it with.
                "guest: bootctl status: File: \u2514\u2500/EFI/BOOT/BOOTAA64.EFI (keelson-boot 1.0.0)",
                "guest: bootctl status: Default Boot Loader Entry:",
                "guest: bootctl status: title: Debian",
                "guest: bootctl status: tries: 2 left; 1 done",
                "guest: bootctl list: title: Debian (default) (selected)",
                "guest: bootctl list: id: debian.conf",
                "guest: bootctl list: title: Other (Main)",
                "guest: bootctl list: id: other.efi",
                "guest: bootctl list: title: Other (Rescue)",
                "guest: bootctl list: id: other.efi@rescue (without profile: other.efi)",
                "guest: bootctl list: id: tired.conf",
                "guest: bootctl list: type: Automatic",
                "guest: bootctl list: id: auto-reboot-to-firmware-setup",
                GuestFacts.EndLine
            );
        // What the loader has said that there is, is what there is.
        Assert.DoesNotContain(
            run.Lines,
            line =>
                line.Text.Contains("(not reported", StringComparison.Ordinal)
                || line.Text.Contains("/absent)", StringComparison.Ordinal)
        );
    }
}

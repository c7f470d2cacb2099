using System.Globalization;
using System.Text;
using Keelson.Images;
using Keelson.Tools.Images;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>A bad entry costs the entry: what cannot be booted makes way, in order, for what can.</summary>
public sealed class BootEntryFallbackTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-fallback-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Entries_that_turn_out_not_to_boot_make_way_for_the_next()
    {
        byte[] initrd = "070701-sound"u8.ToArray();
        using FatDisk disk = new(Built.Boot);
        disk.Write("loader/loader.conf", "default b-*\n");
        disk.Write("loader/entries/e-missing.conf", "title Kernel missing\nlinux /missing\n");
        disk.Write("loader/entries/d-cut.conf", "linux /cut\n");
        // Directories, where files are meant.
        disk.Write("loader/entries/c-folder.conf", "linux /kernels\n");
        disk.Write("loader/entries/c-folder-initrd.conf", "linux /right\ninitrd /kernels\n");
        disk.Write("loader/entries/c-tree.conf", "linux /right\ndevicetree /cut\n");
        disk.Write("loader/entries/c-overlay.conf", "linux /right\ndevicetree-overlay /cut\n");
        disk.Write("loader/entries/c-no-overlay.conf", "linux /right\ndevicetree-overlay /missing.dtbo\n");
        disk.Write("loader/entries/b-initrd.conf", "title Initrd missing\nlinux /right\ninitrd /i\ninitrd /missing\n");
        disk.Write("loader/entries/a-9.conf", "efi /cut\n");
        disk.Write("loader/entries/b-itself.conf", "efi \\EFI\\boot\\bootaa64.efi\n");
        // No directory of unified images, though what is in it reads like an entry of one (EFI_FILE_INFO).
        byte[] noDirectory = new byte[592];
        Encoding.Unicode.GetBytes("zzz.efi").CopyTo(noDirectory, 80);
        disk.Write("EFI/Linux", noDirectory);
        // A path with blanks, doubled and mixed separators, and an initrd that only the options name, as Linux's own
        // stub finds it.
        disk.Write(
            "loader/entries/a-0.conf",
            "linux \"//kernels//my one\\\\right\"\noptions quiet\tinitrd=\\\\i efi=debug,novamap\n"
        );
        disk.Write("cut", "MZ");
        disk.Write("i", initrd);
        disk.Write("right", ParkedKernel.Make("wrong"));
        // Longer than its image_size, as one that was padded or has something behind it, and without a page size.
        byte[] kernel = [.. ParkedKernel.Make("right"), .. new byte[0x1_0000], 1];
        kernel[Arm64Image.FlagsOffset] = 0b1000;
        disk.Write("kernels/my one/right", kernel);

        HandedOver handed = await HandedOver.BootAsync(
            new QemuRunOptions
            {
                Name = "entries-fallback",
                MemoryMegabytes = 256,
                ExtraArguments = disk.FlagsOfEdk2,
            }
        );
        handed.Run.RequireInOrder(
            "keelson-stub: warning: /loader/entries/e-missing.conf:2:7: /missing: EFI_NOT_FOUND: left out",
            "/loader/entries/b-itself.conf:1:5: this is the boot loader itself: left out",
            "keelson-stub: boot entry b-initrd: Initrd missing",
            "keelson-stub: error: initrd /missing on the volume of this image: EFI_NOT_FOUND",
            "keelson-stub: warning: boot entry b-initrd does not boot: EFI_NOT_FOUND",
            "keelson-stub: boot entry d-cut: d-cut",
            "keelson-stub: warning: boot entry d-cut does not boot: EFI_LOAD_ERROR",
            "keelson-stub: boot entry c-tree: c-tree",
            "keelson-stub: error: invalid device tree /cut: ",
            "keelson-stub: warning: boot entry c-tree does not boot: EFI_LOAD_ERROR",
            "keelson-stub: boot entry c-overlay: c-overlay",
            "keelson-stub: error: invalid device tree /cut: ",
            "keelson-stub: warning: boot entry c-overlay does not boot: EFI_LOAD_ERROR",
            "keelson-stub: error: device tree /missing.dtbo on the volume of this image: EFI_NOT_FOUND",
            "keelson-stub: warning: boot entry c-no-overlay does not boot: EFI_NOT_FOUND",
            "keelson-stub: boot entry c-folder: c-folder",
            "keelson-stub: warning: boot entry c-folder does not boot: EFI_LOAD_ERROR",
            "keelson-stub: error: initrd /kernels on the volume of this image: EFI_LOAD_ERROR",
            "keelson-stub: warning: boot entry c-folder-initrd does not boot: EFI_LOAD_ERROR",
            "keelson-stub: boot entry a-9: a-9",
            "keelson-stub: warning: boot entry a-9 does not boot: EFI_",
            "keelson-stub: boot entry a-0: a-0",
            "keelson-stub: SetVirtualAddressMap "
        );
        Assert.DoesNotContain(handed.Run.Lines, line => line.Text.Contains("/EFI/Linux/", StringComparison.Ordinal));
        Assert.Equal(kernel, handed.Kernel);
        Assert.Equal(initrd, handed.Initrd);
        Assert.Equal("quiet\tinitrd=\\\\i efi=debug,novamap", handed.CommandLine);
        Assert.Contains(
            handed.Run.Lines,
            line => line.Text.Contains("SetVirtualAddressMap not called", StringComparison.Ordinal)
        );
    }

    /// <summary>The launcher counts pages: what one entry took is given back before the next is tried.</summary>
    [Fact]
    public async Task If_no_entry_boots_all_memory_is_freed()
    {
        using FatDisk disk = new(Built.Launcher);
        disk.Write("boot.efi", File.ReadAllBytes(Built.Boot));
        disk.Write("launcher.txt", "/boot.efi\n");
        disk.MakeDirectory("loader/loader.conf");
        disk.Write("loader/entries/a.conf", "linux /kernel\ninitrd /missing\n");
        disk.Write("loader/entries/b.conf", "linux /cut\n");
        disk.Write("loader/entries/c.conf", "uki /cut\noptions quiet\n");
        disk.Write("loader/entries/d.conf", "linux /kernel\ndevicetree /cut\n");
        disk.Write("loader/entries/e.conf", "linux /kernel\ndevicetree-overlay /self.dtbo /cut\n");
        disk.Write(
            "self.dtbo",
            ChangedTree.MakeOverlay(_folder, "/ { fragment@0 { target-path = \"/\"; __overlay__ { a; }; }; };")
        );
        disk.Write("loader/entries/f.conf", "linux /kernel\ndevicetree-overlay /lost.dtbo\n");
        disk.Write("lost.dtbo", ChangedTree.MakeOverlay(_folder, "&nobody { a; };"));
        disk.Write("kernel", ParkedKernel.Make("sound"));
        disk.Write("cut", "MZ");
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "entries-none",
                MemoryMegabytes = 256,
                ExtraArguments = disk.FlagsOfEdk2,
            }
        );
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "keelson-stub: warning: /loader/loader.conf ignored: EFI_LOAD_ERROR",
                "keelson-stub: error: invalid device tree /lost.dtbo: label unknown in __symbols__ of the device tree",
                "keelson-stub: warning: boot entry f does not boot: EFI_LOAD_ERROR",
                "keelson-stub: error: invalid device tree /cut: ",
                "keelson-stub: warning: boot entry e does not boot: EFI_LOAD_ERROR",
                "keelson-stub: warning: boot entry d does not boot: EFI_LOAD_ERROR",
                "keelson-stub: warning: boot entry c does not boot: EFI_",
                "keelson-stub: warning: boot entry b does not boot: EFI_LOAD_ERROR",
                "keelson-stub: warning: boot entry a does not boot: EFI_NOT_FOUND",
                "keelson-stub: returning EFI_NOT_FOUND to the firmware",
                "launcher: leaked 0 pages",
                "launcher: done"
            );
    }

    /// <summary>Loaded by PXE, it has no volume to look for entries on.</summary>
    [Fact]
    public async Task From_a_network_there_are_no_entries()
    {
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "entries-network",
                Machine = "virt-aavmf-pxe",
                EfiApplication = Built.Boot,
                StopWhen = line => line.StartsWith("keelson-stub: returning", StringComparison.Ordinal),
            }
        );
        run.RequireInOrder(
            "keelson-stub: warning: no boot entries: volume of this image: EFI_NOT_FOUND",
            "keelson-stub: error: this image carries no kernel",
            "keelson-stub: returning EFI_NOT_FOUND"
        );
    }

    /// <summary>More entries than a menu shows, the default among those that come last in the directory.</summary>
    [Fact]
    public async Task A_thousand_entries_are_read_and_sorted()
    {
        using FatDisk disk = new(Built.Boot);
        disk.Write("loader/loader.conf", "default nixos-generation-60.conf\n");
        disk.Write("kernel", ParkedKernel.Make("sound"));
        disk.WriteAll(
            "loader/entries",
            Enumerable
                .Range(1, 1000)
                .Select(number =>
                    (
                        $"nixos-generation-{number}.conf",
                        $"title NixOS\nversion Generation {number}\nsort-key nixos\nlinux /kernel\n"
                            + $"options init={number.ToString(CultureInfo.InvariantCulture)}\n"
                    )
                )
        );
        HandedOver handed = await HandedOver.BootAsync(
            new QemuRunOptions
            {
                Name = "entries-thousand",
                MemoryMegabytes = 256,
                ExtraArguments = disk.FlagsOfEdk2,
            }
        );
        handed.Run.RequireInOrder("keelson-stub: boot entry nixos-generation-60: NixOS");
        Assert.Equal("init=60", handed.CommandLine);
    }

    [Fact]
    public async Task A_unified_image_is_an_entry_by_being_there()
    {
        using FatDisk disk = new(Built.Boot);
        UnifiedImage image = new()
        {
            Kernel = ParkedKernel.Make("unified"),
            CommandLine = "root=unified",
            OsRelease = "ID=debian\nPRETTY_NAME=\"Debian \\\"13\\\"\"\nVERSION_ID='13'\n"u8.ToArray(),
            Layout = UnifiedImageLayout.Plain,
        };
        disk.Write("EFI/Linux/Demo+2-1.EFI", image.Build(File.ReadAllBytes(Built.StubAlone)));
        disk.Write("loader/loader.conf", "timeout 30\n");
        disk.Write("EFI/Linux/no-release.efi", File.ReadAllBytes(Built.StubAlone));
        disk.Write("EFI/Linux/no-image.efi", "text");
        // The same as another architecture has it, which is no fault and no entry.
        byte[] foreign = image.Build(File.ReadAllBytes(Built.StubAlone));
        int pe = BitConverter.ToInt32(foreign, 0x3c);
        (foreign[pe + 4], foreign[pe + 5]) = (0x64, 0x86);
        disk.Write("EFI/Linux/zzz.efi", foreign);
        HandedOver handed = await HandedOver.BootAsync(
            new QemuRunOptions
            {
                Name = "entries-unified",
                MemoryMegabytes = 256,
                ExtraArguments = disk.FlagsOfEdk2,
            },
            // The options that the image has itself are what is edited.
            new Typed("booting 1 in 30 s", "e more\r")
        );
        handed.Run.RequireInOrder(
            "keelson-stub: warning: /EFI/Linux/no-image.efi left out: EFI_LOAD_ERROR",
            "keelson-stub: boot entry Demo: Debian \\\"13\\\"",
            "keelson-stub: boot entry Demo+2-1.EFI is now Demo+1-2.EFI"
        );
        Assert.Equal(ParkedKernel.Make("unified"), handed.Kernel);
        Assert.Equal("root=unified more", handed.CommandLine);
        Assert.NotNull(disk.Read("EFI/Linux/Demo+1-2.EFI"));
    }

    /// <summary>
    /// Chosen by what the profile is called; the loader says <c>@1</c>, and the stub takes its sections.
    /// </summary>
    [Fact]
    public async Task A_profile_of_a_unified_image_boots_with_its_own_command_line()
    {
        using FatDisk disk = new(Built.Boot);
        UnifiedImage image = new()
        {
            Kernel = ParkedKernel.Make("unified"),
            // On no volume: the image boots all the same, as with the kernel's own stub.
            CommandLine = "root=first initrd=/missing",
            OsRelease = "ID=debian\nNAME=Debian\n"u8.ToArray(),
            // As many as the stub has headers for.
            Profiles =
            [
                .. Enumerable.Range(0, 110).Select(number => ($"ID=p{number}\n", $"root={number}")),
                ("ID=factory\nTITLE=Factory reset\n", "root=second initrd=/missing"),
            ],
            Layout = UnifiedImageLayout.Plain,
        };
        disk.Write("EFI/Linux/demo.efi", image.Build(File.ReadAllBytes(Built.StubAlone)));
        disk.Write("loader/loader.conf", "default demo.efi@factory\n");
        HandedOver handed = await HandedOver.BootAsync(
            new QemuRunOptions
            {
                Name = "entries-profile",
                MemoryMegabytes = 256,
                ExtraArguments = disk.FlagsOfEdk2,
            }
        );
        handed.Run.RequireInOrder(
            "keelson-stub: boot entry demo: Debian (Factory reset)",
            "keelson-stub: warning: initrd /missing, which .cmdline names: EFI_NOT_FOUND: booting without"
        );
        Assert.Equal("root=second initrd=/missing", handed.CommandLine);
        // No file, but what systemd-stub puts into the initrd of a profile.
        string archive = Encoding.ASCII.GetString(handed.Initrd);
        Assert.Contains(".extra/profile\0", archive);
        Assert.Contains("ID=factory\nTITLE=Factory reset\n", archive);
    }
}

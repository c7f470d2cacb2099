using System.Buffers.Binary;
using Keelson.Tools.Images;
using Keelson.Tools.Qemu;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>Boot entries on a volume: which is booted, with what, and what is said of those that cannot be.</summary>
public sealed class BootEntryTests : IDisposable
{
    private const int SeedBytes = 32;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-entries-");

    [Fact]
    public async Task The_default_boots_with_all_that_its_entry_names_and_a_broken_one_beside_it_is_named()
    {
        byte[] first = "070701-first"u8.ToArray();
        byte[] second = "070701-the second"u8.ToArray();
        using FatDisk disk = new(Built.Boot);
        disk.Write("loader/loader.conf", "# which\r\ndefault keel*-2\r\ntimeout 0\r\n");
        disk.Write("loader/entries/aaa.conf", "title First in order\nsort-key aaa\nlinux /kernels/wrong\n");
        disk.Write("loader/entries/keelson-1.conf", "title One\nlinux /kernels/wrong\n");
        disk.Write(
            "loader/entries/keelson-2.conf",
            """
            title      Two, the chosen one
            version    2
            linux      /kernels/right
            initrd     /initrds/first
            initrd     \initrds\second
            options    quiet root=/dev/vda
            options    console=ttyAMA0
            devicetree /trees/marked.dtb
            devicetree-overlay /trees/first.dtbo  \trees\second.dtbo
            devicetree-overlay /trees/third.dtbo
            architecture aa64

            """
        );
        disk.Write("loader/entries/broken.conf", "title Broken\n  linux \n");
        disk.Write(
            "loader/entries/keelson-x-2.conf",
            "title For another processor\nlinux /kernels/wrong\narchitecture x64\n"
        );
        disk.Write("kernels/right", ParkedKernel.Make("right"));
        disk.Write("kernels/wrong", ParkedKernel.Make("wrong"));
        disk.Write("initrds/first", first);
        disk.Write("initrds/second", second);
        // Longer than what is kept of it, as an installer may have left it.
        disk.Write("loader/random-seed", [.. Enumerable.Repeat((byte)0xaa, 512)]);
        disk.Write("trees/marked.dtb", ChangedTree.MakeMarked(_folder, "keelson,marked"));
        disk.Write("trees/first.dtbo", Overlay("", "made: made { keelson,first = <1>; };"));
        // By what the first one added, and its label.
        disk.Write("trees/second.dtbo", ChangedTree.MakeOverlay(_folder, "&made { keelson,second = <&made>; };"));
        disk.Write("trees/third.dtbo", Overlay("made", "keelson,first = <3>;"));

        byte[] table = [];
        HandedOver handed = await HandedOver.BootAsync(
            Options("entries-default", disk) with
            {
                Machine = "virt-aavmf-rng",
            },
            look: async (guest, handover) =>
            {
                Dictionary<EfiGuid, ulong> tables = await EfiTables.ReadAsync(guest, handover);
                table = await guest.ReadPhysicalMemoryAsync(
                    tables[WellKnownGuids.LinuxRandomSeed],
                    sizeof(uint) + 2 * SeedBytes
                );
            }
        );
        handed.Run.RequireInOrder(
            "keelson-stub: warning: /loader/entries/broken.conf:2:8: the key has no value: the line is ignored",
            "keelson-stub: warning: /loader/entries/broken.conf:3:1: no line with the key linux, efi or uki: left out",
            "keelson-stub: boot entry keelson-2: Two, the chosen one",
            "keelson-stub: device tree overlay /trees/first.dtbo merged",
            "keelson-stub: device tree overlay \\trees\\second.dtbo merged",
            "keelson-stub: device tree overlay /trees/third.dtbo merged",
            "keelson-stub: initrd at 0x",
            $": 0 bytes from .initrd, {first.Length + second.Length} from files, 0 from LoadFile2",
            "keelson-stub: device tree at 0x",
            ", from /trees/marked.dtb; Secure Boot "
        );
        Assert.DoesNotContain(
            handed.Run.Lines,
            line =>
                line.Text.Contains("arrows choose another", StringComparison.Ordinal)
                || line.Text.Contains("x-2", StringComparison.Ordinal)
        );
        Assert.Equal(ParkedKernel.Make("right"), handed.Kernel);
        Assert.Equal("quiet root=/dev/vda console=ttyAMA0", handed.CommandLine);
        Assert.Equal(InitrdFiles.Concatenate([first, second]), handed.Initrd);
        Assert.NotNull(handed.Property("/", "keelson,marked"));
        Assert.Equal(3u, BinaryPrimitives.ReadUInt32BigEndian(handed.Property("/made", "keelson,first")));
        Assert.Equal(handed.Property("/made", "phandle"), handed.Property("/made", "keelson,second"));

        // What the firmware has, and what was mixed of it and of the file; the file is for the next boot.
        Assert.Equal(2 * SeedBytes, BinaryPrimitives.ReadInt32LittleEndian(table));
        byte[] mixed = table[^SeedBytes..];
        byte[] file = disk.Read("loader/random-seed")!;
        Assert.Equal(512, file.Length);
        Assert.All([mixed, file[..SeedBytes]], seed => Assert.True(seed.Distinct().Count() > 8));
        Assert.NotEqual(mixed, file[..SeedBytes]);
        Assert.All(file[SeedBytes..], value => Assert.Equal(0, value));
    }

    /// <summary>
    /// By an arrow as a terminal sends it, with a word more in the options; and by what a key does not do.
    /// </summary>
    [Theory]
    [InlineData("\u001b[Ae more\r", "two", "some more")]
    [InlineData("2x3\r", "three", "")]
    public async Task A_menu_offers_the_entries_in_their_order_and_takes_keys(
        string keys,
        string booted,
        string commandLine
    )
    {
        using FatDisk disk = new(Built.Boot);
        disk.Write("loader/loader.conf", "timeout 30\ndefault three\n");
        disk.Write("loader/entries/one.conf", "title The first\nversion 10\nsort-key kernel\nlinux /one\n");
        disk.Write(
            "loader/entries/two.conf",
            "title The second\nversion 9\nsort-key kernel\nlinux /two\noptions some\n"
        );
        disk.Write(
            "loader/entries/three.conf",
            "title Without a sort key\nlinux /three\ndevicetree-overlay /added.dtbo\n"
        );
        disk.Write("added.dtbo", Overlay("chosen", "keelson,added;"));
        disk.Write("loader/entries/given-up+0-3.conf", "title Tried in vain\nsort-key aaa\nlinux /one\n");
        foreach (string name in new[] { "one", "two", "three" })
        {
            disk.Write(name, ParkedKernel.Make(name));
        }

        HandedOver handed = await HandedOver.BootAsync(
            Options("entries-menu-" + booted, disk),
            new Typed("booting 3 in 30 s", keys)
        );
        handed.Run.RequireInOrder(
            "  1 The first 10",
            "  2 The second 9",
            "  3 Without a sort key",
            "  4 Tried in vain",
            "  5 Reboot Into Firmware Interface",
            "booting 3 in 30 s",
            "> 2 The second",
            $"keelson-stub: boot entry {booted}: "
        );
        Assert.Equal(ParkedKernel.Make(booted), handed.Kernel);
        Assert.Equal(commandLine, handed.CommandLine);
        // To the firmware's own tree.
        Assert.Equal(booted == "three", handed.Property("/chosen", "keelson,added") is not null);
    }

    /// <summary>An entry may be shared by machines, and on one of ACPI there is nothing to apply it to.</summary>
    [Fact]
    public async Task An_overlay_where_there_is_no_device_tree_is_ignored()
    {
        using FatDisk disk = new(Built.Boot);
        disk.Write("loader/entries/one.conf", "linux /kernel\ndevicetree-overlay /missing.dtbo\n");
        disk.Write("kernel", ParkedKernel.Make("without"));
        HandedOver handed = await HandedOver.BootAsync(
            Options("entries-overlay-acpi", disk) with
            {
                FirmwareTables = FirmwareTables.Acpi,
            }
        );
        handed.Run.RequireInOrder(
            "keelson-stub: warning: device tree overlay /missing.dtbo ignored: the firmware has no device tree"
        );
        Assert.Equal(ParkedKernel.Make("without"), handed.Kernel);
    }

    /// <summary>All the way: the report of the kernel-shim, which is no part of this image.</summary>
    [Fact]
    public async Task Timeout_boots_the_first_entry()
    {
        using FatDisk disk = new(Built.Boot);
        disk.Write("loader/loader.conf", "timeout 1\n");
        disk.Write("loader/entries/shim.conf", "title Self-test\nlinux /shim/Image\noptions keelson.report=none\n");
        disk.Write("shim/Image", File.ReadAllBytes(Built.KernelShimImage));
        QemuResult run = await Machine.RunAsync(Options("entries-shim", disk));
        run.RequirePassingReport();
        run.RequireInOrder(
            "  1 Self-test",
            "booting 1 in 1 s",
            "keelson-stub: boot entry shim: Self-test",
            "keelson: report passed"
        );
    }

    [Fact]
    public async Task Without_an_entry_that_can_be_booted_it_returns_NOT_FOUND_and_gives_all_back()
    {
        using FatDisk disk = new(Built.Launcher);
        disk.Write("boot.efi", File.ReadAllBytes(Built.Boot));
        disk.Write("launcher.txt", "/boot.efi\n");
        disk.Write("loader/loader.conf", "timeout soon\nauto-entries no\n");
        disk.Write("loader/entries/empty.conf", []);
        disk.Write("loader/entries/twice.conf", "linux /one\nlinux /two\n");
        disk.Write("loader/entries/other.conf", "title Another program\nefi /EFI/other.efi\nlinux /one\n");
        disk.Write("loader/entries/bytes.conf", "title \u0001\nlinux /one\n");
        disk.Write("loader/entries/long.conf", $"linux /boot.efi\noptions {new string('x', 4097)}\n");
        disk.Write("loader/entries/many.conf", $"linux /one\n{string.Concat(Enumerable.Repeat("title\n", 20))}");
        QemuResult run = await Machine.RunAsync(Options("entries-broken", disk));
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "keelson-stub: error: this image carries no kernel: it has no .linux section, the options name none "
                    + "(kernel=PATH), its volume has no /loader/entries/*.conf, no /EFI/Linux/*.efi to boot",
                "keelson-stub: returning EFI_NOT_FOUND to the firmware",
                "launcher: child returned EFI_NOT_FOUND",
                "launcher: leaked 0 pages",
                "launcher: done"
            );
        string[] warnings =
        [
            "/loader/loader.conf:1:9: timeout is a number of seconds, menu-hidden, menu-disabled or menu-force: the "
                + "line is ignored",
            "/loader/entries/empty.conf:1:1: no line with the key linux, efi or uki: left out",
            "/loader/entries/twice.conf:2:1: the key stands there again: those before are ignored",
            "/loader/entries/twice.conf:2:7: /two: EFI_NOT_FOUND: left out",
            "/loader/entries/other.conf:3:1: the key stands there again: those before are ignored",
            "/loader/entries/other.conf:3:7: /one: EFI_NOT_FOUND: left out",
            "/loader/entries/bytes.conf:1:7: a control character: not text: the line is ignored",
            "/loader/entries/bytes.conf:2:7: /one: EFI_NOT_FOUND: left out",
            "/loader/entries/long.conf:2:1: the options are longer than 4096 bytes: left out",
            "/loader/entries/many.conf:8:6: the key has no value: the line is ignored",
            "/loader/entries/many.conf:9:6: the key has no value: this and all further bad lines are ignored",
            "/loader/entries/many.conf:1:7: /one: EFI_NOT_FOUND: left out",
        ];
        Assert.All(
            warnings,
            warning => Assert.Contains(run.Lines, line => line.Text == $"keelson-stub: warning: {warning}")
        );
        Assert.DoesNotContain(run.Lines, line => line.Text.Contains("many.conf:10:", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private byte[] Overlay(string path, string contents) =>
        ChangedTree.MakeOverlay(
            _folder,
            $"/ {{ fragment@0 {{ target-path = \"/{path}\"; __overlay__ {{ {contents} }}; }}; }};"
        );

    private static QemuRunOptions Options(string name, FatDisk disk) =>
        new()
        {
            Name = name,
            MemoryMegabytes = 256,
            ExtraArguments = disk.FlagsOfEdk2,
        };
}

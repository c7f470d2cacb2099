using System.Buffers.Binary;
using System.Globalization;
using Keelson.Tools.Disks;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// What boot.efi tells the system and what the system asks of it, in the variables of systemd's Boot Loader Interface:
/// read and written by a program that a boot entry starts.
/// </summary>
public sealed class LoaderInterfaceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-interface-");

    [Fact]
    public async Task An_entry_is_counted_and_what_was_booted_is_told()
    {
        using FatDisk disk = new(Built.Boot);
        disk.Write("EFI/my programs/variables.efi", File.ReadAllBytes(Built.Variables));
        disk.Write("shellaa64.efi", File.ReadAllBytes(Built.Variables));
        disk.Write("EFI/Microsoft/Boot/bootmgfw.efi", File.ReadAllBytes(Built.Hello));
        disk.Write("EFI/systemd/drivers/ClockAA64.EFI", File.ReadAllBytes(Built.WakeupClock));
        disk.Write("EFI/systemd/drivers/clockx64.efi", File.ReadAllBytes(Built.Hello));
        disk.Write("EFI/systemd/drivers/no-driver-aa64.efi", File.ReadAllBytes(Built.Hello));
        disk.Write("EFI/systemd/drivers/not-even-aa64.efi", "MZ");
        disk.Write("loader/loader.conf", "console-mode\ndefault [b-d]HECK*\ntimeout 1\nauto-reboot yes\n");
        disk.Write(
            "loader/entries/Check+3.conf",
            "\ufefftitle\t\"A check\"\r\nuki \"//EFI\\my programs//variables.efi\"\r\n"
                + "options a \"b c\"\r\noptions d\r\n"
        );
        disk.Write("loader/entries/other.conf", "sort-key a\nlinux /EFI/my programs/variables.efi\n");
        disk.Write("loader/entries/tired+0-3.conf", "sort-key 0\nlinux /EFI/my programs/variables.efi\n");

        QemuResult run = await Machine.RunAsync(Options("loader-counted", disk));
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "WakeupClock: installed",
                "keelson-stub: driver ClockAA64.EFI: EFI_SUCCESS",
                @"keelson-stub: error: no-driver-aa64: LoadImage of \EFI\systemd\drivers\no-driver-aa64.efi gave "
                    + "EFI_UNSUPPORTED",
                "keelson-stub: error: not-even-aa64: LoadImage of ",
                "keelson-stub: warning: /loader/loader.conf:1:13: the key has no value: the line is ignored",
                "keelson-stub: boot entry Check: A check",
                "keelson-stub: boot entry Check+3.conf is now Check+2-1.conf",
                "variables: started as \\EFI\\my programs\\variables.efi",
                "variables: LoaderInfo (6) keelson-boot",
                "variables: LoaderFirmwareInfo (6) ",
                "variables: LoaderFirmwareType (6) UEFI 2.70",
                "variables: LoaderImageIdentifier (6) \\EFI\\BOOT\\BOOTAA64.EFI",
                "variables: LoaderEntries (6) other.conf",
                "variables: LoaderEntries (6) Check.conf",
                "variables: LoaderEntries (6) tired.conf",
                "variables: LoaderEntries (6) auto-windows",
                "variables: LoaderEntries (6) auto-efi-shell",
                "variables: LoaderEntries (6) auto-reboot-to-firmware-setup",
                "variables: LoaderEntries (6) auto-reboot",
                "variables: LoaderEntrySelected (6) Check.conf",
                "variables: LoaderEntryLastBooted EFI_NOT_FOUND",
                "variables: LoaderBootCountPath (6) \\loader\\entries\\Check+2-1.conf",
                "variables: LoaderFeatures 0x177ff",
                "bytes: a \"b c\" d",
                "variables: done"
            );
        Assert.DoesNotContain(run.Lines, line => line.Text.Contains("Hello from C#", StringComparison.Ordinal));
        ulong[] times =
        [
            .. new[] { "LoaderTimeInitUSec", "LoaderTimeMenuUSec", "LoaderTimeExecUSec" }.Select(name =>
                Number(run, $"variables: {name} (6) ")
            ),
        ];
        Assert.True(times[0] > 0 && times[0] < times[1] && times[1] < times[2], string.Join(' ', times));
        Assert.Null(disk.Read("loader/entries/Check+3.conf"));
        Assert.NotNull(disk.Read("loader/entries/Check+2-1.conf"));
        Assert.NotNull(disk.Read("loader/entries/tired+0-3.conf"));
    }

    /// <summary>Each start says which entry the next one is to boot.</summary>
    [Fact]
    public async Task The_system_chooses_the_next_entry_once_for_good_or_by_what_was_booted_last()
    {
        using FatDisk disk = new(Built.Boot);
        disk.Write("variables.efi", File.ReadAllBytes(Built.Variables));
        disk.Write("loader/loader.conf", "default one.conf\n");
        (string Name, string Options)[] entries =
        [
            ("one", "set:LoaderEntryOneShot=TWO.conf reset"),
            // Longer than any file's name, as one with a profile may be.
            // And what was booted last is no text: nothing keeps it.
            ("two", $"set:LoaderEntryDefault=thr[a-e]e{new string('*', 400)} raw:LoaderEntryLastBooted=3001 reset"),
            (
                "three",
                "set:LoaderEntryDefault=@saved set:LoaderEntryLastBooted=four.conf "
                    + "set:LoaderConfigTimeoutOneShot=30 reset"
            ),
            // No text, and one that no entry can mean: once is once.
            ("four", "raw:LoaderEntryOneShot=3001 raw:LoaderConfigTimeoutOneShot=4000"),
        ];
        foreach ((string name, string options) in entries)
        {
            disk.Write($"loader/entries/{name}.conf", $"efi /variables.efi\noptions {options}\n");
        }

        await RequireAsync(
            QemuExit.GuestReset,
            "keelson-stub: boot entry one: one",
            "variables: LoaderEntryOneShot EFI_NOT_FOUND",
            "variables: LoaderEntryOneShot set to TWO.conf: EFI_SUCCESS"
        );
        await RequireAsync(
            QemuExit.GuestReset,
            "keelson-stub: boot entry two: two",
            // Once.
            "variables: LoaderEntryOneShot EFI_NOT_FOUND",
            "variables: LoaderEntryDefault set to thr[a-e]e*"
        );
        await RequireAsync(
            QemuExit.GuestReset,
            "keelson-stub: boot entry three: three",
            "variables: LoaderEntryLastBooted EFI_NOT_FOUND",
            "variables: LoaderEntryDefault set to @saved: EFI_SUCCESS"
        );
        await RequireAsync(
            QemuExit.GuestShutdown,
            " in 30 s, or at once with Enter",
            "keelson-stub: timeout 31",
            "keelson-stub: boot entry four: four",
            "variables: LoaderEntrySelected (6) four.conf",
            "variables: LoaderEntryLastBooted (7) four.conf",
            "variables: LoaderEntryDefault (7) @saved",
            "variables: LoaderConfigTimeout (7) 31",
            "variables: LoaderConfigTimeoutOneShot EFI_NOT_FOUND",
            // Whichever of the firmware's modes comes next and can be set.
            "variables: LoaderConfigConsoleMode (7) ",
            "variables: done"
        );
        await RequireAsync(
            QemuExit.GuestShutdown,
            " in 31 s, or at once with Enter",
            // What was booted last is the default by LoaderEntryDefault, and the key takes that back first.
            "keelson-stub: the default is that of loader.conf again",
            "keelson-stub: this is the default from now on",
            "keelson-stub: boot entry four: four",
            "variables: LoaderEntryLastBooted EFI_NOT_FOUND",
            "variables: LoaderEntryDefault (7) four.conf",
            "variables: LoaderEntryOneShot EFI_NOT_FOUND",
            "variables: LoaderConfigTimeoutOneShot EFI_NOT_FOUND",
            "variables: LoaderConfigConsoleMode EFI_NOT_FOUND",
            "variables: done"
        );

        async Task RequireAsync(QemuExit exit, params string[] lines)
        {
            string? meeting = lines.FirstOrDefault(line =>
                line.EndsWith(" s, or at once with Enter", StringComparison.Ordinal)
            );
            string keys = lines.Contains("keelson-stub: timeout 31") ? "tr\r" : "ddR\r";
            QemuResult run = await Machine.RunAsync(
                Options("loader-next", disk) with
                {
                    VariableStore = Path.Combine(_folder.FullName, "vars.fd"),
                    MeetingLine = meeting ?? "",
                    OnMeeting = meeting is null ? null : guest => guest.TypeAsync(keys),
                }
            );
            run.RequireExit(exit).RequireInOrder(lines);
        }
    }

    /// <summary>As systemd-boot's, which waits ten seconds then; here a key goes on.</summary>
    [Fact]
    public async Task Without_entries_what_the_loader_found_itself_is_offered()
    {
        using FatDisk disk = new(Built.Boot);
        disk.Write("shellaa64.efi", File.ReadAllBytes(Built.Variables));
        disk.Write("loader/loader.conf", "timeout 0\n");
        QemuRunOptions options = Options("loader-alone", disk) with
        {
            MeetingLine = "booting 1 in 10 s, or at once with Enter",
            OnMeeting = guest => guest.TypeAsync("\r"),
        };
        (await Machine.RunAsync(options))
            .RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "keelson-stub:   1 EFI Shell",
                "keelson-stub:   2 Reboot Into Firmware Interface",
                "keelson-stub: boot entry auto-efi-shell: EFI Shell",
                "variables: LoaderEntries (6) auto-efi-shell",
                "variables: LoaderEntrySelected (6) auto-efi-shell",
                "variables: done"
            );
    }

    /// <summary>As systemd-boot's: what comes back without an error, a shell for one, gives the choice back.</summary>
    [Fact]
    public async Task A_program_that_returns_success_is_followed_by_the_menu()
    {
        using FatDisk disk = new(Built.Boot);
        disk.Write("hello.efi", File.ReadAllBytes(Built.Hello));
        disk.Write("variables.efi", File.ReadAllBytes(Built.Variables));
        disk.Write("loader/loader.conf", "default hello.conf\n");
        disk.Write("loader/entries/hello.conf", "title Hello\nefi /hello.efi\n");
        disk.Write("loader/entries/broken+3.conf", "sort-key a\nefi /cut\n");
        disk.Write("cut", "MZ");
        disk.Write("loader/entries/treeless+2.conf", "sort-key aa\nefi /hello.efi\ndevicetree /missing\n");
        disk.Write("loader/entries/check+3.conf", "sort-key b\nefi /variables.efi\noptions again\n");

        QemuResult run = await Machine.RunAsync(
            Options("loader-again", disk) with
            {
                MeetingLine = "booting 4 in 300 s, or at once with Enter",
                OnMeeting = guest => guest.TypeAsync("kkk\r"),
            }
        );
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "keelson-stub: boot entry hello: Hello",
                "Hello from C#",
                "keelson-stub: the entry's program returned EFI_SUCCESS",
                "keelson-stub: booting 4 in 300 s",
                // What does not boot makes way for the others, as if it were the first.
                "keelson-stub: boot entry broken: broken",
                "keelson-stub: boot entry broken+3.conf is now broken+2-1.conf",
                "keelson-stub: warning: boot entry broken does not boot: ",
                "keelson-stub: error: device tree /missing on the volume of this image: EFI_NOT_FOUND",
                "keelson-stub: boot entry treeless+2.conf is now treeless+1-1.conf",
                "keelson-stub: boot entry check: check",
                "keelson-stub: boot entry check+3.conf is now check+2-1.conf",
                "variables: LoaderTimeMenuUSec (6) ",
                "variables: LoaderEntrySelected (6) check.conf",
                "bytes: again",
                "variables: done"
            );
    }

    /// <summary>
    /// Keys of systemd-boot's menu that show something, find an entry, or leave; and options of SMBIOS.
    /// </summary>
    [Fact]
    public async Task The_menu_shows_finds_and_leaves()
    {
        using FatDisk disk = new(Built.Boot);
        disk.Write("variables.efi", File.ReadAllBytes(Built.Variables));
        disk.Write("loader/loader.conf", "timeout 30\ndefault program*\n");
        disk.Write("loader/entries/kernel.conf", "linux /vmlinuz\noptions quiet\n");
        disk.Write("loader/entries/program.conf", "efi /variables.efi\noptions debug\n");
        disk.Write("vmlinuz", ParkedKernel.Make("by-key"));
        QemuRunOptions options = Options("loader-keys", disk) with
        {
            MeetingLine = " in 30 s, or at once with Enter",
            OnMeeting = guest => guest.TypeAsync("vpL\fxlQ"),
        };
        (
            await Machine.RunAsync(
                options with
                {
                    StopWhen = line => line.Contains("returning", StringComparison.Ordinal),
                }
            )
        ).RequireInOrder(
            "keelson-stub: LoaderInfo: keelson-boot",
            "keelson-stub: LoaderFirmwareType: UEFI 2.70",
            "keelson-stub: LoaderFirmwareInfo: ",
            "keelson-stub: LoaderInfo: keelson-boot",
            @"keelson-stub: LoaderImageIdentifier: \EFI\BOOT\BOOTAA64.EFI",
            "keelson-stub: Secure Boot ",
            "keelson-stub: loader.conf: timeout 30",
            "keelson-stub: loader.conf: default program*",
            "keelson-stub: program.conf: efi /variables.efi",
            "keelson-stub: program.conf: options debug",
            "keelson-stub:   1 program",
            "keelson-stub:   1 program",
            "keelson-stub: > 2 kernel",
            "returning EFI_SUCCESS"
        );

        HandedOver handed = await HandedOver.BootAsync(
            options with
            {
                OnMeeting = null,
                ExtraArguments =
                [
                    .. disk.FlagsOfEdk2,
                    "-smbios",
                    "type=11,value=io.systemd.stub.kernel-cmdline-extra=no,"
                        + "value=io.systemd.boot.kernel-cmdline-extra=a b",
                ],
            },
            new Typed(" in 30 s, or at once with Enter", "l\r")
        );
        Assert.Equal("quiet a b", handed.CommandLine);
    }

    /// <summary>
    /// Entries of a partition of another type on the boot loader's disk, with the files beside them (UAPI Group, Boot
    /// Loader Specification, "The boot partition"); and the partition that the boot loader itself is on.
    /// </summary>
    [Fact]
    public async Task Entries_of_an_extended_boot_loader_partition_are_offered()
    {
        using FatDisk system = new(Built.Boot);
        // The path of the boot loader itself, though not itself.
        using FatDisk extended = new(Built.Variables);
        system.Write("loader/loader.conf", "default kernel*\n");
        system.Write("vmlinuz", "MZ");
        extended.Write("loader/loader.conf", "default program*\n");
        extended.Write("loader/entries/kernel.conf", "linux /vmlinuz\ninitrd /missing\n");
        extended.Write("vmlinuz", ParkedKernel.Make("extended"));
        // A name of 214 characters, of which 200 take three bytes each.
        extended.Write(
            $"loader/entries/program{new string('Q', 200)}+3.conf",
            "efi /EFI/BOOT/BOOTAA64.EFI\ndevicetree /b.dtb\noptions dtb=/missing\n"
        );
        extended.WidenNames();
        extended.Write("b.dtb", EmptyTree(1004));
        string disk = Join(system, extended);
        QemuResult run = await Machine.RunAsync(
            Options("loader-extended", system) with
            {
                ExtraArguments = OnDisk(system, disk, system.FlagsOfEdk2),
            }
        );
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "keelson-stub: boot entry kernel: kernel",
                "keelson-stub: kernel of ",
                "keelson-stub: error: initrd /missing on the volume of this image: EFI_NOT_FOUND",
                "keelson-stub: boot entry program",
                @"variables: started as \EFI\BOOT\BOOTAA64.EFI",
                $"variables: LoaderDevicePartUUID (6) {GptDisk.UniqueGuidOf(disk, 0).ToString().ToUpperInvariant()}",
                "variables: LoaderEntries (6) program",
                "variables: LoaderBootCountPath (6) ",
                "variables: device tree of 1004 bytes",
                "variables: done"
            );
    }

    /// <summary>
    /// U-Boot tells nobody what a partition is for. It finds partitions by the second table where the first is damaged.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_extended_boot_loader_partition_is_found_in_the_table_itself(bool isFirstDamaged)
    {
        using FatDisk system = new(Built.Boot);
        using FatDisk extended = new(Built.Variables);
        extended.Write("loader/entries/one.conf", "linux /kernel\noptions root=extended\n");
        extended.Write("kernel", ParkedKernel.Make("extended"));
        string disk = Join(system, extended);
        if (isFirstDamaged)
        {
            using FileStream table = File.OpenWrite(disk);
            table.Position = PartitionTables.SectorBytes;
            table.Write(new byte[PartitionTables.SectorBytes]);
        }

        HandedOver handed = await HandedOver.BootAsync(
            new QemuRunOptions
            {
                Name = $"loader-extended-uboot-{isFirstDamaged}",
                Machine = "virt-uboot",
                ExtraArguments = OnDisk(system, disk, system.Flags),
            }
        );
        Assert.Equal("root=extended", handed.CommandLine);
        Assert.Equal(ParkedKernel.Make("extended"), handed.Kernel);
    }

    /// <summary>A disk with both, the second known by its type alone.</summary>
    private string Join(FatDisk system, FatDisk extended)
    {
        string disk = Path.Combine(_folder.FullName, "disk.img");
        GptDisk.Join(
            disk,
            [
                new GptPart(PartitionTables.SystemPartition, system.Image),
                new GptPart(new Guid("bc13c2ff-59e6-4262-a352-b275fd6f7172"), extended.Image),
            ]
        );
        return disk;
    }

    private static string[] OnDisk(FatDisk system, string disk, string[] flags) =>
        [.. flags.Select(flag => flag.Replace(system.Image, disk, StringComparison.Ordinal))];

    /// <summary>A root without anything (Devicetree Specification 0.4, 5), and zeroes up to a size.</summary>
    private static byte[] EmptyTree(int sizeBytes)
    {
        byte[] tree = new byte[sizeBytes];
        uint[] cells = [0xd00d_feed, (uint)sizeBytes, 56, 72, 40, 17, 16, 0, 0, 16, 0, 0, 0, 0, 1, 0, 2, 9];
        for (int i = 0; i < cells.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(tree.AsSpan(4 * i), cells[i]);
        }

        return tree;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static ulong Number(QemuResult run, string prefix) =>
        ulong.Parse(
            run.Lines.Single(line => line.Text.StartsWith(prefix, StringComparison.Ordinal)).Text[prefix.Length..],
            CultureInfo.InvariantCulture
        );

    private static QemuRunOptions Options(string name, FatDisk disk) =>
        new()
        {
            Name = name,
            MemoryMegabytes = 256,
            ExtraArguments = disk.FlagsOfEdk2,
        };
}

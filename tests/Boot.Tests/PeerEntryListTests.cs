using Keelson.Tools.Images;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// The same volume under systemd-boot 257 and under boot.efi: both offer the same entries, in the same order, by the
/// same identifiers.
/// </summary>
public sealed class PeerEntryListTests
{
    /// <summary>What there is to start is there as <c>/k/linux</c>; a line for each file.</summary>
    private static readonly (string Name, string Text)[] s_entries =
    [
        // What is written how.
        ("a-bom.conf", "\ufefftitle x\nefi /k/linux\n"),
        ("a-relative.conf", "efi k/linux\n"),
        ("a-dots.conf", "efi /k/../k/linux\n"),
        ("a-mixed.conf", "efi \\k//linux\n"),
        ("a-case.conf", "efi /K/LINUX\n"),
        ("a-quoted.conf", "linux \"/k/linux\"\n"),
        ("a-dos.conf", "title x\r\nlinux /k/linux\r\n"),
        ("a-tabs.conf", "\tlinux\t\t/k/linux\t \n"),
        ("a-twice.conf", "efi /missing\nefi /k/linux\n"),
        ("a-twice-missing.conf", "efi /k/linux\nefi /missing\n"),
        ("a-kinds.conf", "linux /missing\nuki /missing\nefi /k/linux\n"),
        ("a-kinds-missing.conf", "efi /k/linux\nlinux /missing\n"),
        ("a-kinds-linux.conf", "efi /missing\nlinux /k/linux\n"),
        ("a-missing.conf", "linux /missing\n"),
        ("a-folder.conf", "linux /k/linux/\n"),
        ("a-upper.conf", "LINUX /k/linux\n"),
        ("a-equals.conf", "linux=/k/linux\n"),
        ("a-comment.conf", "linux /k/linux # no comment\n"),
        ("a-empty.conf", ""),
        ("a-initrd.conf", "linux /k/linux\ninitrd /missing\n"),
        ("a-architecture.conf", "architecture AA64\nlinux /k/linux\n"),
        ("a-other-architecture.conf", "linux /k/linux\narchitecture x64\n"),
        ("a-own-word.conf", "architecture aarch64\nlinux /k/linux\n"),
        // What is an entry by its name.
        ("AUTO-b.conf", "linux /k/linux\n"),
        (".b.conf", "linux /k/linux\n"),
        ("b.CONF", "linux /k/linux\n"),
        ("b.conf.bak", "linux /k/linux\n"),
        ("b b.conf", "linux /k/linux\n"),
        ("-b.conf", "linux /k/linux\n"),
        // Counters, and what is none.
        ("c1+3.conf", "linux /k/linux\n"),
        ("c2+0-3.conf", "linux /k/linux\n"),
        ("c3+2-1.conf", "sort-key a\nlinux /k/linux\n"),
        ("c4+0.conf", "sort-key a\nlinux /k/linux\n"),
        ("c5+2147483647.conf", "linux /k/linux\n"),
        ("c6+2147483648.conf", "linux /k/linux\n"),
        ("c7+x.conf", "linux /k/linux\n"),
        ("c8+3-.conf", "linux /k/linux\n"),
        ("c9+-1.conf", "linux /k/linux\n"),
        ("c10+1+2.conf", "linux /k/linux\n"),
        // Counted ones keep their case, and their place.
        ("CX+3.CONF", "linux /k/linux\n"),
        ("cX+2.conf", "linux /k/linux\n"),
        ("cx.conf", "linux /k/linux\n"),
        // The order.
        ("d-10.conf", "linux /k/linux\n"),
        ("d-9.conf", "linux /k/linux\n"),
        ("d-9.1.conf", "linux /k/linux\n"),
        ("d-9~rc1.conf", "linux /k/linux\n"),
        ("d-9^a.conf", "linux /k/linux\n"),
        ("d-9-1.conf", "linux /k/linux\n"),
        ("D-8.conf", "linux /k/linux\n"),
        ("d-.9.conf", "linux /k/linux\n"),
        ("d-^9.conf", "linux /k/linux\n"),
        ("d._9.conf", "linux /k/linux\n"),
        ("d.8.conf", "linux /k/linux\n"),
        ("d.a.conf", "linux /k/linux\n"),
        ("e1.conf", "sort-key debian\nversion 6.1\nlinux /k/linux\n"),
        ("e2.conf", "sort-key debian\nversion 6.12\nlinux /k/linux\n"),
        ("e3.conf", "sort-key debian\nversion 6.12~rc1\nlinux /k/linux\n"),
        ("e4.conf", "sort-key debian\nmachine-id 2\nversion 7\nlinux /k/linux\n"),
        ("e5.conf", "sort-key Debian\nversion 1_2\nlinux /k/linux\n"),
        ("e6.conf", "sort-key Debian\nversion 1+10\nlinux /k/linux\n"),
        ("e7.conf", "sort-key\nversion 99\nlinux /k/linux\n"),
        ("e8.conf", "sort-key \"arch\"\nlinux /k/linux\n"),
        ("e9.conf", "version 1\nlinux /k/linux\n"),
    ];

    [Fact]
    public async Task Systemd_boot_offers_the_same_entries_in_the_same_order()
    {
        string peer = Stock.Package("systemd-stub-257").Require("usr/lib/systemd/boot/efi/systemd-bootaa64.efi");
        string[] expected = await ListAsync("peer-entries", peer);
        string[] offered = await ListAsync("own-entries", Built.Boot);
        Assert.InRange(expected.Length, 40, s_entries.Length + 5);
        Assert.Equal(expected, offered);
    }

    /// <summary>A program is started by both, and says what they told it.</summary>
    private static async Task<string[]> ListAsync(string name, string loader)
    {
        const string Told = "variables: LoaderEntries (6) ";
        byte[] stub = File.ReadAllBytes(Built.StubAlone);
        UnifiedImage single = new()
        {
            Kernel = ParkedKernel.Make("unified"),
            OsRelease = "ID=debian\nPRETTY_NAME='Debian \"13\"'\nVERSION_ID=13\nVERSION=\"13 (trixie)\"\n"u8.ToArray(),
            Layout = UnifiedImageLayout.Plain,
        };
        UnifiedImage image = single with
        {
            Profiles = [("TITLE=Main\n", "root=first"), ("ID=Rescue\n", "root=second"), ("", "root=third")],
        };
        using FatDisk disk = new(loader);
        byte[] program = File.ReadAllBytes(Built.Variables);
        disk.Write("k/linux", program);
        disk.Write("loader/loader.conf", "timeout 0\ndefault z*\nauto-poweroff on\n");
        disk.WriteAll("loader/entries", [.. s_entries, ("z.conf", "efi /k/linux\n")]);
        // One behind the other, and as long: what is left out leaves its memory to the next one.
        disk.Write("loader/entries/y1.conf", "linux /missing\n");
        disk.Write("loader/entries/y2.conf", "linux /k/linux\n");
        disk.Write("EFI/Linux/Unified.efi", image.Build(stub));
        disk.Write("EFI/Linux/Counted+3.EFI", single.Build(stub));
        disk.Write("EFI/Linux/program.efi", program); // without .osrel

        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = name,
                MemoryMegabytes = 256,
                ExtraArguments = disk.FlagsOfEdk2,
            }
        );
        run.RequireExit(QemuExit.GuestShutdown);
        return
        [
            .. run
                .Lines.Select(line => line.Text)
                .Where(line => line.StartsWith(Told, StringComparison.Ordinal))
                .Select(line => line[Told.Length..]),
        ];
    }
}

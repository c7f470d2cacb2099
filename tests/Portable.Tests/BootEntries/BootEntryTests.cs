using System.Text;
using CsCheck;
using Keelson.BootEntries;
using Keelson.Text;
using Xunit;

namespace Keelson.Portable.Tests;

public class BootEntryTests
{
    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static EntryDiagnostic Parse(string text, out BootEntry entry, string fileName = "debian.conf") =>
        BootEntry.TryParse(Bytes(fileName), Bytes(text), out entry);

    private static string Options(BootEntry entry)
    {
        byte[] text = new byte[entry.TextLength];
        return Text(text.AsSpan(0, entry.WriteOptions(text)));
    }

    private static List<string> Initrds(BootEntry entry)
    {
        List<string> paths = [];
        InitrdPosition position = default;
        while (entry.TryGetInitrd(ref position, out ReadOnlySpan<byte> path))
        {
            paths.Add(Text(path));
        }

        return paths;
    }

    [Theory]
    [InlineData("linux /k", "")]
    [InlineData("linux /k\ndevicetree-overlay", "")]
    [InlineData("linux /k\ndevicetree-overlay /a.dtbo", "/a.dtbo")]
    [InlineData("devicetree-overlay /a  \t/b \nlinux /k\r\n\tdevicetree-overlay\t\\c\\d \r\n", "/a /b \\c\\d")]
    [InlineData("devicetree-overlay \"/a /b\"\nlinux /k\ndevicetree-overlay\ndevicetree-overlay '/c'", "/a /b /c")]
    public void Overlays_come_line_by_line_and_word_by_word(string text, string expected)
    {
        Parse(text, out BootEntry entry);
        List<string> paths = [];
        OverlayPosition position = default;
        while (entry.TryGetOverlay(ref position, out ReadOnlySpan<byte> path))
        {
            paths.Add(Text(path));
        }

        Assert.Equal(expected, string.Join(' ', paths));
    }

    /// <summary>Looked for from the beginning each time, these would take hours.</summary>
    [Fact]
    public void A_megabyte_of_initrds_is_gone_through_once()
    {
        const int Count = 100_000;
        Assert.True(
            Parse("linux /k\n" + string.Concat(Enumerable.Repeat("initrd /i\n", Count)), out BootEntry e).IsNone
        );
        InitrdPosition position = default;
        int count = 0;
        while (e.TryGetInitrd(ref position, out ReadOnlySpan<byte> path))
        {
            Assert.True(path.SequenceEqual("/i"u8));
            count++;
        }

        Assert.Equal(Count, count);
    }

    [Fact]
    public void Every_key_is_read()
    {
        const string Source = """
            # written by hand
            title        Debian GNU/Linux 13 (trixie)
            version      6.12.30-1
            machine-id   4098b3f648d74c13b1f04ccfba7798e8
            sort-key     debian
            options      root=UUID=6d3376e4 quiet
            linux        /debian/6.12.30/linux
            initrd       /debian/6.12.30/microcode
            devicetree   /debian/board.dtb
            architecture aa64
            initrd       /debian/6.12.30/initrd
            options      console=ttyAMA0
            grub_users   nobody
            """;
        Assert.True(Parse(Source, out BootEntry entry).IsNone);
        Assert.Equal("debian", Text(entry.Name.Id));
        Assert.Equal("Debian GNU/Linux 13 (trixie)", Text(entry.Title));
        Assert.Equal("Debian GNU/Linux 13 (trixie)", Text(entry.DisplayName));
        Assert.Equal("6.12.30-1", Text(entry.Version));
        Assert.Equal("4098b3f648d74c13b1f04ccfba7798e8", Text(entry.MachineId));
        Assert.Equal("debian", Text(entry.SortKey));
        Assert.Equal("/debian/6.12.30/linux", Text(entry.Program));
        Assert.Equal("/debian/board.dtb", Text(entry.DeviceTree));
        Assert.Equal(["/debian/6.12.30/microcode", "/debian/6.12.30/initrd"], Initrds(entry));
        Assert.Equal("root=UUID=6d3376e4 quiet console=ttyAMA0", Options(entry));
        Assert.True(!entry.IsForAnotherArchitecture);
    }

    [Fact]
    public void A_kernel_alone_is_an_entry()
    {
        Assert.True(Parse("linux /k", out BootEntry entry).IsNone);
        Assert.Equal("debian", Text(entry.DisplayName));
        Assert.Empty(Initrds(entry));
        Assert.Equal("", Options(entry));
        Assert.True(
            entry.DeviceTree.IsEmpty && entry.Version.IsEmpty && entry.SortKey.IsEmpty && entry.MachineId.IsEmpty
        );
        Assert.True(!entry.IsForAnotherArchitecture);
    }

    [Theory]
    [InlineData("efi /EFI/boot//bootaa64.efi", EntryError.Itself, 1, 5)]
    [InlineData("title Loop\nuki \\EFI\\BOOT\\BOOTAA64.EFI", EntryError.Itself, 2, 5)]
    [InlineData("linux EFI/BOOT/BOOTAA64.EFI", EntryError.Itself, 1, 7)]
    [InlineData("efi /EFI/BOOT/other.efi", EntryError.None, 0, 0)]
    [InlineData("title None", EntryError.NoKernel, 2, 1)]
    public void The_boot_loader_is_no_entry_of_its_own(string text, EntryError error, int line, int column)
    {
        Parse(text, out BootEntry entry);
        EntryDiagnostic verdict = entry.VerdictBeside(@"\EFI\BOOT\BOOTAA64.EFI"u8);
        Assert.Equal((error, line, column), (verdict.Error, verdict.Line, verdict.Column));
        Assert.Equal(entry.Verdict.Error, entry.VerdictBeside(default).Error);
    }

    /// <summary>
    /// "The comparison should be done case-insensitively"; the vocabulary is that of UEFI, which has AA64 for arm64.
    /// </summary>
    [Theory]
    [InlineData("aa64", true)]
    [InlineData("AA64", true)]
    [InlineData("Aa64", true)]
    [InlineData("x64", false)]
    [InlineData("ARM", false)]
    [InlineData("aa644", false)]
    [InlineData("aa6", false)]
    [InlineData("!a64", false)]
    public void An_entry_may_be_for_another_machine(string architecture, bool isOurs)
    {
        EntryDiagnostic fault = Parse($"linux /k\narchitecture {architecture}", out BootEntry entry);
        Assert.Equal(isOurs, fault.IsNone && !entry.IsForAnotherArchitecture);
    }

    private static List<(EntryError, int, int)> Faults(string text, out BootEntry entry)
    {
        List<(EntryError, int, int)> faults = [];
        byte[] bytes = Bytes(text);
        entry = new BootEntry(Bytes("debian.conf"), bytes);
        for (ConfigurationLines lines = new(bytes); lines.TryNext(); )
        {
            EntryDiagnostic fault = entry.Take(in lines);
            if (!fault.IsNone)
            {
                faults.Add((fault.Error, fault.Line, fault.Column));
            }
        }

        return faults;
    }

    [Theory]
    [InlineData("title")]
    [InlineData("version")]
    [InlineData("sort-key")]
    [InlineData("machine-id")]
    [InlineData("linux")]
    [InlineData("devicetree")]
    public void Last_of_a_repeated_key_wins(string key)
    {
        List<(EntryError, int, int)> faults = Faults($"linux /k\n  {key} one\n\n {key} two", out BootEntry entry);
        (EntryError, int, int)[] first = key == "linux" ? [(EntryError.Repeated, 2, 3)] : [];
        Assert.Equal([.. first, (EntryError.Repeated, 4, 2)], faults);
        Assert.True(entry.Verdict.IsNone);
        string value = key switch
        {
            "title" => Text(entry.Title),
            "version" => Text(entry.Version),
            "sort-key" => Text(entry.SortKey),
            "machine-id" => Text(entry.MachineId),
            "linux" => Text(entry.Program),
            _ => Text(entry.DeviceTree),
        };
        Assert.Equal("two", value);
    }

    /// <summary>A broken line costs the line: what stood there before stays.</summary>
    [Theory]
    [InlineData("version", EntryError.MissingValue, 8)]
    [InlineData("sort-key \t", EntryError.MissingValue, 9)]
    [InlineData("title", EntryError.MissingValue, 6)]
    [InlineData("title \"\"", EntryError.MissingValue, 1)]
    [InlineData("linux", EntryError.MissingValue, 6)]
    [InlineData("initrd", EntryError.MissingValue, 7)]
    [InlineData("title \u0001", EntryError.ControlCharacter, 7)]
    [InlineData("devicetree-overlay", EntryError.MissingValue, 19)]
    [InlineData("profile", EntryError.MissingValue, 8)]
    [InlineData("profile abc", EntryError.BadProfile, 1)]
    [InlineData("profile 1 init=/bin/sh", EntryError.BadProfile, 1)]
    [InlineData("profile 4294967296", EntryError.BadProfile, 1)]
    public void A_broken_line_costs_the_line(string line, EntryError error, int column)
    {
        string text = $"title T\nversion 1\nsort-key s\ninitrd /i\nlinux /k\n{line}\noptions quiet";
        Assert.Equal([(error, 6, column)], Faults(text, out BootEntry entry));
        Assert.True(entry.Verdict.IsNone);
        Assert.Equal(
            ("T", "1", "s", "/k", "quiet"),
            (Text(entry.Title), Text(entry.Version), Text(entry.SortKey), Text(entry.Program), Options(entry))
        );
        Assert.Equal(["/i"], Initrds(entry));
    }

    [Fact]
    public void Quotes_are_taken_off()
    {
        Assert.True(
            Parse(
                "\ufefftitle \"SRV 1\"\r\nlinux\t\"/EFI/my kernels/vmlinuz\"\r\ninitrd '/i 1'\r\n"
                    + "options \"a \"b\"\r\noptions c \"d e\"",
                out BootEntry entry
            ).IsNone
        );
        Assert.Equal("SRV 1", Text(entry.Title));
        Assert.Equal("/EFI/my kernels/vmlinuz", Text(entry.Program));
        Assert.Equal(["/i 1"], Initrds(entry));
        Assert.Equal("a \"b c \"d e\"", Options(entry));
    }

    [Theory]
    [InlineData("efi /shell.efi", BootEntryKind.Efi)]
    [InlineData("uki /EFI/Linux/a.efi", BootEntryKind.UnifiedImage)]
    [InlineData("linux /k", BootEntryKind.Linux)]
    public void An_entry_starts_one_thing(string line, BootEntryKind kind)
    {
        Assert.True(Parse(line, out BootEntry entry).IsNone);
        Assert.Equal((kind, line.Split(' ')[1]), (entry.Kind, Text(entry.Program)));
        // As to systemd-boot, the last one.
        Assert.True(Parse(" uki /b\n linux /c\n efi /d\n" + line, out entry).IsNone);
        Assert.Equal((kind, line.Split(' ')[1]), (entry.Kind, Text(entry.Program)));
        Assert.Equal(
            (4, 1 + line.IndexOf('/', StringComparison.Ordinal)),
            (entry.ProgramPlace.Line, entry.ProgramPlace.Column)
        );
        Assert.True(Parse(line + "\nuki\nlinux \"\"", out entry).IsNone);
        Assert.Equal((kind, line.Split(' ')[1]), (entry.Kind, Text(entry.Program)));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("title x\n", 2)]
    [InlineData("title x\nLinux /k", 3)]
    [InlineData("linux", 2)]
    [InlineData("linux \"\"", 2)]
    public void Entry_without_a_kernel_is_refused(string text, int line)
    {
        EntryDiagnostic fault = Parse(text, out _);
        Assert.Equal((EntryError.NoKernel, line, 1), (fault.Error, fault.Line, fault.Column));
    }

    /// <summary>Where the entry has no line of its own, as Linux's stub finds them.</summary>
    [Theory]
    [InlineData("options initrd=\\i.img quiet", "\\i.img", "")]
    [InlineData("options quiet\toptions=x\ninitrd /own\noptions initrd=/i dtb=/b", "/own", "/b")]
    [InlineData("options a initrd=/1 -- initrd=/2\noptions initrd=\"/3 4\" dtb=\\b.dtb", "/1,/2,/3 4", "\\b.dtb")]
    [InlineData("devicetree /own.dtb\noptions dtb=/b", "", "/own.dtb")]
    public void Files_may_be_named_in_the_options(string text, string initrds, string deviceTree)
    {
        Assert.True(Parse("linux /k\n" + text, out BootEntry entry).IsNone);
        Assert.Equal(initrds, string.Join(',', Initrds(entry)));
        Assert.Equal(deviceTree, Text(entry.DeviceTreePath));
    }

    [Fact]
    public void Options_have_a_longest()
    {
        string half = new('x', OptionWords.MaximumLengthBytes / 2);
        Assert.True(Parse($"linux /k\noptions {half}\noptions {half[1..]}", out _).IsNone);
        EntryDiagnostic fault = Parse($"linux /k\noptions {half}\noptions {half}", out _);
        Assert.Equal((EntryError.TooLong, 3), (fault.Error, fault.Line));
    }

    /// <summary>What a command line can be at its longest: all of the file but its keys.</summary>
    [Fact]
    public void Any_number_of_options_and_ramdisks_comes_in_order() =>
        Gen.Select(Gen.OneOf("options", "initrd", "unknown"), Gen.OneOf("a", "b  c", "root=/dev/vda1\tquiet", "#"))
            .Array[0, 12]
            .Sample(lines =>
            {
                string text = "linux /k\n" + string.Concat(lines.Select(line => $"{line.Item1} {line.Item2}\n"));
                Assert.True(Parse(text, out BootEntry entry).IsNone);
                Assert.Equal(lines.Where(line => line.Item1 == "initrd").Select(line => line.Item2), Initrds(entry));
                Assert.Equal(
                    string.Join(' ', lines.Where(line => line.Item1 == "options").Select(line => line.Item2)),
                    Options(entry)
                );
            });
}

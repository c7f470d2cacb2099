using System.Text;
using CsCheck;
using Keelson.BootEntries;
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
        while (entry.TryGetInitrd(paths.Count, out ReadOnlySpan<byte> path))
        {
            paths.Add(Text(path));
        }

        return paths;
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
        Assert.Equal("/debian/6.12.30/linux", Text(entry.Linux));
        Assert.Equal("/debian/board.dtb", Text(entry.DeviceTree));
        Assert.Equal(["/debian/6.12.30/microcode", "/debian/6.12.30/initrd"], Initrds(entry));
        Assert.Equal("root=UUID=6d3376e4 quiet console=ttyAMA0", Options(entry));
        Assert.True(entry.IsForThisArchitecture);
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
        Assert.True(entry.IsForThisArchitecture);
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
    [InlineData("aa\u001664", false)]
    public void An_entry_may_be_for_another_machine(string architecture, bool isOurs)
    {
        EntryDiagnostic diagnostic = Parse($"linux /k\narchitecture {architecture}", out BootEntry entry);
        Assert.Equal(isOurs, diagnostic.IsNone && entry.IsForThisArchitecture);
    }

    [Theory]
    [InlineData("title")]
    [InlineData("version")]
    [InlineData("sort-key")]
    [InlineData("machine-id")]
    [InlineData("linux")]
    [InlineData("devicetree")]
    [InlineData("architecture")]
    public void A_key_that_means_one_thing_stands_there_once(string key)
    {
        EntryDiagnostic diagnostic = Parse($"linux /k\n  {key} one\n\n {key} two", out _);
        Assert.Equal(EntryError.Repeated, diagnostic.Error);
        Assert.Equal(key == "linux" ? (2, 3) : (4, 2), (diagnostic.Line, diagnostic.Column));
    }

    [Theory]
    [InlineData("efi /shell.efi")]
    [InlineData("uki /EFI/Linux/a.efi")]
    [InlineData("devicetree-overlay /a.dtbo /b.dtbo")]
    public void What_this_loader_does_not_do_is_not_passed_over(string line)
    {
        EntryDiagnostic diagnostic = Parse($"linux /k\n {line}", out _);
        Assert.Equal((EntryError.Unsupported, 2, 2), (diagnostic.Error, diagnostic.Line, diagnostic.Column));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("title x\n", 2)]
    [InlineData("title x\nLinux /k", 3)]
    public void Without_a_kernel_there_is_no_entry(string text, int line)
    {
        EntryDiagnostic diagnostic = Parse(text, out _);
        Assert.Equal((EntryError.NoKernel, line, 1), (diagnostic.Error, diagnostic.Line, diagnostic.Column));
    }

    [Fact]
    public void A_fault_in_a_line_goes_before_what_the_lines_say()
    {
        EntryDiagnostic diagnostic = Parse("title", out _);
        Assert.Equal((EntryError.MissingValue, 1, 6), (diagnostic.Error, diagnostic.Line, diagnostic.Column));
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

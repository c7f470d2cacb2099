using System.Text;
using CsCheck;
using Keelson.BootEntries;
using Keelson.Text;
using Xunit;

namespace Keelson.Portable.Tests;

public class LoadOptionTextTests
{
    private const string Path = @"\EFI\my dir\Stub Two.efi";

    private static (LoadOptionKind Kind, string Text) Read(byte[] options, string path = @"\EFI\BOOT\BOOTAA64.EFI")
    {
        byte[] buffer = new byte[LoadOptionText.MaximumLength(options)];
        LoadOptionKind kind = LoadOptionText.Read(
            options,
            Encoding.UTF8.GetBytes(path),
            buffer,
            out ReadOnlySpan<byte> text
        );
        return (kind, Encoding.UTF8.GetString(text));
    }

    [Theory]
    [InlineData("quiet root=/dev/vda", "quiet root=/dev/vda")]
    [InlineData("  quiet\tx \r\n", "quiet x")]
    // As systemd-stub has them; without its options a kernel finds no root.
    [InlineData("root=/dev/x \u001bq\u007f\u0001y \u0001", "root=/dev/x  q  y")]
    [InlineData("a=\"b\tc\"", "a=\"b c\"")]
    [InlineData("quiet\0\0\0junk\u0001", "quiet")]
    [InlineData("root=LABEL=\u00e4\u5f15 \u0065fi=debug", "root=LABEL=\u00e4\u5f15 efi=debug")]
    // Only what comes first tells text from data.
    [InlineData("root=x \u201cquiet\u201d -- \u4f60", "root=x \u201cquiet\u201d -- \u4f60")]
    // The program's name in front, as a shell has it.
    [InlineData(@"\EFI\BOOT\BOOTAA64.EFI quiet", "quiet")]
    [InlineData(@"FS0:\EFI\BOOT\bootaa64.efi quiet", "quiet")]
    [InlineData("BOOTAA64 quiet", "quiet")]
    [InlineData("\"BootAA64.efi\" quiet", "quiet")]
    [InlineData("other.efi quiet", "quiet")]
    // Only in front, and only a name.
    [InlineData("quiet BOOTAA64", "quiet BOOTAA64")]
    [InlineData("init=/x/BOOTAA64", "init=/x/BOOTAA64")]
    [InlineData("initrd=/x.efi", "initrd=/x.efi")]
    [InlineData("BOOTAA64x quiet", "BOOTAA64x quiet")]
    public void Load_options_that_are_a_command_line(string options, string expected) =>
        Assert.Equal((LoadOptionKind.CommandLine, expected), Read(Encoding.Unicode.GetBytes(options)));

    [Theory]
    [InlineData("")]
    [InlineData("\0")]
    [InlineData("BOOTAA64")]
    [InlineData("bootaa64.EFI")]
    [InlineData("  BOOTAA64.EFI \0")]
    [InlineData(@"\EFI\BOOT\BOOTAA64")]
    [InlineData("/EFI/BOOT/BOOTAA64.EFI")]
    [InlineData("\"FS1:\\EFI\\BOOT\\BOOTAA64.EFI\"")]
    [InlineData("\"BOOTAA64\"")]
    [InlineData("somewhere.efi")]
    public void The_name_of_the_image_says_nothing(string options) =>
        Assert.Equal((LoadOptionKind.None, ""), Read(Encoding.Unicode.GetBytes(options)));

    [Theory]
    [InlineData(@"\EFI\my dir\Stub Two.efi", LoadOptionKind.None)]
    [InlineData("fs0:/efi/MY DIR/stub two", LoadOptionKind.None)]
    [InlineData("\"EFI\\my dir\\Stub Two.efi\"", LoadOptionKind.None)]
    [InlineData("stub two", LoadOptionKind.None)]
    [InlineData("\"my dir\\Stub Two.efi\"", LoadOptionKind.None)]
    [InlineData("FS0:my dir/stub two", LoadOptionKind.None)]
    [InlineData("\"dir\\Stub Two.efi\"", LoadOptionKind.CommandLine)]
    [InlineData("\"other dir\\Stub Two.efi\"", LoadOptionKind.CommandLine)]
    [InlineData("\\EFI\\EFI\\my dir\\Stub Two.efi", LoadOptionKind.CommandLine)]
    [InlineData("Two", LoadOptionKind.CommandLine)]
    [InlineData("quiet Stub Two", LoadOptionKind.CommandLine)]
    [InlineData("\"Stub Two\" quiet", LoadOptionKind.CommandLine)]
    public void Image_name_with_blanks_is_removed(string options, LoadOptionKind kind) =>
        Assert.Equal(kind, Read(Encoding.Unicode.GetBytes(options), Path).Kind);

    /// <summary>An image out of memory has no path, and every word but a program is an option.</summary>
    [Fact]
    public void Without_an_image_path_no_word_is_removed()
    {
        Assert.Equal((LoadOptionKind.CommandLine, "quiet"), Read(Encoding.Unicode.GetBytes("quiet"), ""));
        Assert.Equal((LoadOptionKind.None, ""), Read(Encoding.Unicode.GetBytes("stub.efi"), ""));
    }

    [Theory]
    [InlineData("20")]
    [InlineData("2000200009000000")]
    [InlineData("ff")]
    [InlineData("0100000002000000")]
    [InlineData("71007500690065007400ff")]
    [InlineData("7100750001003430")]
    [InlineData("010071007500")]
    [InlineData("20007f007100")]
    [InlineData("7100d8dc6100")]
    [InlineData("7100ffff")]
    [InlineData("d8d87100")]
    // "quiet root=x" in ASCII, and a GUID.
    [InlineData("717569657420726f6f743d78")]
    [InlineData("61dfe48bca93d211aa0d00e098032b8c")]
    public void Load_options_that_are_not_text_are_ignored(string bytes) =>
        Assert.Equal((LoadOptionKind.NotText, ""), Read(Convert.FromHexString(bytes)));

    [Theory]
    [InlineData(OptionWords.MaximumLengthBytes, LoadOptionKind.CommandLine)]
    [InlineData(OptionWords.MaximumLengthBytes + 1, LoadOptionKind.TooLong)]
    public void Load_options_of_the_maximum_length_are_accepted(int length, LoadOptionKind kind) =>
        Assert.Equal(kind, Read(Encoding.Unicode.GetBytes(new string('x', length) + " \0")).Kind);

    /// <summary>
    /// Whatever a boot manager leaves there: an answer, and never more than the buffer that was asked for.
    /// </summary>
    [Fact]
    public void Any_bytes_have_an_answer() => Gen.Byte.Array[0, 40].Sample(bytes => _ = Read(bytes), iter: 20_000);

    [Theory]
    [InlineData("@1", 1, "")]
    [InlineData("@12 root=x  quiet", 12, "root=x  quiet")]
    [InlineData("@0 quiet", 0, "quiet")]
    [InlineData("@", 0, "@")]
    [InlineData("@1x quiet", 0, "@1x quiet")]
    [InlineData("quiet @1", 0, "quiet @1")]
    [InlineData("@9999999999", 0, "@9999999999")]
    [InlineData("@0000000000012 quiet", 12, "quiet")]
    [InlineData("@2147483647", 2147483647, "")]
    [InlineData("@2147483648 quiet", 2147483647, "quiet")] // to be refused, as by systemd-stub
    [InlineData("@4294967295", 2147483647, "")]
    [InlineData("@4294967296", 0, "@4294967296")]
    [InlineData("@99999999990x", 0, "@99999999990x")]
    [InlineData("@18446744073709551617", 0, "@18446744073709551617")]
    [InlineData("", 0, "")]
    public void A_profile_is_asked_for_in_front(string options, int profile, string rest)
    {
        ReadOnlySpan<byte> text = Encoding.UTF8.GetBytes(options);
        Assert.Equal(profile, LoadOptionText.TakeProfile(ref text));
        Assert.Equal(rest, Encoding.UTF8.GetString(text));
    }
}

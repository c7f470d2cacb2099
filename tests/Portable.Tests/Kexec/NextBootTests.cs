using System.Text;
using Keelson.Kexec;
using Xunit;

namespace Keelson.Portable.Tests;

public class NextBootTests
{
    [Theory]
    [InlineData("", "", "", "")]
    [InlineData("keelson.kexec=3", "", "", "")]
    [InlineData("keelson.next=linux", "linux", "", "")]
    [InlineData("a keelson.next=linux keelson.next.initrd=rd b", "linux", "rd", "")]
    [InlineData("keelson.next=linux -- console=ttyAMA0 quiet", "linux", "", "console=ttyAMA0 quiet")]
    [InlineData("keelson.next=linux --", "linux", "", "")]
    [InlineData("keelson.next=linux -- ", "linux", "", "")]
    // The first of them divides; what is behind is the next kernel's, whatever it looks like.
    [InlineData("keelson.next=a -- keelson.next=b -- c", "a", "", "keelson.next=b -- c")]
    [InlineData("-- keelson.next=b", "", "", "keelson.next=b")]
    [InlineData("--quiet keelson.next=a x--", "a", "", "")]
    [InlineData("keelson.next=a\t--\nquiet", "a", "", "quiet")]
    [InlineData("keelson.next=\"a b\" \"x -- y\" -- c", "a b", "", "c")]
    [InlineData("keelson.next=", "", "", "")]
    public void Options_before_the_dashes_and_a_command_line_behind(
        string text,
        string image,
        string initrd,
        string commandLine
    )
    {
        NextBoot next = NextBoot.Parse(Encoding.UTF8.GetBytes(text));
        Assert.Equal(image, Encoding.UTF8.GetString(next.Image));
        Assert.Equal(initrd, Encoding.UTF8.GetString(next.Initrd));
        Assert.Equal(commandLine, Encoding.UTF8.GetString(next.CommandLine));
        Assert.Equal(image.Length != 0, next.IsAsked);
    }

    [Fact]
    public void An_option_behind_the_dashes_is_not_ours()
    {
        ReadOnlySpan<byte> own = NextBoot.OwnPart("keelson.kexec=2 -- keelson.kexec=5"u8, out ReadOnlySpan<byte> next);
        Assert.Equal("keelson.kexec=2 ", Encoding.UTF8.GetString(own));
        Assert.Equal("keelson.kexec=5", Encoding.UTF8.GetString(next));
    }
}

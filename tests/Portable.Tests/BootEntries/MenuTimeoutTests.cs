using System.Text;
using Keelson.BootEntries;
using Keelson.Text;
using Xunit;

namespace Keelson.Portable.Tests;

public class MenuTimeoutTests
{
    private static MenuTimeout Parse(string text)
    {
        Assert.True(MenuTimeout.TryParse(Encoding.UTF8.GetBytes(text), out MenuTimeout timeout));
        return timeout;
    }

    private static string Text(MenuTimeout timeout)
    {
        TextLine line = new(0, 1);
        timeout.AppendTo(ref line);
        return Encoding.UTF8.GetString(line.Text);
    }

    /// <summary>The values that bootctl writes are numbers, 4294967295 for a menu that stays.</summary>
    [Theory]
    [InlineData("0", "menu-hidden", 0, false, true)]
    [InlineData("menu-hidden", "menu-hidden", 0, false, true)]
    [InlineData("menu-disabled", "menu-disabled", 0, false, false)]
    [InlineData("menu-force", "menu-force", 300, true, true)]
    [InlineData("4294967295", "menu-force", 300, true, true)]
    [InlineData("7", "7", 7, true, true)]
    [InlineData("4000", "4000", 300, true, true)]
    [InlineData("4294967294", "4294967293", 300, true, true)]
    public void A_timeout_is_a_number_or_a_word(string text, string written, int wait, bool isShown, bool allowsKey)
    {
        MenuTimeout timeout = Parse(text);
        Assert.True(MenuTimeout.TryParseVariable(Encoding.UTF8.GetBytes(text), out MenuTimeout ofVariable));
        Assert.Equal((written, written), (Text(timeout), Text(ofVariable)));
        Assert.Equal((wait, isShown, allowsKey), (timeout.WaitSeconds, timeout.IsShown, timeout.AllowsKey));
    }

    /// <summary>Each as systemd-boot has it: its two readers differ.</summary>
    [Theory]
    [InlineData("4294967296")]
    [InlineData("18446744073709551615")]
    [InlineData("0018446744073709551615")]
    public void A_number_beyond_32_bits_is_none_in_a_file_and_for_ever_in_a_variable(string text)
    {
        Assert.False(MenuTimeout.TryParse(Encoding.UTF8.GetBytes(text), out _));
        Assert.True(MenuTimeout.TryParseVariable(Encoding.UTF8.GetBytes(text), out MenuTimeout timeout));
        Assert.Equal("menu-force", Text(timeout));
    }

    [Theory]
    [InlineData("18446744073709551616")]
    [InlineData("18446744073709551620")]
    [InlineData("99999999999999999999999")]
    public void A_number_beyond_64_bits_is_none(string text)
    {
        Assert.False(MenuTimeout.TryParse(Encoding.UTF8.GetBytes(text), out _));
        Assert.False(MenuTimeout.TryParseVariable(Encoding.UTF8.GetBytes(text), out _));
    }

    [Theory]
    [InlineData("0", "10")]
    [InlineData("menu-disabled", "menu-disabled")]
    [InlineData("menu-force", "menu-force")]
    [InlineData("3", "3")]
    public void Without_entries_nobody_is_hurried(string text, string without) =>
        Assert.Equal(without, Text(Parse(text).WithoutEntries));

    /// <summary>As systemd-boot's update_timeout_efivar goes from one to the next.</summary>
    [Theory]
    [InlineData("menu-force", "menu-hidden", "menu-force")]
    [InlineData("menu-hidden", "1", "menu-force")]
    [InlineData("menu-disabled", "1", "menu-force")]
    [InlineData("1", "2", "menu-hidden")]
    [InlineData("300", "301", "299")]
    [InlineData("4294967293", "4294967293", "4294967292")]
    public void A_timeout_has_a_longer_and_a_shorter_one(string text, string longer, string shorter)
    {
        Assert.Equal(longer, Text(Parse(text).Longer));
        Assert.Equal(shorter, Text(Parse(text).Shorter));
    }
}

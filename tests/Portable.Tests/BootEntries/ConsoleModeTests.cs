using System.Text;
using Keelson.BootEntries;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>systemd-boot's choice among the modes of a console (src/boot/console.c, console_set_mode).</summary>
public class ConsoleModeTests
{
    private static ConsoleMode Parse(string text)
    {
        Assert.True(ConsoleMode.TryParse(Encoding.UTF8.GetBytes(text), out ConsoleMode mode), text);
        return mode;
    }

    [Theory]
    [InlineData("")]
    [InlineData("AUTO")]
    [InlineData("next")]
    [InlineData("-1")]
    [InlineData("1x")]
    [InlineData("2147483648")]
    public void What_is_no_mode_is_refused(string text) =>
        Assert.False(ConsoleMode.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    // Kept, unless what is set is none.
    [InlineData("keep", 1, 4, false, -1)]
    [InlineData("keep", -1, 4, false, 0)]
    [InlineData("keep", 4, 4, false, 0)]
    [InlineData("keep", 0, 0, false, -1)]
    [InlineData("0", 1, 4, false, 0)]
    [InlineData("3", 1, 4, false, 3)]
    [InlineData("1", 1, 4, false, -1)]
    // The firmware refuses it, and the next is tried.
    [InlineData("9", 1, 4, false, 9)]
    [InlineData("2147483647", 1, 4, false, int.MaxValue)]
    [InlineData("max", 1, 4, false, 3)]
    [InlineData("max", 3, 4, false, -1)]
    [InlineData("auto", 1, 4, true, -1)]
    [InlineData("auto", 1, 4, false, 2)]
    [InlineData("auto", 0, 2, false, 1)]
    [InlineData("auto", 0, 1, false, -1)]
    [InlineData("auto", -1, 1, false, 0)]
    public void The_first_mode_to_try(string text, int current, int count, bool isReadable, int expected) =>
        Assert.Equal(expected, Parse(text).First(current, count, isReadable));

    [Theory]
    [InlineData("max", 3, 2)]
    [InlineData("max", 0, 3)]
    [InlineData("max", 7, 3)]
    [InlineData("2", 2, 3)]
    [InlineData("3", 3, 0)]
    [InlineData("9", 9, 0)]
    [InlineData("keep", -1, 0)]
    public void The_mode_after_one_that_is_refused(string text, int mode, int expected) =>
        Assert.Equal(expected, Parse(text).After(mode, 4));

    [Theory]
    [InlineData(1920, 1080, 0, 0, true)]
    [InlineData(1921, 1080, 80, 25, true)]
    [InlineData(2560, 1600, 80, 25, false)]
    [InlineData(2560, 1600, 160, 53, true)]
    [InlineData(3840, 2160, 0, 0, false)]
    [InlineData(uint.MaxValue, uint.MaxValue, 80, 25, false)]
    public void Text_is_readable_on_a_screen(uint width, uint height, ulong columns, ulong rows, bool expected) =>
        Assert.Equal(expected, ConsoleMode.IsReadable(width, height, columns, rows));

    [Fact]
    public void A_number_is_what_it_was()
    {
        Assert.Equal(5, ConsoleMode.OfNumber(5).Number);
        Assert.Equal(0, ConsoleMode.OfNumber(-1).Number);
        Assert.Equal(int.MaxValue, Parse("2147483647").Number);
        Assert.False(ConsoleMode.OfNumber(0).IsKept);
        Assert.True(default(ConsoleMode).IsKept);
    }
}

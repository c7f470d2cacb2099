using Keelson.Tools.Linux;
using Xunit;

namespace Keelson.Tools.Tests;

public sealed class LogComparisonTests
{
    [Fact]
    public void Only_complaints_that_the_reference_lacks_are_told()
    {
        LogLine[] reference =
        [
            new(6, "efi: EFI v2.70"),
            new(4, "pci 0000:00:01.0: BAR 4 at 0x8000000"),
            new(4, "gone"),
        ];
        LogLine[] log =
        [
            new(6, "other"),
            new(4, "pci 0000:00:02.0: BAR 1 at 0xffff0000"),
            new(4, "pci: no BAR"),
            new(4, "hrtimer: interrupt took 125936704 ns"),
            new(6, "efi: [Firmware Bug]: bad"),
            new(7, "EFI runtime services will be disabled."),
            new(4, "pci: no BAR"),
        ];
        Assert.Equal(
            ["pci: no BAR", "efi: [Firmware Bug]: bad", "EFI runtime services will be disabled."],
            LogComparison.OnlyIn(log, reference)
        );
        Assert.Empty(LogComparison.OnlyIn(reference, reference));
    }

    [Theory]
    [InlineData("at 0x7c440000 of 12", "at # of #")]
    [InlineData("feed me", "feed me")]
    [InlineData("[mem 04000000-07ffffff]", "[mem #-#]")]
    public void Numbers_are_ignored(string text, string expected) =>
        Assert.Equal(expected, LogComparison.Normalize(text));
}

using Keelson.Tools.Reports;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>A stub that went back to the firmware says why in lines of its own.</summary>
public class StubReturnTests
{
    [Fact]
    public void The_error_before_it_is_the_reason()
    {
        Assert.Equal(
            "the stub returned EFI_LOAD_ERROR to the firmware: kernel: 12 bytes: too short",
            StubReturn.ReasonIn([
                "keelson-stub: started at EL1 on UEFI 2.7",
                "keelson-stub: error: earlier",
                "keelson-stub: error: kernel: 12 bytes: too short",
                "keelson-stub: returning EFI_LOAD_ERROR to the firmware",
                "keelson-stub: error: of the next start",
            ])
        );
        Assert.Equal(
            "the stub returned EFI_ABORTED to the firmware",
            StubReturn.ReasonIn(["keelson-stub: returning EFI_ABORTED to the firmware"])
        );
    }

    [Theory]
    [InlineData("keelson-stub: error: alone")]
    [InlineData("keelson-stub: returning to the firmware")]
    [InlineData("boot: keelson-stub: returning EFI_ABORTED to the firmware")]
    [InlineData("keelson-stub: returning EFI_ABORTED to the firmware, or not")]
    public void Other_lines_are_none(string line)
    {
        Assert.False(StubReturn.Is(line));
        Assert.Null(StubReturn.ReasonIn([line]));
    }
}

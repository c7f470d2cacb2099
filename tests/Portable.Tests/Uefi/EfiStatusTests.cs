using System.Text;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class EfiStatusTests
{
    /// <summary>UEFI 2.10, Appendix D, table D.3.</summary>
    [Theory]
    [InlineData(EfiStatus.LoadError, 1, "LOAD_ERROR")]
    [InlineData(EfiStatus.InvalidParameter, 2, "INVALID_PARAMETER")]
    [InlineData(EfiStatus.Unsupported, 3, "UNSUPPORTED")]
    [InlineData(EfiStatus.BadBufferSize, 4, "BAD_BUFFER_SIZE")]
    [InlineData(EfiStatus.BufferTooSmall, 5, "BUFFER_TOO_SMALL")]
    [InlineData(EfiStatus.NotReady, 6, "NOT_READY")]
    [InlineData(EfiStatus.DeviceError, 7, "DEVICE_ERROR")]
    [InlineData(EfiStatus.WriteProtected, 8, "WRITE_PROTECTED")]
    [InlineData(EfiStatus.OutOfResources, 9, "OUT_OF_RESOURCES")]
    [InlineData(EfiStatus.VolumeCorrupted, 10, "VOLUME_CORRUPTED")]
    [InlineData(EfiStatus.NotFound, 14, "NOT_FOUND")]
    [InlineData(EfiStatus.NoMapping, 17, "NO_MAPPING")]
    [InlineData(EfiStatus.Timeout, 18, "TIMEOUT")]
    [InlineData(EfiStatus.Aborted, 21, "ABORTED")]
    [InlineData(EfiStatus.IncompatibleVersion, 25, "INCOMPATIBLE_VERSION")]
    [InlineData(EfiStatus.SecurityViolation, 26, "SECURITY_VIOLATION")]
    public void Errors_have_the_high_bit_and_the_specifications_number(EfiStatus status, int number, string name)
    {
        Assert.Equal(0x8000_0000_0000_0000 + (ulong)number, (ulong)status);
        Assert.True(status.IsError());
        Assert.Equal(name, Encoding.ASCII.GetString(status.Text()));
    }

    [Fact]
    public void Success_and_warnings_are_no_errors()
    {
        Assert.False(EfiStatus.Success.IsError());
        Assert.False(((EfiStatus)4).IsError());
        Assert.Equal("SUCCESS", Encoding.ASCII.GetString(EfiStatus.Success.Text()));
        Assert.True(((EfiStatus)4).Text().IsEmpty);
    }

    [Fact]
    public void Every_status_that_is_declared_has_a_name() =>
        Assert.All(Enum.GetValues<EfiStatus>(), status => Assert.False(status.Text().IsEmpty));
}

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
    [InlineData(EfiStatus.VolumeFull, 11, "VOLUME_FULL")]
    [InlineData(EfiStatus.NoMedia, 12, "NO_MEDIA")]
    [InlineData(EfiStatus.MediaChanged, 13, "MEDIA_CHANGED")]
    [InlineData(EfiStatus.NotFound, 14, "NOT_FOUND")]
    [InlineData(EfiStatus.AccessDenied, 15, "ACCESS_DENIED")]
    [InlineData(EfiStatus.NoResponse, 16, "NO_RESPONSE")]
    [InlineData(EfiStatus.NoMapping, 17, "NO_MAPPING")]
    [InlineData(EfiStatus.Timeout, 18, "TIMEOUT")]
    [InlineData(EfiStatus.NotStarted, 19, "NOT_STARTED")]
    [InlineData(EfiStatus.AlreadyStarted, 20, "ALREADY_STARTED")]
    [InlineData(EfiStatus.Aborted, 21, "ABORTED")]
    [InlineData(EfiStatus.IcmpError, 22, "ICMP_ERROR")]
    [InlineData(EfiStatus.TftpError, 23, "TFTP_ERROR")]
    [InlineData(EfiStatus.ProtocolError, 24, "PROTOCOL_ERROR")]
    [InlineData(EfiStatus.IncompatibleVersion, 25, "INCOMPATIBLE_VERSION")]
    [InlineData(EfiStatus.SecurityViolation, 26, "SECURITY_VIOLATION")]
    [InlineData(EfiStatus.CrcError, 27, "CRC_ERROR")]
    [InlineData(EfiStatus.EndOfMedia, 28, "END_OF_MEDIA")]
    [InlineData(EfiStatus.EndOfFile, 31, "END_OF_FILE")]
    [InlineData(EfiStatus.InvalidLanguage, 32, "INVALID_LANGUAGE")]
    [InlineData(EfiStatus.CompromisedData, 33, "COMPROMISED_DATA")]
    [InlineData(EfiStatus.IpAddressConflict, 34, "IP_ADDRESS_CONFLICT")]
    [InlineData(EfiStatus.HttpError, 35, "HTTP_ERROR")]
    public void Errors_have_the_high_bit_and_the_specifications_number(EfiStatus status, int number, string name)
    {
        Assert.Equal(0x8000_0000_0000_0000 + (ulong)number, (ulong)status);
        Assert.True(status.IsError());
        Assert.Equal(name, Encoding.ASCII.GetString(status.Text()));
    }

    /// <summary>Table D.4.</summary>
    [Theory]
    [InlineData(EfiStatus.WarnUnknownGlyph, 1, "WARN_UNKNOWN_GLYPH")]
    [InlineData(EfiStatus.WarnDeleteFailure, 2, "WARN_DELETE_FAILURE")]
    [InlineData(EfiStatus.WarnWriteFailure, 3, "WARN_WRITE_FAILURE")]
    [InlineData(EfiStatus.WarnBufferTooSmall, 4, "WARN_BUFFER_TOO_SMALL")]
    [InlineData(EfiStatus.WarnStaleData, 5, "WARN_STALE_DATA")]
    [InlineData(EfiStatus.WarnFileSystem, 6, "WARN_FILE_SYSTEM")]
    [InlineData(EfiStatus.WarnResetRequired, 7, "WARN_RESET_REQUIRED")]
    public void EFI_warnings_are_no_errors(EfiStatus status, int number, string name)
    {
        Assert.Equal((ulong)number, (ulong)status);
        Assert.False(status.IsError());
        Assert.Equal(name, Encoding.ASCII.GetString(status.Text()));
    }

    [Fact]
    public void EFI_SUCCESS_is_no_error()
    {
        Assert.False(EfiStatus.Success.IsError());
        Assert.Equal("SUCCESS", Encoding.ASCII.GetString(EfiStatus.Success.Text()));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(0x8000_0000_0000_0000)]
    [InlineData(0x8000_0000_0000_001d)]
    [InlineData(0x8000_0000_0000_001e)]
    [InlineData(0x8000_0000_0000_0024)]
    [InlineData(ulong.MaxValue)]
    public void Undefined_status_prints_its_number(ulong status) => Assert.True(((EfiStatus)status).Text().IsEmpty);

    [Fact]
    public void Every_status_that_is_declared_has_a_name() =>
        Assert.All(Enum.GetValues<EfiStatus>(), status => Assert.False(status.Text().IsEmpty));
}

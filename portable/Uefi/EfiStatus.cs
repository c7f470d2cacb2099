namespace Keelson.Uefi;

/// <summary><c>EFI_STATUS</c> (UEFI 2.10, Appendix D): errors have bit 63 set, warnings do not.</summary>
public enum EfiStatus : ulong
{
    /// <summary>The operation completed.</summary>
    Success = 0,

    /// <summary>Some characters could not be drawn and were skipped.</summary>
    WarnUnknownGlyph = 1,

    /// <summary>The handle was closed, but the file was not deleted.</summary>
    WarnDeleteFailure = 2,

    /// <summary>The handle was closed, but the data was not flushed.</summary>
    WarnWriteFailure = 3,

    /// <summary>The buffer was too small, and the data was cut to its size.</summary>
    WarnBufferTooSmall = 4,

    /// <summary>The data has not been updated within the time set for it.</summary>
    WarnStaleData = 5,

    /// <summary>The buffer holds a file system.</summary>
    WarnFileSystem = 6,

    /// <summary>The operation takes effect with a reset.</summary>
    WarnResetRequired = 7,

    /// <summary>The image failed to load.</summary>
    LoadError = 1ul << 63 | 1,

    /// <summary>A parameter was incorrect.</summary>
    InvalidParameter = 1ul << 63 | 2,

    /// <summary>The operation is not supported.</summary>
    Unsupported = 1ul << 63 | 3,

    /// <summary>The buffer was not of the proper size for the request.</summary>
    BadBufferSize = 1ul << 63 | 4,

    /// <summary>The buffer is too small for the data; the size that is needed comes back in its place.</summary>
    BufferTooSmall = 1ul << 63 | 5,

    /// <summary>There is no data pending.</summary>
    NotReady = 1ul << 63 | 6,

    /// <summary>The physical device reported an error.</summary>
    DeviceError = 1ul << 63 | 7,

    /// <summary>The device can not be written to.</summary>
    WriteProtected = 1ul << 63 | 8,

    /// <summary>A resource has run out.</summary>
    OutOfResources = 1ul << 63 | 9,

    /// <summary>The file system is inconsistent.</summary>
    VolumeCorrupted = 1ul << 63 | 10,

    /// <summary>There is no more space on the file system.</summary>
    VolumeFull = 1ul << 63 | 11,

    /// <summary>The device has no medium.</summary>
    NoMedia = 1ul << 63 | 12,

    /// <summary>The medium has changed since the last access.</summary>
    MediaChanged = 1ul << 63 | 13,

    /// <summary>The item was not found.</summary>
    NotFound = 1ul << 63 | 14,

    /// <summary>Access was denied.</summary>
    AccessDenied = 1ul << 63 | 15,

    /// <summary>The server was not found or did not respond.</summary>
    NoResponse = 1ul << 63 | 16,

    /// <summary>There is no mapping to a device.</summary>
    NoMapping = 1ul << 63 | 17,

    /// <summary>The time was up.</summary>
    Timeout = 1ul << 63 | 18,

    /// <summary>The protocol has not been started.</summary>
    NotStarted = 1ul << 63 | 19,

    /// <summary>The protocol has already been started.</summary>
    AlreadyStarted = 1ul << 63 | 20,

    /// <summary>The operation was aborted.</summary>
    Aborted = 1ul << 63 | 21,

    /// <summary>An ICMP error occurred.</summary>
    IcmpError = 1ul << 63 | 22,

    /// <summary>A TFTP error occurred.</summary>
    TftpError = 1ul << 63 | 23,

    /// <summary>A protocol error occurred on the network.</summary>
    ProtocolError = 1ul << 63 | 24,

    /// <summary>The requested version of a function is not what there is.</summary>
    IncompatibleVersion = 1ul << 63 | 25,

    /// <summary>A security policy forbids it.</summary>
    SecurityViolation = 1ul << 63 | 26,

    /// <summary>A CRC error was detected.</summary>
    CrcError = 1ul << 63 | 27,

    /// <summary>The medium ended, at its beginning or at its end.</summary>
    EndOfMedia = 1ul << 63 | 28,

    /// <summary>The end of the file was reached.</summary>
    EndOfFile = 1ul << 63 | 31,

    /// <summary>The language is not one of those there are.</summary>
    InvalidLanguage = 1ul << 63 | 32,

    /// <summary>The security status of the data is unknown or compromised.</summary>
    CompromisedData = 1ul << 63 | 33,

    /// <summary>Another host has the IP address.</summary>
    IpAddressConflict = 1ul << 63 | 34,

    /// <summary>An HTTP error occurred.</summary>
    HttpError = 1ul << 63 | 35,
}

public static class EfiStatusText
{
    /// <summary>Of the errors from 1 on (Appendix D, table D.3); a dash where the number is reserved.</summary>
    private static System.ReadOnlySpan<byte> ErrorNames =>
        "LOAD_ERROR INVALID_PARAMETER UNSUPPORTED BAD_BUFFER_SIZE BUFFER_TOO_SMALL NOT_READY DEVICE_ERROR "u8
        + "WRITE_PROTECTED OUT_OF_RESOURCES VOLUME_CORRUPTED VOLUME_FULL NO_MEDIA MEDIA_CHANGED NOT_FOUND "u8
        + "ACCESS_DENIED NO_RESPONSE NO_MAPPING TIMEOUT NOT_STARTED ALREADY_STARTED ABORTED ICMP_ERROR "u8
        + "TFTP_ERROR PROTOCOL_ERROR INCOMPATIBLE_VERSION SECURITY_VIOLATION CRC_ERROR END_OF_MEDIA - - "u8
        + "END_OF_FILE INVALID_LANGUAGE COMPROMISED_DATA IP_ADDRESS_CONFLICT HTTP_ERROR "u8;

    /// <summary>Of the warnings from 1 on (table D.4).</summary>
    private static System.ReadOnlySpan<byte> WarningNames =>
        "WARN_UNKNOWN_GLYPH WARN_DELETE_FAILURE WARN_WRITE_FAILURE WARN_BUFFER_TOO_SMALL WARN_STALE_DATA "u8
        + "WARN_FILE_SYSTEM WARN_RESET_REQUIRED "u8;

    /// <returns>The specification's name without its <c>EFI_</c>, or empty for a status not named here.</returns>
    public static System.ReadOnlySpan<byte> Text(this EfiStatus status)
    {
        if (status == EfiStatus.Success)
        {
            return "SUCCESS"u8;
        }

        ulong code = (ulong)status & ~(1ul << 63);
        System.ReadOnlySpan<byte> names = status.IsError() ? ErrorNames : WarningNames;
        for (; !names.IsEmpty && code != 0; code--)
        {
            int length = System.MemoryExtensions.IndexOf(names, (byte)' ');
            if (code == 1)
            {
                return names[0] == '-' ? default : names[..length];
            }

            names = names[(length + 1)..];
        }
        return default;
    }

    public static bool IsError(this EfiStatus status) => (ulong)status >> 63 != 0;
}

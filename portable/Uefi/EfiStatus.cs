namespace Keelson.Uefi;

/// <summary><c>EFI_STATUS</c> (UEFI 2.10, Appendix D): errors have bit 63 set, warnings do not.</summary>
public enum EfiStatus : ulong
{
    Success = 0,
    LoadError = 1ul << 63 | 1,
    InvalidParameter = 1ul << 63 | 2,
    Unsupported = 1ul << 63 | 3,
    BadBufferSize = 1ul << 63 | 4,
    BufferTooSmall = 1ul << 63 | 5,
    NotReady = 1ul << 63 | 6,
    DeviceError = 1ul << 63 | 7,
    WriteProtected = 1ul << 63 | 8,
    OutOfResources = 1ul << 63 | 9,
    VolumeCorrupted = 1ul << 63 | 10,
    VolumeFull = 1ul << 63 | 11,
    NotFound = 1ul << 63 | 14,
    AccessDenied = 1ul << 63 | 15,
    NoMapping = 1ul << 63 | 17,
    Timeout = 1ul << 63 | 18,
    Aborted = 1ul << 63 | 21,
    IncompatibleVersion = 1ul << 63 | 25,
    SecurityViolation = 1ul << 63 | 26,
}

public static class EfiStatusText
{
    /// <summary>Of the errors from 1 on (Appendix D, table D.3); a dash where nothing here has met one.</summary>
    private static System.ReadOnlySpan<byte> ErrorNames =>
        "LOAD_ERROR INVALID_PARAMETER UNSUPPORTED BAD_BUFFER_SIZE BUFFER_TOO_SMALL NOT_READY DEVICE_ERROR "u8
        + "WRITE_PROTECTED OUT_OF_RESOURCES VOLUME_CORRUPTED VOLUME_FULL - - NOT_FOUND ACCESS_DENIED - NO_MAPPING "u8
        + "TIMEOUT - - ABORTED - - - INCOMPATIBLE_VERSION SECURITY_VIOLATION "u8;

    /// <returns>The specification's name without its <c>EFI_</c>, or empty for a status not named here.</returns>
    public static System.ReadOnlySpan<byte> Text(this EfiStatus status)
    {
        if (status == EfiStatus.Success)
        {
            return "SUCCESS"u8;
        }

        ulong code = (ulong)status & ~(1ul << 63);
        if (!status.IsError() || code == 0)
        {
            return default;
        }

        System.ReadOnlySpan<byte> names = ErrorNames;
        for (; !names.IsEmpty; code--)
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

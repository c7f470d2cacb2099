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
    /// <returns>The specification's name without its <c>EFI_</c>, or empty for a status not named here.</returns>
    public static System.ReadOnlySpan<byte> Name(this EfiStatus status) => status switch
    {
        EfiStatus.Success => "SUCCESS"u8,
        EfiStatus.LoadError => "LOAD_ERROR"u8,
        EfiStatus.InvalidParameter => "INVALID_PARAMETER"u8,
        EfiStatus.Unsupported => "UNSUPPORTED"u8,
        EfiStatus.BadBufferSize => "BAD_BUFFER_SIZE"u8,
        EfiStatus.BufferTooSmall => "BUFFER_TOO_SMALL"u8,
        EfiStatus.NotReady => "NOT_READY"u8,
        EfiStatus.DeviceError => "DEVICE_ERROR"u8,
        EfiStatus.WriteProtected => "WRITE_PROTECTED"u8,
        EfiStatus.OutOfResources => "OUT_OF_RESOURCES"u8,
        EfiStatus.VolumeCorrupted => "VOLUME_CORRUPTED"u8,
        EfiStatus.VolumeFull => "VOLUME_FULL"u8,
        EfiStatus.NotFound => "NOT_FOUND"u8,
        EfiStatus.AccessDenied => "ACCESS_DENIED"u8,
        EfiStatus.NoMapping => "NO_MAPPING"u8,
        EfiStatus.Timeout => "TIMEOUT"u8,
        EfiStatus.Aborted => "ABORTED"u8,
        EfiStatus.IncompatibleVersion => "INCOMPATIBLE_VERSION"u8,
        EfiStatus.SecurityViolation => "SECURITY_VIOLATION"u8,
        _ => default,
    };

    public static bool IsError(this EfiStatus status) => (ulong)status >> 63 != 0;
}

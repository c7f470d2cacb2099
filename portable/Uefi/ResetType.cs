namespace Keelson.Uefi;

/// <summary><c>EFI_RESET_TYPE</c> (UEFI 2.10, 8.5.1).</summary>
public enum ResetType : uint
{
    Cold = 0,
    Warm = 1,
    Shutdown = 2,
}

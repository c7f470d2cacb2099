using Keelson.Uefi;

namespace Keelson.Handover;

/// <summary>Whether Secure Boot is on, from two global variables (UEFI 2.10, 32.3). What cannot be read is unknown, never off.</summary>
public static class SecureBoot
{
    /// <param name="secureBootStatus">Of reading <c>SecureBoot</c>.</param>
    /// <param name="secureBoot">Its value.</param>
    /// <param name="setupModeStatus">Of reading <c>SetupMode</c>.</param>
    /// <param name="setupMode">Its value; 1 means that nobody holds the platform key, so nothing is enforced.</param>
    public static SecureBootState Decide(EfiStatus secureBootStatus, byte secureBoot, EfiStatus setupModeStatus, byte setupMode)
    {
        if (secureBootStatus == EfiStatus.NotFound || setupModeStatus == EfiStatus.NotFound)
            return SecureBootState.Disabled;
        if (secureBootStatus != EfiStatus.Success || setupModeStatus != EfiStatus.Success)
            return SecureBootState.Unknown;
        return secureBoot == 1 && setupMode != 1 ? SecureBootState.Enabled : SecureBootState.Disabled;
    }
}

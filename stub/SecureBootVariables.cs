using Keelson.Efi;
using Keelson.Handover;
using Keelson.Uefi;

namespace Keelson.Stub;

internal static class SecureBootVariables
{
    public static SecureBootState Read(EfiSystem system)
    {
        EfiStatus secureBootStatus = system.Runtime.GetByteVariable(KnownVariable.SecureBoot, out byte secureBoot);
        EfiStatus setupModeStatus = system.Runtime.GetByteVariable(KnownVariable.SetupMode, out byte setupMode);
        return SecureBoot.Decide(secureBootStatus, secureBoot, setupModeStatus, setupMode);
    }
}

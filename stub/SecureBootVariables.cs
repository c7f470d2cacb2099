using Keelson.Efi;
using Keelson.Handover;
using Keelson.Uefi;

namespace Keelson.Stub;

internal static class SecureBootVariables
{
    public static SecureBootState Read(EfiSystem system)
    {
        EfiStatus secureBootStatus = system.Runtime.GetByteVariable(
            "SecureBoot",
            WellKnownGuids.GlobalVariable,
            out byte secureBoot,
            out _
        );
        EfiStatus setupModeStatus = system.Runtime.GetByteVariable(
            "SetupMode",
            WellKnownGuids.GlobalVariable,
            out byte setupMode,
            out _
        );
        return SecureBoot.Decide(secureBootStatus, secureBoot, setupModeStatus, setupMode);
    }
}

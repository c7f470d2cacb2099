using Keelson.Efi;
using Keelson.Handover;
using Keelson.Uefi;

namespace Keelson.Stub;

internal static class SecureBootVariables
{
    public static SecureBootState Read(EfiSystem system)
    {
        EfiStatus secureBootStatus = system.Runtime.GetByteVariable(
            KnownVariable.SecureBoot,
            out byte secureBoot,
            out _
        );
        EfiStatus setupModeStatus = system.Runtime.GetByteVariable(KnownVariable.SetupMode, out byte setupMode, out _);
        SecureBootState state = SecureBoot.Decide(secureBootStatus, secureBoot, setupModeStatus, setupMode);
        if (state != SecureBootState.Enabled)
        {
            return state;
        }
        EfiStatus shimStatus = system.Runtime.GetByteVariable(
            KnownVariable.MokSBStateRT,
            out byte shim,
            out VariableAttributes attributes
        );
        return SecureBoot.DecideByShim(shimStatus, shim, attributes);
    }
}

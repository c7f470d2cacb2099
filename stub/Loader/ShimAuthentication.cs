using System;
using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// shim before 16 does not answer LoadImage, and the firmware does not know shim's keys. So while it loads a program
/// for us shim is asked first, of the very bytes, and the firmware decides of what shim refuses, as with systemd-boot
/// (src/boot/shim.c). The program may have add-ons to ask it about: shim would leave with the program's start.
/// </summary>
internal static class ShimAuthentication
{
    private static ulong s_shim,
        s_firmware;

    // SAFETY: the protocols are the firmware's and shim's, and stay; the function is code of this image, and is taken
    // back before this returns.
    public static unsafe EfiStatus LoadImage(EfiSystem system, nint parent, void* path, out nint image)
    {
        Security2ArchProtocol nobody = default;
        Security2ArchProtocol* security = system.Boot.FindProtocol<Security2ArchProtocol>();
        ShimLockProtocol* shim = system.Boot.FindProtocol<ShimLockProtocol>();
        if (security == null || shim == null)
        {
            // Nobody asks there.
            security = &nobody;
        }
        else
        {
            s_shim = shim->Verify;
            byte isWanted = 1;
            system.Runtime.SetVariable(
                KnownVariable.ShimRetainProtocol,
                VariableAttributes.BootServiceAccess,
                new ReadOnlySpan<byte>(in isWanted)
            );
        }
        delegate* unmanaged<void*, void*, byte*, ulong, ulong, ulong> ask = &Ask;
        s_firmware = security->FileAuthentication;
        security->FileAuthentication = (ulong)ask;
        EfiStatus status = system.Boot.LoadImage(parent, path, out image);
        security->FileAuthentication = s_firmware;
        return status;
    }

    // SAFETY: who calls has as many bytes as it says, or none, where a path alone is asked for; shim counts in 32 bits.
    [UnmanagedCallersOnly]
    private static unsafe ulong Ask(void* security, void* path, byte* file, ulong sizeBytes, ulong isBootOption)
    {
        EfiStatus status =
            sizeBytes - 1 < uint.MaxValue ? FirmwareCall.Invoke(s_shim, file, sizeBytes) : EfiStatus.SecurityViolation;
        return status == EfiStatus.Success
            ? (ulong)status
            : (ulong)FirmwareCall.Invoke(s_firmware, security, path, file, sizeBytes, isBootOption);
    }
}

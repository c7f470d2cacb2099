using System;
using System.Runtime.CompilerServices;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.Trust;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// Under Secure Boot a kernel or an add-on from a volume has to be one that the firmware would run itself: it is asked
/// to load, not to start, the very bytes that are about to be used; or shim, where it is the first stage, whose keys
/// and revocations are its own. What is carried was verified with this image. What may run is measured.
/// </summary>
internal readonly struct Verification(
    EfiSystem system,
    nint imageHandle,
    SecureBootState secureBoot,
    MaterialSource source
)
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public EfiStatus Check(ReadOnlySpan<byte> file)
    {
        if (!BootPolicy.Uses(source, secureBoot))
        {
            return Verify(file);
        }
        new Measurement(system).Kernel(file);
        return EfiStatus.Success;
    }

    // SAFETY: the protocol is shim's, which reads as many bytes as it is told.
    private unsafe EfiStatus Verify(ReadOnlySpan<byte> file)
    {
        // shim before 16 offers this to what it starts itself, and takes it back when that starts something in turn.
        ShimLockProtocol* shim = system.Boot.FindProtocol<ShimLockProtocol>();
        if (shim != null)
        {
            fixed (byte* bytes = file)
            {
                return FirmwareCall.Invoke(shim->Verify, bytes, (uint)file.Length);
            }
        }
        EfiStatus status = system.Boot.LoadImage(imageHandle, file, out nint loaded);
        // With EFI_SECURITY_VIOLATION the image is there too, to be started by somebody with more rights (UEFI 2.10,
        // 7.4.1).
        system.Boot.UnloadImage(loaded);
        return status;
    }
}

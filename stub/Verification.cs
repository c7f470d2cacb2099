using System;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.Trust;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// Under Secure Boot a kernel from a volume has to be one that the firmware would run itself: it is asked to load, not
/// to start, the very bytes that are about to be entered. What is carried was verified with this image.
/// </summary>
internal readonly struct Verification(EfiSystem system, nint imageHandle, SecureBootState secureBoot)
{
    public EfiStatus Check(ReadOnlySpan<byte> file)
    {
        if (BootPolicy.Uses(MaterialSource.KernelFile, secureBoot))
        {
            return EfiStatus.Success;
        }
        EfiStatus status = system.Boot.LoadImage(imageHandle, file, out nint loaded);
        // With EFI_SECURITY_VIOLATION the image is there too, to be started by somebody with more rights (UEFI 2.10,
        // 7.4.1).
        if (loaded != 0)
        {
            system.Boot.UnloadImage(loaded);
        }
        return status;
    }
}

using System;
using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// A carried kernel was verified with its image, and has mostly no signature of its own. So while the firmware loads it
/// for us, what the firmware would refuse of these very bytes is let through, as by systemd-stub (src/boot/linux.c);
/// it is asked all the same, as it measures what it loads.
/// </summary>
internal static class CarriedAuthentication
{
    private static ulong s_file,
        s_firmware;

    // SAFETY: the protocol is the firmware's, and stays; the function is code of this image, and is taken back before
    // this returns.
    public static unsafe EfiStatus LoadImage(EfiSystem system, nint parent, ReadOnlySpan<byte> kernel, out nint image)
    {
        // Where it is missing, nobody asks.
        Security2ArchProtocol nobody = default;
        Security2ArchProtocol* security = system.Boot.FindProtocol<Security2ArchProtocol>();
        security = security == null ? &nobody : security;
        delegate* unmanaged<void*, void*, ulong, ulong, ulong, ulong> ask = &Ask;
        s_file = Firmware.AddressOf(kernel).Value;
        s_firmware = security->FileAuthentication;
        security->FileAuthentication = (ulong)ask;
        EfiStatus status = system.Boot.LoadImage(parent, kernel, out image);
        security->FileAuthentication = s_firmware;
        return status;
    }

    // SAFETY: what the firmware hands to itself.
    [UnmanagedCallersOnly]
    private static unsafe ulong Ask(void* security, void* path, ulong file, ulong sizeBytes, ulong isBootOption)
    {
        ulong status = (ulong)FirmwareCall.Invoke(s_firmware, security, path, (void*)file, sizeBytes, isBootOption);
        return file == s_file ? (ulong)EfiStatus.Success : status;
    }
}

using System;
using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// The initial ramdisk, offered to a program that looks for it as Linux's stub does: through
/// <c>EFI_LOAD_FILE2_PROTOCOL</c> (UEFI 2.10, 13.2) on a vendor media path. The firmware keeps addresses of it, so it
/// stays where it is from <see cref="Offer"/> to <see cref="Withdraw"/>.
/// </summary>
internal struct OwnInitrd
{
    private LoadFile2Protocol _protocol;
    private VendorMediaDevicePath _path;
    private PhysicalRange _bytes;
    private nint _handle;

    /// <param name="system">Has the protocols.</param>
    /// <param name="bytes">Not empty.</param>
    /// <returns><see cref="EfiStatus.AlreadyStarted"/> where somebody else offers one.</returns>
    // SAFETY: the structure stays where it is; the function is code of this image, which stays.
    public unsafe EfiStatus Offer(EfiSystem system, PhysicalRange bytes)
    {
        _bytes = bytes;
        _path = VendorMediaDevicePath.Of(WellKnownGuids.LinuxInitrdMedia);
        delegate* unmanaged<OwnInitrd*, void*, byte, ulong*, byte*, ulong> load = &Load;
        _protocol.LoadFile = (ulong)load;
        fixed (OwnInitrd* self = &this)
        {
            return system.Boot.InstallProtocols(
                ref _handle,
                DevicePathProtocol.Guid,
                &self->_path,
                LoadFile2Protocol.Guid,
                &self->_protocol
            );
        }
    }

    /// <summary>Where nothing was offered the firmware has no such handle, and says so.</summary>
    // SAFETY: what the firmware was given before.
    public unsafe void Withdraw(EfiSystem system)
    {
        fixed (OwnInitrd* self = &this)
        {
            system.Boot.UninstallProtocols(
                _handle,
                DevicePathProtocol.Guid,
                &self->_path,
                LoadFile2Protocol.Guid,
                &self->_protocol
            );
        }
    }

    // SAFETY: the protocol is the first of the structure; who calls has room for the size at its buffer.
    [UnmanagedCallersOnly]
    private static unsafe ulong Load(OwnInitrd* self, void* path, byte bootPolicy, ulong* size, byte* buffer)
    {
        ulong length = self->_bytes.SizeBytes;
        bool fits = buffer != null && *size >= length;
        *size = length;
        if (!fits)
        {
            return (ulong)EfiStatus.BufferTooSmall;
        }
        Firmware.BytesAt(self->_bytes.Start, length).CopyTo(new Span<byte>(buffer, (int)length));
        return (ulong)EfiStatus.Success;
    }
}

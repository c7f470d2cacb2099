using System;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// The initial ramdisk that the loader of this image offers through <c>EFI_LOAD_FILE2_PROTOCOL</c> (UEFI 2.10, 13.2) on
/// the vendor media path that Linux defined for it.
/// </summary>
internal ref struct OfferedInitrd
{
    private unsafe LoadFile2Protocol* _protocol;

    /// <summary>0 where none is offered.</summary>
    public ulong SizeBytes { get; private set; }

    public static unsafe OfferedInitrd Find(EfiSystem system)
    {
        OfferedInitrd offer = default;
        VendorMediaDevicePath path = VendorMediaDevicePath.Of(WellKnownGuids.LinuxInitrdMedia);
        // SAFETY: the path is ours for the length of the call; the protocol is the firmware's, or a loader's that waits
        // for us.
        if (!system.Boot.TryFindDevice(LoadFile2Protocol.Guid, &path, out nint handle))
        {
            return offer;
        }
        offer._protocol = system.Boot.FindProtocol<LoadFile2Protocol>(handle);
        ulong size = 0;
        if (offer._protocol != null && offer.Load(null, ref size) == EfiStatus.BufferTooSmall)
        {
            offer.SizeBytes = size;
        }
        return offer;
    }

    /// <returns>How many bytes it has: fewer than were offered count as they do for Linux.</returns>
    // SAFETY: the destination stays pinned while the firmware writes as many bytes as it is told.
    public unsafe int Load(Span<byte> destination)
    {
        ulong size = (ulong)destination.Length;
        EfiStatus status;
        fixed (byte* bytes = destination)
        {
            status = Load(bytes, ref size);
        }
        if (status == EfiStatus.Success && size <= (ulong)destination.Length)
        {
            return (int)size;
        }
        Log.WriteLine($"warning: initrd from LoadFile2: {status}: booting without it");
        return 0;
    }

    // SAFETY: the path is one end node, a local; the caller has the size at its pointer, or null for a question.
    private unsafe EfiStatus Load(byte* destination, ref ulong sizeBytes)
    {
        DevicePathProtocol end = DevicePathProtocol.End;
        ulong size = sizeBytes;
        EfiStatus status = FirmwareCall.Invoke(_protocol->LoadFile, _protocol, &end, 0, &size, destination);
        sizeBytes = size;
        return status;
    }
}

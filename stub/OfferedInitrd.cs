using System;
using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// The initial ramdisk that the loader of this image offers through <c>EFI_LOAD_FILE2_PROTOCOL</c> (UEFI 2.10, 13.2) on the
/// vendor media path that Linux defined for it.
/// </summary>
internal ref struct OfferedInitrd
{
    private const byte MediaDevicePath = 4;
    private const byte VendorMedia = 3;
    private const byte EndOfPath = 0x7f;

    /// <summary>End node, which is all that the protocol's owner is told (UEFI 2.10, 10.3.1).</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct End
    {
        public byte Type,
            Subtype;
        public ushort LengthBytes;

        public static End Create() =>
            new()
            {
                Type = EndOfPath,
                Subtype = 0xff,
                LengthBytes = 4,
            };
    }

    /// <summary>Vendor media node and end node (UEFI 2.10, 10.3.5.3, 10.3.1).</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct InitrdPath
    {
        public byte Type,
            Subtype;
        public ushort LengthBytes;
        public EfiGuid Vendor;
        public End End;

        public static InitrdPath Create() =>
            new()
            {
                Type = MediaDevicePath,
                Subtype = VendorMedia,
                LengthBytes = 20,
                Vendor = WellKnownGuids.LinuxInitrdMedia,
                End = End.Create(),
            };
    }

    private struct LoadFile2
    {
        public ulong LoadFile;
    }

    private unsafe LoadFile2* _protocol;

    /// <summary>0 where nobody offers one.</summary>
    public ulong SizeBytes { get; private set; }

    public static unsafe OfferedInitrd Find(EfiSystem system)
    {
        OfferedInitrd offer = default;
        InitrdPath path = InitrdPath.Create();
        // SAFETY: the path is ours for the length of the call; the protocol is the firmware's, or a loader's that waits
        // for us.
        if (!system.Boot.TryFindDevice(WellKnownGuids.LoadFile2Protocol, &path, out nint handle))
            return offer;
        offer._protocol = (LoadFile2*)system.Boot.FindProtocol(handle, WellKnownGuids.LoadFile2Protocol);
        ulong size = 0;
        if (offer._protocol != null && offer.Load(null, ref size) == EfiStatus.BufferTooSmall && size <= int.MaxValue)
            offer.SizeBytes = size;
        return offer;
    }

    // SAFETY: the destination stays pinned while the firmware writes as many bytes as it is told.
    public unsafe bool TryLoad(Span<byte> destination)
    {
        ulong size = (ulong)destination.Length;
        EfiStatus status;
        fixed (byte* bytes = destination)
            status = Load(bytes, ref size);
        if (status == EfiStatus.Success)
            return true;
        Log.WriteLine($"warning: initrd from LoadFile2: {status}: booting without it");
        return false;
    }

    // SAFETY: the path is one end node, a local; the caller has the size at its pointer, or null for a question.
    private unsafe EfiStatus Load(byte* destination, ref ulong sizeBytes)
    {
        End end = End.Create();
        ulong size = sizeBytes;
        EfiStatus status = FirmwareCall.Invoke(_protocol->LoadFile, _protocol, &end, 0, &size, destination);
        sizeBytes = size;
        return status;
    }
}

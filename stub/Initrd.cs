using System;
using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Memory;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// The initial ramdisk that whoever started us offers through <c>EFI_LOAD_FILE2_PROTOCOL</c> (UEFI 2.10, 13.2) on the
/// vendor media path that Linux defined for it. Having none is normal.
/// </summary>
internal unsafe ref struct Initrd
{
    private const byte MediaDevicePath = 4;
    private const byte VendorMedia = 3;
    private const byte EndOfPath = 0x7f;

    /// <summary>Vendor media node and end node (UEFI 2.10, 10.3.5.3, 10.3.1).</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct InitrdPath
    {
        public byte Type, Subtype;
        public ushort LengthBytes;
        public EfiGuid Vendor;
        public byte EndType, EndSubtype;
        public ushort EndLengthBytes;

        public const int VendorNodeBytes = 20;

        public static InitrdPath Create() => new()
        {
            Type = MediaDevicePath, Subtype = VendorMedia, LengthBytes = VendorNodeBytes, Vendor = WellKnownGuids.LinuxInitrdMedia,
            EndType = EndOfPath, EndSubtype = 0xff, EndLengthBytes = 4,
        };
    }

    private struct LoadFile2
    {
        public ulong LoadFile;
    }

    private PhysicalRange _allocation;

    public PhysicalRange Range { get; private set; }

    /// <summary>
    /// The initrd of this image's <c>.initrd</c> section, and behind it, on the next four bytes, the one that is offered:
    /// cpio archives follow each other.
    /// </summary>
    public static Initrd Load(EfiSystem system, OwnImage image, scoped ref Firmware firmware)
    {
        Initrd initrd = default;
        image.TryFindSection(".initrd"u8, out ReadOnlySpan<byte> carried);
        InitrdPath path = InitrdPath.Create();
        LoadFile2* loader = FindLoader(system, &path, out ulong offered);
        ulong offset = Alignment.Up((ulong)carried.Length, 4);
        if (offset + offered == 0)
            return initrd;
        EfiStatus status = AlignedPages.Allocate(ref firmware, MemoryType.LoaderData, offset + offered, 0, out PhysicalAddress start);
        if (status != EfiStatus.Success)
        {
            Log.WriteLine($"warning: no memory for an initrd of {offset + offered} bytes ({status}): booting without");
            return initrd;
        }
        initrd._allocation = PhysicalRange.FromSize(start, offset + offered);
        Span<byte> memory = firmware.Memory(start, offset + offered);
        carried.CopyTo(memory);
        memory[carried.Length..(int)offset].Clear();
        if (offered != 0)
        {
            status = FirmwareCall.Invoke(loader->LoadFile, loader, (byte*)&path + InitrdPath.VendorNodeBytes, 0, &offered, start.Value + offset);
            if (status != EfiStatus.Success)
            {
                Log.WriteLine($"warning: an initrd of {offered} bytes is offered, but loading it gave {status}: booting without");
                offered = 0;
            }
        }
        initrd.Range = PhysicalRange.FromSize(start, offset + offered);
        Log.WriteLine($"initrd at {start}: {(ulong)carried.Length} bytes carried, {offered} offered");
        return initrd;
    }

    /// <summary>The protocol that offers an initrd, and the size of that; null and 0 where nobody does.</summary>
    private static LoadFile2* FindLoader(EfiSystem system, InitrdPath* path, out ulong sizeBytes)
    {
        sizeBytes = 0;
        // SAFETY: the path is the caller's for the length of the calls; the protocol is the firmware's.
        if (!system.Boot.TryFindDevice(WellKnownGuids.LoadFile2Protocol, path, out nint handle))
            return null;
        LoadFile2* loader = (LoadFile2*)system.Boot.FindProtocol(handle, WellKnownGuids.LoadFile2Protocol);
        ulong size = 0;
        if (loader != null && FirmwareCall.Invoke(loader->LoadFile, loader, (byte*)path + InitrdPath.VendorNodeBytes, 0, &size, 0) == EfiStatus.BufferTooSmall)
            sizeBytes = size;
        return loader;
    }

    public void Release(scoped ref Firmware firmware)
    {
        if (!_allocation.IsEmpty)
            AlignedPages.Free(ref firmware, _allocation.Start, _allocation.SizeBytes);
        this = default;
    }
}

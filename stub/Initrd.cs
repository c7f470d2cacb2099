using System.Runtime.InteropServices;
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
    }

    private struct LoadFile2
    {
        public delegate* unmanaged<LoadFile2*, void*, byte, ulong*, void*, EfiStatus> LoadFile;
    }

    private PhysicalRange _allocation;

    public PhysicalRange Range { get; private set; }

    public static Initrd Load(EfiSystem system, scoped ref Firmware firmware)
    {
        Initrd initrd = default;
        InitrdPath path = new()
        {
            Type = MediaDevicePath, Subtype = VendorMedia, LengthBytes = 20, Vendor = WellKnownGuids.LinuxInitrdMedia,
            EndType = EndOfPath, EndSubtype = 0xff, EndLengthBytes = 4,
        };
        // SAFETY: the path is ours for the length of the calls; the protocol is the firmware's.
        if (!system.Boot.TryFindDevice(WellKnownGuids.LoadFile2Protocol, &path, out nint handle))
            return initrd;
        LoadFile2* loader = (LoadFile2*)system.Boot.FindProtocol(handle, WellKnownGuids.LoadFile2Protocol);
        if (loader == null)
            return initrd;
        byte* end = (byte*)&path + 20;
        ulong size = 0;
        EfiStatus status = loader->LoadFile(loader, end, 0, &size, null);
        if (status != EfiStatus.BufferTooSmall || size == 0)
            return initrd;
        status = AlignedPages.Allocate(ref firmware, MemoryType.LoaderData, size, 0, out PhysicalAddress start);
        if (status == EfiStatus.Success)
        {
            initrd._allocation = PhysicalRange.FromSize(start, size);
            status = loader->LoadFile(loader, end, 0, &size, (void*)start.Value);
        }
        if (status != EfiStatus.Success)
        {
            Log.WriteLine($"warning: an initrd of {size} bytes is offered, but loading it gave {status}: booting without");
            initrd.Release(ref firmware);
            return initrd;
        }
        initrd.Range = PhysicalRange.FromSize(start, size);
        Log.WriteLine($"initrd of {size} bytes loaded at {start}");
        return initrd;
    }

    public void Release(scoped ref Firmware firmware)
    {
        if (!_allocation.IsEmpty)
            AlignedPages.Free(ref firmware, _allocation.Start, _allocation.SizeBytes);
        this = default;
    }
}

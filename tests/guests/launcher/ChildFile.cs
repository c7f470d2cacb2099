using System;
using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Launcher;

/// <summary>
/// The file behind QEMU's <c>-initrd</c>: <c>EFI_LOAD_FILE2_PROTOCOL</c> (UEFI 2.10, 13.2) on the vendor media path
/// that Linux defined for initial ramdisks.
/// </summary>
internal static unsafe class ChildFile
{
    /// <summary>Vendor media node and end node (UEFI 2.10, 10.3.5.3, 10.3.1).</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct InitrdPath
    {
        public byte Type,
            Subtype;
        public ushort LengthBytes;
        public EfiGuid Vendor;
        public byte EndType,
            EndSubtype;
        public ushort EndLengthBytes;
    }

    private struct LoadFile2
    {
        public delegate* unmanaged<LoadFile2*, void*, byte, ulong*, void*, EfiStatus> LoadFile;
    }

    public static bool TryLoad(EfiSystem system, out ReadOnlySpan<byte> file)
    {
        file = default;
        InitrdPath path = new()
        {
            Type = 4,
            Subtype = 3,
            LengthBytes = 20,
            Vendor = WellKnownGuids.LinuxInitrdMedia,
            EndType = 0x7f,
            EndSubtype = 0xff,
            EndLengthBytes = 4,
        };
        // SAFETY: the path is ours for the length of the calls; the protocol is the firmware's.
        if (!system.Boot.TryFindDevice(WellKnownGuids.LoadFile2Protocol, &path, out nint handle))
            return false;
        LoadFile2* loader = (LoadFile2*)system.Boot.FindProtocol(handle, WellKnownGuids.LoadFile2Protocol);
        byte* end = (byte*)&path + 20;
        ulong size = 0;
        if (
            loader == null
            || loader->LoadFile(loader, end, 0, &size, null) != EfiStatus.BufferTooSmall
            || size > int.MaxValue
        )
            return false;
        ulong pages = (size + MemoryDescriptor.PageSizeBytes - 1) / MemoryDescriptor.PageSizeBytes;
        if (
            system.Boot.AllocatePages(MemoryType.LoaderData, pages, AlignedPages.Highest, out PhysicalAddress start)
                != EfiStatus.Success
            || loader->LoadFile(loader, end, 0, &size, (void*)start.Value) != EfiStatus.Success
        )
            return false;
        file = new ReadOnlySpan<byte>((void*)start.Value, (int)size);
        return true;
    }
}

using System;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Guests.Launcher;

/// <summary>
/// The file behind QEMU's <c>-initrd</c>: <c>EFI_LOAD_FILE2_PROTOCOL</c> (UEFI 2.10, 13.2) on the vendor media path
/// that Linux defined for initial ramdisks.
/// </summary>
internal static class ChildFile
{
    public static unsafe bool TryLoad(EfiSystem system, out ReadOnlySpan<byte> file)
    {
        file = default;
        VendorMediaDevicePath path = VendorMediaDevicePath.Of(WellKnownGuids.LinuxInitrdMedia);
        DevicePathProtocol end = DevicePathProtocol.End;
        // SAFETY: the path is ours for the length of the calls; the protocol is the firmware's.
        if (!system.Boot.TryFindDevice(LoadFile2Protocol.Guid, &path, out nint handle))
        {
            return false;
        }
        LoadFile2Protocol* loader = system.Boot.FindProtocol<LoadFile2Protocol>(handle);
        ulong size = 0;
        if (
            loader == null
            || FirmwareCall.Invoke(loader->LoadFile, loader, &end, 0, &size, null) != EfiStatus.BufferTooSmall
            || size > int.MaxValue
        )
        {
            return false;
        }
        ulong pages = (size + MemoryDescriptor.PageSizeBytes - 1) / MemoryDescriptor.PageSizeBytes;
        if (
            system.Boot.AllocatePages(MemoryType.LoaderData, pages, AlignedPages.Highest, out PhysicalAddress start)
                != EfiStatus.Success
            || FirmwareCall.Invoke(loader->LoadFile, loader, &end, 0, &size, (void*)start.Value) != EfiStatus.Success
        )
        {
            return false;
        }
        file = new ReadOnlySpan<byte>((void*)start.Value, (int)size);
        return true;
    }
}

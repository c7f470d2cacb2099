using System;
using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Guests.Hostile;

/// <summary>
/// What <c>EFI_LOAD_FILE2_PROTOCOL</c> says of the initrd to the child, which is an initrd itself:
/// <c>initrd-short</c>: 4,096 bytes are written of all that were offered; <c>initrd-huge</c>: 2^64 - 1 bytes are;
/// <c>initrd-fails</c>: they are not there any more.
/// </summary>
internal static class BentInitrd
{
    private const ulong ShortBytes = 4096;

    private static ulong s_loadFile;
    private static ulong s_loader;
    private static ulong s_offeredBytes;
    private static EfiStatus s_status;

    /// <summary>Of the child itself all of it is loaded before.</summary>
    public static bool IsAsked { get; private set; }

    public static bool TryApply(ReadOnlySpan<char> setting)
    {
        bool isHuge = Setting.Is(setting, "initrd-huge");
        bool fails = Setting.Is(setting, "initrd-fails");
        IsAsked |= isHuge || fails || Setting.Is(setting, "initrd-short");
        s_offeredBytes = isHuge ? ulong.MaxValue : s_offeredBytes;
        s_status = fails ? EfiStatus.DeviceError : s_status;
        return isHuge || fails || Setting.Is(setting, "initrd-short");
    }

    // SAFETY: the protocol is the firmware's, and may lie in memory that is not written; this program stays until boot
    // services end.
    public static unsafe void Bend(EfiSystem system)
    {
        BootServicesTable* boot = (BootServicesTable*)((SystemTable*)system.Address.Value)->BootServices;
        VendorMediaDevicePath path = VendorMediaDevicePath.Of(WellKnownGuids.LinuxInitrdMedia);
        EfiGuid identifier = LoadFile2Protocol.Guid;
        if (
            system.Boot.TryFindDevice(identifier, &path, out nint handle)
            && system.Boot.AllocateProtocol(MemoryType.BootServicesData, out ProtocolInterface<LoadFile2Protocol> made)
                == EfiStatus.Success
        )
        {
            LoadFile2Protocol* loader = system.Boot.FindProtocol<LoadFile2Protocol>(handle);
            s_loadFile = loader->LoadFile;
            s_loader = (ulong)loader;
            made.Value.LoadFile = (ulong)(delegate* unmanaged<nint, nint, ulong, ulong*, byte*, ulong>)&Load;
            fixed (LoadFile2Protocol* own = &made.Value)
            {
                FirmwareCall.Invoke(boot->ReinstallProtocolInterface, (ulong)handle, &identifier, loader, own);
            }
        }
    }

    // SAFETY: the caller's pointers, as the firmware would take them.
    [UnmanagedCallersOnly]
    private static unsafe ulong Load(nint self, nint path, ulong policy, ulong* size, byte* buffer)
    {
        if (buffer == null || *size == 0)
        {
            ulong status = (ulong)FirmwareCall.Invoke(s_loadFile, s_loader, (ulong)path, policy, size, buffer);
            *size = s_offeredBytes != 0 ? s_offeredBytes : *size;
            return status;
        }
        if (s_status == EfiStatus.Success)
        {
            new Span<byte>(buffer, (int)ShortBytes).Clear();
            *size = ShortBytes;
        }
        return (ulong)s_status;
    }
}

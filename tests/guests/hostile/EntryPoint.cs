using System;
using System.Runtime;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Guests.Launcher;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Guests.Hostile;

/// <summary>
/// Stands between the firmware and the EFI image that it is given as an initrd, and bends one thing of the firmware:
/// its memory map, its tables, ExitBootServices, SetVirtualAddressMap, or a runtime service. Load options:
/// <c>SETTING [-- OPTIONS OF THE CHILD]</c>.
/// </summary>
internal static class EntryPoint
{
    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "hostile");
        Setting setting = Setting.Read(system, imageHandle);
        if (
            !BentServices.TryApply(system, setting.Name)
            && !BentRelocation.TryApply(system, setting.Name)
            && !BentMap.TryApply(system, setting.Name)
            && !BentExit.TryApply(system, setting.Name)
            && !BentPointers.TryApply(system, setting.Name)
            && !BentProtections.TryApply(setting.Name)
            && !BentTables.TryApply(system, setting.Name)
        )
        {
            return Stop(system, $"no such setting: {setting.Name}");
        }
        if (setting.Name.Length < 4 || !Setting.Is(setting.Name[^4..], "-crc"))
        {
            Checksums.Renew(system);
        }
        EfiApplication.WriteLine($"hostile: {setting.Name}");
        if (!ChildFile.TryLoad(system, out ReadOnlySpan<byte> file))
        {
            return Stop(system, $"no child: give an EFI image with -initrd");
        }
        EfiStatus status = system.Boot.LoadImage(imageHandle, file, out nint child);
        if (status == EfiStatus.Success)
        {
            ChildImage.Describe(system, child, setting.ForChild, Volume(system));
            status = system.Boot.StartImage(child);
        }
        return Stop(system, $"child returned {status}");
    }

    /// <summary>The disk, where there is one: for the reports of the child.</summary>
    // SAFETY: the tables are the firmware's, and so are the handles.
    private static unsafe ulong Volume(EfiSystem system)
    {
        SystemTable* table = (SystemTable*)system.Address.Value;
        BootServicesTable* boot = (BootServicesTable*)table->BootServices;
        foreach (nint device in system.Boot.FindHandles(DevicePathProtocol.Guid))
        {
            // Before a program that QEMU hands over nobody looked for disks.
            FirmwareCall.Invoke(boot->ConnectController, (ulong)device, 0, 0, 1);
        }
        ReadOnlySpan<nint> volumes = system.Boot.FindHandles(SimpleFileSystemProtocol.Guid);
        return volumes.Length > 1 ? (ulong)volumes[^1] : 0;
    }

    private static EfiStatus Stop(EfiSystem system, ref Text.TextLine last)
    {
        EfiApplication.WriteLine($"hostile: {last.Text}");
        return system.Runtime.ResetSystem(ResetType.Shutdown);
    }
}

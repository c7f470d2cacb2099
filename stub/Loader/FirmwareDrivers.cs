using System;
using Keelson.BootEntries;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// Drivers that the firmware has not, beside the boot loader as for systemd-boot: of a file system, for one, that the
/// boot entries are on.
/// </summary>
internal static class FirmwareDrivers
{
    /// <summary>One that does not load is named, and the others are loaded.</summary>
    public static void LoadAll(EfiSystem system, nint imageHandle, Volume volume, Firmware firmware)
    {
        if (!EntryDirectory.TryOpen(volume, EntryFolder.Drivers, out EntryDirectory directory))
        {
            return;
        }
        bool isAnyLoaded = false;
        nint device = Volume.DeviceOf(system, imageHandle);
        while (directory.TryNext())
        {
            scoped BootChoice choice = BootChoice.Make(default, false, default, default);
            choice.Entry.Program = directory.Path;
            choice.Entry.Name = new BootEntryName(directory.Name);
            if (
                EntryProgram.Load(system, imageHandle, device, in choice, firmware, out EntryProgram driver)
                == EfiStatus.Success
            )
            {
                EfiStatus status = driver.Run(default, firmware);
                isAnyLoaded |= status == EfiStatus.Success;
                Log.WriteLine($"driver {directory.Name}: {status}");
            }
        }
        directory.Close();
        if (isAnyLoaded)
        {
            ConnectAll(system);
        }
    }

    /// <summary>What is refused cannot be mended; firmware has handles that are none.</summary>
    private static void ConnectAll(EfiSystem system)
    {
        ReadOnlySpan<nint> handles = system.Boot.FindHandles();
        foreach (nint handle in handles)
        {
            system.Boot.ConnectController(handle);
        }
        system.Boot.FreeHandles(handles);
    }
}

using System;
using Keelson.BootTime;
using Keelson.DevicePaths;
using Keelson.DeviceTree;
using Keelson.Efi;
using Keelson.Platform;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>Whose kernel is ours, and has no console but those that it is told of; others have drivers.</summary>
internal ref partial struct PlatformTables
{
    static partial void AskFirmware(EfiSystem system, in DeviceTreeBlob tree, ref SerialPort console)
    {
        if (!console.Exists)
        {
            console = SerialPort.FromFirmware(tree, FindUart(system));
        }
    }

    static partial void FindMissing(BootTimeFacts fact, ref SerialPort console)
    {
        if (!ConsoleProbe.Answers(console, fact))
        {
            console = default;
        }
    }

    /// <summary>Of the devices that the firmware's text goes to (UEFI 2.10, 12.1; edk2's ConOut), the first.</summary>
    private static FirmwareUart FindUart(EfiSystem system)
    {
        FirmwareUart found = default;
        ReadOnlySpan<nint> handles = system.Boot.FindHandles(WellKnownGuids.ConsoleOutDevice);
        for (int i = 0; i < handles.Length && !found.Exists; i++)
        {
            found = FirmwareUart.FromDevicePath(new DevicePath(system.DevicePathOf(handles[i])));
        }
        system.Boot.FreeHandles(handles);
        return found;
    }
}

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
/// its memory map, its tables, ExitBootServices, SetVirtualAddressMap, or a runtime service, of its own or of a runtime
/// driver that it starts. Load options:
/// <c>SETTING[,SETTING...] [-- OPTIONS OF THE CHILD]</c>.
/// </summary>
internal static class EntryPoint
{
    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "hostile");
        Setting setting = Setting.Read(system, imageHandle);
        Checksums checksums = default;
        ReadOnlySpan<char> rest = setting.Name;
        while (Setting.TryTake(ref rest, out ReadOnlySpan<char> name))
        {
            if (
                !BentServices.TryApply(system, name)
                && !BentStructures.TryApply(system, name)
                && !BentState.TryApply(system, name)
                && !OtherProcessors.TryApply(system, name)
                && !BentRelocation.TryApply(system, name)
                && !BentOutcome.TryApply(system, name)
                && !BentMap.TryApply(system, name)
                && !CrowdedMap.TryApply(system, name)
                && !BentExit.TryApply(system, name)
                && !RefusedAllocations.TryApply(system, name)
                && !BentPointers.TryApply(system, name, ref checksums)
                && !BentHeaders.TryApply(system, name)
                && !BentProtections.TryApply(name)
                && !OfferedRandom.TryApply(system, name)
                && !OfferedScreen.TryApply(system, name)
                && !OfferedMeasurement.TryApply(system, name)
                && !OfferedProtections.TryApply(system, name)
                && !BentInitrd.TryApply(name)
                && !LongName.TryApply(system, name)
                && !WatchedVariables.TryApply(system, name)
                && !BentTables.TryApply(system, name)
                && !BentAttributes.TryApply(system, name)
                && !BentAcpi.TryApply(system, name)
                && !BentMachine.TryApply(system, name)
                && !BentDevices.TryApply(system, name)
                && !PatchedTables.TryApply(system, name)
                && !BentByDriver.TryApply(system, imageHandle, name)
            )
            {
                return Stop(system, $"no such setting: {name}");
            }
        }
        BentAttributes.ListServices(system);
        checksums.Renew(system);
        EfiApplication.WriteLine($"hostile: {setting.Name}");
        if (!ChildFile.TryLoad(system, out ReadOnlySpan<byte> file))
        {
            return Stop(system, $"no child: give an EFI image with -initrd");
        }
        if (RefusedAllocations.IsEach)
        {
            RefusedAllocations.RefuseEach(system, imageHandle, file);
            return Stop(system, $"each allocation refused");
        }
        if (BentInitrd.IsAsked)
        {
            BentInitrd.Bend(system);
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

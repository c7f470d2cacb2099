using System;
using Keelson.Addresses;
using Keelson.Efi;
using Keelson.Images;
using Keelson.Smbios;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// What this machine is: the first <c>compatible</c> of the firmware's device tree or, without a tree, the one that the
/// image has for what SMBIOS says.
/// </summary>
internal static class MachineModel
{
    /// <returns>Empty where it is unknown.</returns>
    public static ReadOnlySpan<byte> Find(EfiSystem system, OwnImage image, Firmware firmware)
    {
        if (system.TryFindTable(WellKnownGuids.DeviceTreeTable, out PhysicalAddress tree))
        {
            return AutomaticTrees.CompatibleOf(PlatformTables.ReadDeviceTree(firmware, tree));
        }
        if (
            !image.TryFindSection(UnifiedSections.HardwareIds, out ReadOnlySpan<byte> hardwareIds)
            || !system.TryFindTable(WellKnownGuids.Smbios3Table, out PhysicalAddress entryPoint)
            || !firmware.TryGet(entryPoint, SmbiosEntryPoint.SizeBytes, out ReadOnlySpan<byte> bytes)
        )
        {
            return default;
        }
        PhysicalRange place = SmbiosEntryPoint.Read(bytes);
        return firmware.TryGet(place.Start, place.SizeBytes, out ReadOnlySpan<byte> structures)
            ? HardwareIds.FindCompatible(hardwareIds, structures)
            : default;
    }
}

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
    /// <param name="system">Of this machine.</param>
    /// <param name="hardwareIds">The section <c>.hwids</c> of who has trees for it.</param>
    /// <param name="firmware">To read tables with.</param>
    /// <returns>Empty where it is unknown.</returns>
    public static ReadOnlySpan<byte> Find(EfiSystem system, ReadOnlySpan<byte> hardwareIds, Firmware firmware) =>
        system.TryFindTable(WellKnownGuids.DeviceTreeTable, out PhysicalAddress tree)
            ? AutomaticTrees.CompatibleOf(PlatformTables.ReadDeviceTree(firmware, tree))
            : HardwareIds.FindCompatible(hardwareIds, MachineTables.Find(system, firmware));
}

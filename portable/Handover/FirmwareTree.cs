using Keelson.Addresses;
using Keelson.DeviceTree;

namespace Keelson.Handover;

/// <summary>What becomes of a device tree that the firmware publishes and that is none.</summary>
public static class FirmwareTree
{
    /// <summary>
    /// Linux's stub boots without a tree whose header is wrong (drivers/firmware/efi/libstub/fdt.c, get_fdt). One that
    /// is wrong inside ends the boot, unless ACPI describes the machine as well.
    /// </summary>
    /// <param name="error">What is wrong with it.</param>
    /// <param name="acpiRootPointer">0 where there is no ACPI.</param>
    public static bool IsPassedOver(DeviceTreeError error, PhysicalAddress acpiRootPointer) =>
        error != DeviceTreeError.None && (error <= DeviceTreeError.BadTotalSize || acpiRootPointer.Value != 0);
}

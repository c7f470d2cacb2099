using System;
using Keelson.Addresses;
using Keelson.Efi;
using Keelson.Smbios;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>What SMBIOS says of the machine.</summary>
internal static class MachineTables
{
    /// <returns>Empty where the firmware has none that can be read.</returns>
    public static ReadOnlySpan<byte> Find(EfiSystem system, Firmware firmware)
    {
        if (
            !system.TryFindTable(WellKnownGuids.Smbios3Table, out PhysicalAddress entryPoint)
            || !firmware.TryGet(entryPoint, SmbiosEntryPoint.SizeBytes, out ReadOnlySpan<byte> bytes)
        )
        {
            return default;
        }
        PhysicalRange place = SmbiosEntryPoint.Read(bytes);
        return firmware.TryGet(place.Start, place.SizeBytes, out ReadOnlySpan<byte> structures) ? structures : default;
    }

    /// <summary>
    /// Options for the kernel out of the OEM strings (type 11), by which who runs a virtual machine configures it
    /// (systemd-stub(7), systemd-boot(7)).
    /// </summary>
    /// <returns>Empty where there are none.</returns>
    public static ReadOnlySpan<byte> FindOptions(EfiSystem system, Firmware firmware) =>
        SmbiosStructure.TryFind(Find(system, firmware), SmbiosStructure.OemStrings, out SmbiosStructure strings)
            ? strings.FindText(Product.MachineOptions)
            : default;
}

using System;
using System.Runtime.InteropServices;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.DeviceTree;
using Keelson.Display;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.Platform;
using Keelson.Reports;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// What the firmware's configuration tables say of the machine: device tree or ACPI, its console, what runtime services
/// it claims.
/// </summary>
internal ref partial struct PlatformTables
{
    /// <summary>Empty where the firmware offers none (ACPI systems).</summary>
    public ReadOnlySpan<byte> DeviceTree;
    public SerialPort Console;
    public Framebuffer Screen;

    /// <summary>Where the tree wants reports kept across a reset.</summary>
    public PhysicalRange ReportArea;
    public PsciConduit Psci;
    public RuntimeServicesSupported Services;
    public VirtualMapMode VirtualMap;

    /// <param name="system">Whose tables.</param>
    /// <param name="loadedTree">In place of the firmware's, unless empty.</param>
    /// <param name="firmware">To read them with.</param>
    public static PlatformTables Find(EfiSystem system, ReadOnlySpan<byte> loadedTree, Firmware firmware)
    {
        PlatformTables found = default;
        found.DeviceTree = loadedTree;
        if (loadedTree.IsEmpty && system.TryFindTable(WellKnownGuids.DeviceTreeTable, out PhysicalAddress tree))
        {
            found.DeviceTree = ReadDeviceTree(firmware, tree);
        }
        system.TryFindTable(WellKnownGuids.Acpi20Table, out PhysicalAddress rootPointer);
        if (DeviceTreeBlob.TryCreate(found.DeviceTree, out DeviceTreeBlob blob, out DeviceTreeError error))
        {
            found.Console = SerialPort.FromDeviceTree(blob);
            AskFirmware(system, blob, ref found.Console);
            FindMissing(BootTimeFacts.TreeConsoleLost, ref found.Console);
            found.Psci = PowerControl.FromDeviceTree(blob);
            found.ReportArea = ReportPlaces.InDeviceTree(blob);
        }
        else if (!found.DeviceTree.IsEmpty && FirmwareTree.IsPassedOver(error, rootPointer))
        {
            Log.WriteLine($"warning: firmware's device tree ignored: {error.Text()}");
            found.DeviceTree = default;
        }
        if (rootPointer.Value != 0)
        {
            AcpiTables<Firmware> acpi = new(firmware);
            if (!found.Console.Exists)
            {
                found.Console = SerialPort.FromAcpi(acpi, rootPointer);
                FindMissing(BootTimeFacts.AcpiConsoleLost, ref found.Console);
            }
            if (found.Psci == PsciConduit.None)
            {
                found.Psci = PowerControl.FromAcpi(acpi, rootPointer);
            }
        }
        Screens.Find(system, out found.Screen);
        found.Services = ReadSupported(system, firmware);
        found.VirtualMap = found.Services.Claims(RuntimeService.SetVirtualAddressMap)
            ? VirtualMapMode.Relocated
            : VirtualMapMode.Identity;
        return found;
    }

    /// <summary>Which port the firmware's own console is at, where the device tree names none.</summary>
    static partial void AskFirmware(EfiSystem system, in DeviceTreeBlob tree, ref SerialPort console);

    /// <summary>A port whose registers do not answer is none.</summary>
    static partial void FindMissing(BootTimeFacts fact, ref SerialPort console);

    /// <summary>As long as its header says; whether the rest is sound is for the validator to say.</summary>
    public static ReadOnlySpan<byte> ReadDeviceTree(Firmware firmware, PhysicalAddress start)
    {
        const uint MaximumSizeBytes = 0x20_0000;
        if (!firmware.TryGet(start, DeviceTreeHeader.SizeBytes, out ReadOnlySpan<byte> header))
        {
            return default;
        }
        return
            DeviceTreeHeader.TryReadTotalSize(header, out uint size)
            && size is >= DeviceTreeHeader.SizeBytes and <= MaximumSizeBytes
            ? firmware.Memory(PhysicalRange.FromSize(start, size))
            : header;
    }

    private static RuntimeServicesSupported ReadSupported(EfiSystem system, Firmware firmware)
    {
        if (
            !system.TryFindTable(WellKnownGuids.RtPropertiesTable, out PhysicalAddress address)
            || !firmware.TryGet(address, RtPropertiesTable.SizeBytes, out ReadOnlySpan<byte> bytes)
        )
        {
            return RuntimeServicesSupported.All;
        }
        return new RuntimeServicesSupported(MemoryMarshal.Read<RtPropertiesTable>(bytes).Supported);
    }
}

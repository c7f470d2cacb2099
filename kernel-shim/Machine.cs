using Keelson.Acpi;
using Keelson.Memory;
using Keelson.Platform;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>What the machine is, where the device tree does not say it.</summary>
internal static class Machine
{
    public static PsciConduit Psci { get; private set; }

    public static void Discover(DeviceTreeWindow tree, FirmwareTables firmware)
    {
        Psci = PowerControl.FromDeviceTree(tree.Blob);
        if (!firmware.TryFindTable(WellKnownGuids.Acpi20Table, out PhysicalAddress rootPointer))
            return;
        AcpiTables<FirmwareTables> acpi = new(firmware);
        if (Psci == PsciConduit.None)
            Psci = PowerControl.FromAcpi(acpi, rootPointer);
        if (!Log.HasConsole)
            Log.Attach(SerialPort.FromAcpi(acpi, rootPointer));
    }
}

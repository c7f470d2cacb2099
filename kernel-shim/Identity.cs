using System;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.DeviceTree;
using Keelson.Kernel;
using Keelson.Platform;
using Keelson.Smbios;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>Who is judged, and by what: said before anything else, and kept with the report.</summary>
internal static class Identity
{
    /// <summary>Of those that are kept, among which many are for a later kernel.</summary>
    private const int MaximumOptionBytes = 160;

    public static void Say(in EntryState entry, in FirmwareTables firmware, DeviceTreeBlob tree, uint runNumber)
    {
        ushort minor = (ushort)firmware.SystemTable.Header.Revision;
        Say(
            $"firmware: {firmware.Vendor}, revision 0x{firmware.SystemTable.FirmwareRevision:x}, UEFI "
                + $"{firmware.SystemTable.Header.Revision >> 16}.{minor / 10}"
        );
        SayBoard(firmware);
        Say($"processor: MIDR_EL1 0x{Cpu.MainId():x}, entered at EL{entry.ExceptionLevel}");
        SayProcessors(firmware, tree);
        Say(
            $"Keelson: commit {BuildIdentity.Commit}, kernel-shim {KernelSpace.Granule.PageSize >> 10} KB pages, "
                + $"build 0x{Backtrace.Build:x}"
        );
        if (runNumber != 0)
        {
            Say($"run: {runNumber}");
        }
        // The log has them already, whole.
        ReadOnlySpan<byte> options = CommandLine.Own;
        if (!options.IsEmpty)
        {
            TextLine line = $"options: {options[..Math.Min(options.Length, MaximumOptionBytes)]}";
            ReportStore.Remark(line.Text);
        }
    }

    private static void SayBoard(in FirmwareTables firmware)
    {
        if (
            !firmware.TryFindTable(WellKnownGuids.Smbios3Table, out PhysicalAddress entry)
            || !FirmwareTables.TryWindow(firmware.Map, entry, SmbiosEntryPoint.SizeBytes, out ReadOnlySpan<byte> point)
        )
        {
            return;
        }
        PhysicalRange range = SmbiosEntryPoint.Read(point);
        // What it calls a maximum may end behind the memory that the table is in.
        if (range.IsEmpty || !firmware.Map.TryFind(range.Start, out MemoryDescriptor region))
        {
            return;
        }
        ulong size = Math.Min(range.SizeBytes, region.PhysicalEnd - range.Start);
        if (!FirmwareTables.TryWindow(firmware.Map, range.Start, size, out ReadOnlySpan<byte> table))
        {
            return;
        }
        if (SmbiosStructure.TryFind(table, SmbiosStructure.Firmware, out SmbiosStructure bios))
        {
            Say($"SMBIOS firmware: {bios.Text(4)}, {bios.Text(5)}, {bios.Text(8)}");
        }
        if (SmbiosStructure.TryFind(table, SmbiosStructure.System, out SmbiosStructure system))
        {
            Say($"SMBIOS system: {system.Text(4)}, {system.Text(5)}, {system.Text(6)}");
        }
        if (SmbiosStructure.TryFind(table, SmbiosStructure.Baseboard, out SmbiosStructure board))
        {
            Say($"SMBIOS board: {board.Text(4)}, {board.Text(5)}, {board.Text(6)}");
        }
    }

    private static void SayProcessors(in FirmwareTables firmware, DeviceTreeBlob tree)
    {
        int processors = ProcessorCount.FromDeviceTree(tree);
        if (processors != 0)
        {
            Say($"processors in the device tree: {processors}");
        }
        else if (firmware.TryFindTable(WellKnownGuids.Acpi20Table, out PhysicalAddress rootPointer))
        {
            processors = ProcessorCount.FromAcpi(new AcpiTables<FirmwareTables>(firmware), rootPointer);
            Say($"processors in the MADT: {processors}");
        }
    }

    /// <summary>The firmware's strings are anybody's: none of them begins a line of its own.</summary>
    private static void Say(ref TextLine line)
    {
        line.MaskControls();
        Log.Line(ref line);
        ReportStore.Remark(line.Text);
    }
}

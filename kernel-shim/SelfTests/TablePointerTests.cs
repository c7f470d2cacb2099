using System;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.Audits;
using Keelson.Findings;
using Keelson.RuntimeServices;
using Keelson.Smbios;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// Pointers that kernels follow, those to tables of tables included, and what they lead to: part of the group of the
/// tables.
/// </summary>
internal static class TablePointerTests
{
    public const int Results = 1;

    public static void Run(ref TestBench bench)
    {
        int before = bench.Report.Findings.Errors;
        uint count = bench.Firmware.Identity.TableCount;
        for (uint i = 0; i < count; i++)
        {
            ConfigurationTable table = bench.Firmware.Table(i);
            ReadOnlySpan<byte> name = ConfigurationTableNames.Of(table.VendorGuid);
            // One that was converted has changed, and is told as that.
            bool isConverted =
                bench.Handover.HasBootRecord
                && !bench.Map.TryFind(new PhysicalAddress(table.VendorTable), out _)
                && RuntimeSpace.TryToPhysical(bench.Map, new VirtualAddress(table.VendorTable), out _);
            if (!name.IsEmpty && !isConverted)
            {
                CheckPointer(ref bench, name, new PhysicalAddress(table.VendorTable));
                CheckBeginning(ref bench, name, table);
            }
        }
        if (count == 0 && bench.Firmware.SystemTable.TableCount != 0 && RuntimeClient.Gate.IsOpen)
        {
            PhysicalAddress tables = new(bench.Firmware.SystemTable.ConfigurationTable);
            bench.Report.Finding(
                LostAs(in bench, tables),
                "EFI_SYSTEM_TABLE.ConfigurationTable"u8,
                $"{tables}, {bench.Firmware.SystemTable.TableCount} tables"
            );
        }
        if (FirmwareReservations.Malformed.Value != 0)
        {
            bench.Report.Finding(
                FindingId.TableNotAsListed,
                "node of LINUX_EFI_MEMRESERVE_TABLE"u8,
                $"{FirmwareReservations.Malformed}"
            );
        }
        if (FirmwareReservations.Lost.Value != 0 && bench.Report.Findings.Errors == before)
        {
            CheckPointer(ref bench, "node of LINUX_EFI_MEMRESERVE_TABLE"u8, FirmwareReservations.Lost);
        }
        if (
            bench.Firmware.TryFindTable(WellKnownGuids.Smbios3Table, out PhysicalAddress entry)
            && FirmwareTables.TryWindow(bench.Map, entry, SmbiosEntryPoint.SizeBytes, out ReadOnlySpan<byte> point)
            && SmbiosEntryPoint.Read(point) is { IsEmpty: false } structures
        )
        {
            CheckStructures(ref bench, structures);
        }
        CheckAcpi(ref bench);
        bench.Report.Check(
            bench.Report.Findings.Errors == before,
            "configuration tables lie in memory of the map"u8,
            $"{count} tables"
        );
    }

    /// <summary>What the entry point calls a size may be the largest, and end behind the memory.</summary>
    private static void CheckStructures(ref TestBench bench, PhysicalRange structures)
    {
        ReadOnlySpan<byte> name = "SMBIOS structures"u8;
        int before = bench.Report.Findings.Errors;
        CheckPointer(ref bench, name, structures.Start);
        if (
            bench.Report.Findings.Errors == before
            && bench.Map.TryFind(structures.Start, out MemoryDescriptor region)
            && !region.IsUsable
            && FirmwareTables.TryWindow(
                bench.Map,
                structures.Start,
                Math.Min(structures.SizeBytes, region.PhysicalEnd - structures.Start),
                out ReadOnlySpan<byte> table
            )
            && !SmbiosStructure.AreChained(table)
        )
        {
            bench.Report.Finding(FindingId.TableNotAsListed, name, $"{structures.Start}");
        }
    }

    /// <summary>What the root pointer leads to, which no kernel can do without where it boots by ACPI.</summary>
    private static void CheckAcpi(ref TestBench bench)
    {
        if (!bench.Firmware.TryFindTable(WellKnownGuids.Acpi20Table, out PhysicalAddress root))
        {
            return;
        }
        AcpiTables<FirmwareTables> tables = new(bench.Firmware);
        int next = 0;
        while (tables.TryFindFault(root, ref next, out AcpiFault fault))
        {
            bench.Report.Finding(
                fault.IsInMemory ? FindingId.TableNotAsListed : LostAs(in bench, fault.Address),
                next == AcpiTables<FirmwareTables>.FirstEntry ? "ACPI XSDT"u8
                    : fault.IsNarrow ? "table of the ACPI RSDT"u8
                    : "table of the ACPI XSDT"u8,
                $"{fault.Address}"
            );
        }
    }

    /// <summary>
    /// Not what lies in memory that is free by now: tables of boot time may (UEFI 2.10, 2.3.6), and kernels copy them.
    /// Those of ACPI may not.
    /// </summary>
    private static void CheckBeginning(ref TestBench bench, ReadOnlySpan<byte> name, in ConfigurationTable table)
    {
        PhysicalAddress start = new(table.VendorTable);
        bool isFree = bench.Map.TryFind(start, out MemoryDescriptor region) && region.IsUsable;
        if (isFree && table.VendorGuid == WellKnownGuids.Acpi20Table)
        {
            bench.Report.Finding(FindingId.RuntimeMemoryIsFree, name, $"{start}");
        }
        if (
            !isFree
            && FirmwareTables.TryWindow(
                bench.Map,
                start,
                ConfigurationTableAudit.BeginningBytes,
                out ReadOnlySpan<byte> beginning
            )
            && !(
                ConfigurationTableAudit.IsAsListed(table.VendorGuid, beginning)
                && FirmwareTables.TryWindow(
                    bench.Map,
                    start,
                    ConfigurationTableAudit.SizeOf(table.VendorGuid, beginning),
                    out _
                )
            )
        )
        {
            bench.Report.Finding(FindingId.TableNotAsListed, name, $"{start}");
        }
    }

    private static void CheckPointer(ref TestBench bench, ReadOnlySpan<byte> name, PhysicalAddress address)
    {
        if (!FirmwareTables.TryWindow(bench.Map, address, 1, out _))
        {
            bench.Report.Finding(LostAs(in bench, address), name, $"{address}");
        }
    }

    /// <summary>Kernels read memory that is not write-back as what it is; here it is left alone.</summary>
    public static FindingId LostAs(in TestBench bench, PhysicalAddress address) =>
        !bench.Map.TryFind(address, out MemoryDescriptor region) ? FindingId.PointerOutsideMap
        : region.IsUsable ? FindingId.RuntimeMemoryIsFree
        : !region.IsWriteBack && region.IsFirmwares ? FindingId.RamNotWriteBack
        : FindingId.PointerOutsideMap;
}

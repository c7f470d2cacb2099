using System;
using Keelson.Addresses;
using Keelson.Audits;
using Keelson.BootTime;
using Keelson.Findings;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>Patch 3/8: the firmware's tables, read through addresses brought back from virtual to physical.</summary>
internal static class FirmwareTableTests
{
    private const int OwnResults = 6;

    public static void Run(ref TestBench bench)
    {
        bench.Report.BeginGroup(
            "tables"u8,
            OwnResults + BootTimeTests.Results + TablePointerTests.Results + MachineTests.Results
        );
        CheckCrc(ref bench, bench.Firmware.SystemTableCrc, FindingId.SystemTableCrc, "3/8 system table CRC32 valid"u8);
        CheckCrc(
            ref bench,
            bench.Firmware.RuntimeTableCrc,
            FindingId.RuntimeTableCrc,
            "3/8 runtime services table CRC32 valid"u8
        );
        BootTimeTests.Run(ref bench);
        TablePointerTests.Run(ref bench);
        CheckIdentity(ref bench);
        CheckProperties(ref bench);
        CheckAttributes(ref bench);
        MachineTests.Run(ref bench);
        bench.Report.EndGroup("tables"u8);
    }

    /// <summary>
    /// Firmware that rewrites its pointers has to update the CRC32 (UEFI 2.10, 4.2). No kernel relies on it, so it is a
    /// warning and not the end of a chain.
    /// </summary>
    private static void CheckCrc(ref TestBench bench, TableCrc crc, FindingId id, ReadOnlySpan<byte> name)
    {
        if (crc == TableCrc.Right)
        {
            bench.Report.Check(true, name);
            return;
        }
        if (crc == TableCrc.Unreadable)
        {
            bench.Report.Skip(name, "the table cannot be reached"u8);
            return;
        }
        bench.Report.Finding(id, id == FindingId.SystemTableCrc ? "EFI_SYSTEM_TABLE"u8 : "EFI_RUNTIME_SERVICES"u8, $"");
        bench.Report.Skip(name, "not updated by SetVirtualAddressMap"u8);
    }

    private static void CheckIdentity(ref TestBench bench)
    {
        ReadOnlySpan<byte> vendor = "3/8 firmware vendor unchanged by SetVirtualAddressMap"u8;
        ReadOnlySpan<byte> tables = "3/8 configuration tables unchanged by SetVirtualAddressMap"u8;
        FirmwareIdentity now = bench.Firmware.Identity;
        bool isLost = !RuntimeClient.Gate.IsOpen && now.TableCount == 0;
        if (!bench.Handover.HasBootRecord || isLost)
        {
            ReadOnlySpan<byte> reason = isLost ? "relocated to unknown addresses"u8 : "not booted by keelson-stub"u8;
            bench.Report.Skip(vendor, reason);
            bench.Report.Skip(tables, reason);
            return;
        }
        FirmwareIdentity before = bench.Handover.BootRecord.Identity;
        if (now.VendorCrc == 0)
        {
            PhysicalAddress lost = new(bench.Firmware.SystemTable.FirmwareVendor);
            bench.Report.Finding(
                TablePointerTests.LostAs(in bench, lost),
                "EFI_SYSTEM_TABLE.FirmwareVendor"u8,
                $"{lost}"
            );
        }
        else if (now.VendorCrc != before.VendorCrc)
        {
            bench.Report.Finding(
                FindingId.TablesChanged,
                "EFI_SYSTEM_TABLE.FirmwareVendor"u8,
                $"{bench.Firmware.Vendor}"
            );
        }
        bool isSame =
            now.TableCount == before.TableCount
            && (now.TablesCrc == before.TablesCrc || bench.Firmware.UnconvertedTablesCrc() == before.TablesCrc);
        // Where they are not to be read any more, that is what is told.
        bool isUnreadable = now.TableCount == 0 && bench.Firmware.SystemTable.TableCount != 0;
        if (!isSame && !isUnreadable)
        {
            bench.Report.Finding(
                FindingId.TablesChanged,
                "EFI_SYSTEM_TABLE.ConfigurationTable"u8,
                $"{before.TableCount} tables, then {now.TableCount}"
            );
        }
        bench.Report.Check(
            now.VendorCrc == before.VendorCrc && now.VendorCrc != 0,
            vendor,
            $"{bench.Firmware.Vendor}, CRC 0x{now.VendorCrc:x}"
        );
        bench.Report.Check(isSame && now.TableCount != 0, tables, $"{now.TableCount} tables, CRC 0x{now.TablesCrc:x}");
    }

    private static void CheckProperties(ref TestBench bench)
    {
        ReadOnlySpan<byte> name = "EFI_RT_PROPERTIES_TABLE is well-formed"u8;
        if (!bench.Firmware.TryFindTable(WellKnownGuids.RtPropertiesTable, out _))
        {
            bench.Report.Skip(name, "none: all services are claimed"u8);
            return;
        }
        if (!bench.Firmware.TryReadProperties(out RtPropertiesTable table))
        {
            bench.SkipAfter(FindingId.PointerOutsideMap, name);
            return;
        }
        bool isWellFormed = RtPropertiesAudit.IsWellFormed(table);
        if (!isWellFormed)
        {
            bench.Report.Finding(
                FindingId.RtPropertiesMalformed,
                "EFI_RT_PROPERTIES_TABLE"u8,
                $"version {table.Version}, {table.LengthBytes} bytes, 0x{table.Supported:x}"
            );
            bench.Report.Skip(name, TestBench.Warned);
            return;
        }
        bench.Report.Check(true, name, $"0x{table.Supported:x}");
    }

    private static void CheckAttributes(ref TestBench bench)
    {
        ReadOnlySpan<byte> name = "EFI_MEMORY_ATTRIBUTES_TABLE keeps the rules"u8;
        if (!bench.Firmware.TryFindTable(WellKnownGuids.MemoryAttributesTable, out PhysicalAddress address))
        {
            bench.Report.Skip(name, "none"u8);
            return;
        }
        if (!FirmwareTables.TryWindow(bench.Map, address, 1, out _))
        {
            bench.SkipAfter(FindingId.PointerOutsideMap, name);
            return;
        }
        if (!bench.Firmware.TryReadAttributes(address, out MemoryAttributesTable table))
        {
            if (
                FirmwareTables.TryWindow(
                    bench.Map,
                    address,
                    MemoryAttributesTable.HeaderSizeBytes,
                    out ReadOnlySpan<byte> header
                ) && MemoryAttributesTable.IsNewer(header)
            )
            {
                bench.Report.Finding(FindingId.AttributesVersionUnknown, "EFI_MEMORY_ATTRIBUTES_TABLE"u8, $"");
                bench.Report.Skip(name, TestBench.Warned);
                return;
            }
            bench.Report.Finding(FindingId.AttributesTableMalformed, "EFI_MEMORY_ATTRIBUTES_TABLE"u8, $"at {address}");
            bench.Report.Check(false, name, $"at {address}");
            return;
        }
        int before = bench.Report.Findings.Errors;
        ReportedRegions<LogSink> regions = bench.Regions;
        MemoryAttributesAudit.Run(table, bench.Map, ref regions);
        bench.Report = regions.Report;
        int errors = bench.Report.Findings.Errors - before;
        bench.HasSoundAttributes = errors == 0;
        bench.Report.Check(errors == 0, name, $"{table.Count} entries, {errors} errors");
    }
}

using System;
using Keelson.Audits;
using Keelson.BootTime;
using Keelson.Findings;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>Patch 3/8: the firmware's tables, read through addresses brought back from virtual to physical.</summary>
internal static class FirmwareTableTests
{
    private const int Results = 6;

    public static void Run(ref TestBench bench)
    {
        bench.Report.BeginGroup("tables"u8, Results);
        CheckCrc(
            ref bench,
            bench.Firmware.HasValidCrc32 ? TableCrc.Right : TableCrc.Wrong,
            FindingId.SystemTableCrc,
            "3/8 system table CRC32 valid"u8
        );
        CheckCrc(
            ref bench,
            bench.Firmware.RuntimeTableCrc,
            FindingId.RuntimeTableCrc,
            "3/8 runtime services table CRC32 valid"u8
        );
        CheckIdentity(ref bench);
        CheckProperties(ref bench);
        CheckAttributes(ref bench);
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
        bench.Report.Check(
            now.VendorCrc == before.VendorCrc && now.VendorCrc != 0,
            vendor,
            $"{bench.Firmware.Vendor}, CRC 0x{now.VendorCrc:x}"
        );
        bench.Report.Check(
            now == before && now.TableCount != 0,
            tables,
            $"{now.TableCount} tables, CRC 0x{now.TablesCrc:x}"
        );
    }

    private static void CheckProperties(ref TestBench bench)
    {
        ReadOnlySpan<byte> name = "EFI_RT_PROPERTIES_TABLE is well-formed"u8;
        if (!bench.Firmware.TryFindTable(WellKnownGuids.RtPropertiesTable, out _))
        {
            bench.Report.Skip(name, "none: all services are claimed"u8);
            return;
        }
        bool isSound = bench.Firmware.TryReadProperties(out RtPropertiesTable table);
        bool isWellFormed = isSound && RtPropertiesAudit.IsWellFormed(table);
        if (!isWellFormed)
        {
            bench.Report.Finding(
                FindingId.RtPropertiesMalformed,
                "EFI_RT_PROPERTIES_TABLE"u8,
                $"version {table.Version}, {table.LengthBytes} bytes, 0x{table.Supported:x}"
            );
        }
        bench.Report.Check(isWellFormed, name, $"0x{table.Supported:x}");
    }

    private static void CheckAttributes(ref TestBench bench)
    {
        ReadOnlySpan<byte> name = "EFI_MEMORY_ATTRIBUTES_TABLE keeps the rules"u8;
        if (!bench.Firmware.TryFindTable(WellKnownGuids.MemoryAttributesTable, out Addresses.PhysicalAddress address))
        {
            bench.Report.Skip(name, "none"u8);
            return;
        }
        if (!bench.Firmware.TryReadAttributes(address, out MemoryAttributesTable table))
        {
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

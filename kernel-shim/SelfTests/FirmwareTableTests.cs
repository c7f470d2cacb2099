using System;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Audits;
using Keelson.BootTime;
using Keelson.Findings;
using Keelson.RuntimeServices;
using Keelson.Smbios;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>Patch 3/8: the firmware's tables, read through addresses brought back from virtual to physical.</summary>
internal static class FirmwareTableTests
{
    private const int Results = 13;

    private static ReadOnlySpan<byte> NotSeen => "not booted by BOOTAA64.EFI"u8;

    public static void Run(ref TestBench bench)
    {
        bench.Report.BeginGroup("tables"u8, Results);
        CheckCrc(ref bench, bench.Firmware.SystemTableCrc, FindingId.SystemTableCrc, "3/8 system table CRC32 valid"u8);
        CheckCrc(
            ref bench,
            bench.Firmware.RuntimeTableCrc,
            FindingId.RuntimeTableCrc,
            "3/8 runtime services table CRC32 valid"u8
        );
        CheckBootTime(ref bench);
        CheckPointers(ref bench);
        CheckIdentity(ref bench);
        CheckProperties(ref bench);
        CheckAttributes(ref bench);
        CheckMachine(ref bench);
        CheckDevices(ref bench);
        CheckCounter(ref bench);
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

    /// <summary>The one register that firmware fills in for kernels as it does a table.</summary>
    private static void CheckCounter(ref TestBench bench)
    {
        ulong frequency = Cpu.CounterFrequency();
        bool isInTree = (FactsOf(in bench) & BootTimeFacts.CounterRateInTree) != 0;
        if (frequency == 0)
        {
            // Linux takes that of the tree.
            bench.Report.Finding(
                isInTree ? FindingId.CounterRateInTree : FindingId.CounterRateMissing,
                "CNTFRQ_EL0"u8,
                $""
            );
        }
        bench.Report.Check(frequency != 0 || isInTree, "frequency of the counter set"u8, $"{frequency} Hz");
    }

    private static BootTimeFacts FactsOf(in TestBench bench) =>
        bench.Handover.HasBootRecord ? bench.Handover.BootRecord.Facts : default;

    /// <summary>What the stub found missing.</summary>
    private static void CheckMachine(ref TestBench bench)
    {
        ReadOnlySpan<byte> name = "the machine is described as kernels need it"u8;
        BootTimeFacts facts = FactsOf(in bench);
        if ((facts & BootTimeFacts.Seen) == 0)
        {
            bench.Report.Skip(name, NotSeen);
            return;
        }
        bool isWhole = (facts & MachineAudit.Refused) == 0;
        while (MachineAudit.TryTake(ref facts, out ReadOnlySpan<byte> text))
        {
            bench.Report.Finding(FindingId.DescriptionRefused, text, $"");
        }
        bench.Report.Check(isWhole, name);
    }

    /// <summary>Those that kernels use before a driver has looked for them.</summary>
    private static void CheckDevices(ref TestBench bench)
    {
        int missing = 0;
        for (MissingDevice device = 0; device < MissingDevice.Count; device++)
        {
            if (MissingDevices.Has(device, out PhysicalAddress address))
            {
                missing++;
                TextLine seen = $"{address}";
                if (device == MissingDevice.Processor)
                {
                    seen.AppendFormatted(": "u8);
                    seen.AppendFormatted(Watcher.Refusal);
                }
                else if (bench.Map.TryFind(address, out MemoryDescriptor region))
                {
                    seen.AppendFormatted(" is "u8);
                    seen.AppendFormatted(region.Type);
                }
                bench.Report.Finding(FindingId.DeviceMissing, device.Text(), ref seen);
            }
        }
        bench.Report.Check(missing == 0, "consoles, interrupt controller and processors are as they are described"u8);
    }

    /// <summary>What only the stub could see.</summary>
    private static void CheckBootTime(ref TestBench bench)
    {
        ReadOnlySpan<byte> crc = "CRC32s of the tables valid before SetVirtualAddressMap"u8,
            protections = "memory protected while boot services last"u8;
        BootTimeFacts facts = FactsOf(in bench);
        if ((facts & BootTimeFacts.Seen) == 0)
        {
            bench.Report.Skip(crc, NotSeen);
        }
        else if ((facts & BootTimeAudit.WrongCrcs) == 0)
        {
            bench.Report.Check(true, crc);
        }
        else
        {
            TellTables(ref bench, facts & BootTimeAudit.WrongCrcs, FindingId.BootTimeCrc);
            bench.Report.Skip(crc, TestBench.Warned);
        }
        CheckHeaders(ref bench, facts);
        if ((facts & BootTimeFacts.ProtectionsSeen) == 0)
        {
            bench.Report.Skip(protections, "the firmware's translation tables were not read"u8);
            return;
        }
        TextLine seen = BootTimeAudit.ToLine(facts);
        if ((facts & BootTimeAudit.Unprotected) != 0)
        {
            bench.Report.Finding(FindingId.BootTimeProtections, "memory"u8, ref seen);
        }
        bench.Report.Check(true, protections, ref seen);
    }

    private static void CheckHeaders(ref TestBench bench, BootTimeFacts facts)
    {
        ReadOnlySpan<byte> name = "headers of the tables before SetVirtualAddressMap"u8;
        if ((facts & BootTimeFacts.Seen) == 0)
        {
            bench.Report.Skip(name, NotSeen);
            return;
        }
        facts &= BootTimeAudit.WrongHeaders;
        TellTables(ref bench, facts, FindingId.TableHeaderWrong);
        bench.Report.Check(facts == 0, name);
    }

    /// <summary>A finding for each bit.</summary>
    private static void TellTables(ref TestBench bench, BootTimeFacts wrong, FindingId id)
    {
        for (uint bit = 1; bit != 0; bit <<= 1)
        {
            if ((wrong & (BootTimeFacts)bit) != 0)
            {
                bench.Report.Finding(id, BootTimeAudit.TableOf((BootTimeFacts)bit), $"");
            }
        }
    }

    /// <summary>Pointers that kernels follow, those to tables of tables included.</summary>
    private static void CheckPointers(ref TestBench bench)
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
            bench.Report.Finding(
                FindingId.PointerOutsideMap,
                "EFI_SYSTEM_TABLE.ConfigurationTable"u8,
                $"0x{bench.Firmware.SystemTable.ConfigurationTable:x}, {bench.Firmware.SystemTable.TableCount} tables"
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
                fault.IsInMemory ? FindingId.TableNotAsListed
                    : bench.Map.TryFind(fault.Address, out MemoryDescriptor region) && region.IsUsable
                        ? FindingId.RuntimeMemoryIsFree
                    : LostAs(in bench, fault.Address),
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
    private static FindingId LostAs(in TestBench bench, PhysicalAddress address) =>
        bench.Map.TryFind(address, out MemoryDescriptor region) && !region.IsWriteBack && region.IsFirmwares
            ? FindingId.RamNotWriteBack
            : FindingId.PointerOutsideMap;

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
            bench.Report.Finding(
                FindingId.PointerOutsideMap,
                "EFI_SYSTEM_TABLE.FirmwareVendor"u8,
                $"0x{bench.Firmware.SystemTable.FirmwareVendor:x}"
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
            bench.Report.Skip(name, "KF-045 comes first"u8);
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
            bench.Report.Skip(name, "KF-045 comes first"u8);
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

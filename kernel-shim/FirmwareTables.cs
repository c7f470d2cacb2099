using System;
using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Audits;
using Keelson.BootTime;
using Keelson.Handover;
using Keelson.Kernel;
using Keelson.Paging;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>
/// The system table and what it points to, outside the runtime address space: each of its virtual pointers is brought
/// back to a physical one by the memory map (patch 3/8), and that page is mapped read-only in a window for the purpose.
/// </summary>
internal readonly struct FirmwareTables : IPhysicalMemory
{
    private const ulong MaximumVendorBytes = 256;

    private readonly unsafe void* _map;
    private readonly int _mapSizeBytes;
    private readonly MemoryMapInfo _mapInfo;

    public readonly PhysicalAddress SystemTableAddress;
    public readonly SystemTable SystemTable;
    public readonly FirmwareIdentity Identity;

    /// <summary>Of the system table, as the firmware must leave it after SetVirtualAddressMap.</summary>
    public readonly TableCrc SystemTableCrc = TableCrc.Unreadable;
    private readonly PhysicalAddress _configurationTables;

    // SAFETY: the map's memory is reserved and mapped as long as the kernel runs, and nothing moves it.
    private unsafe FirmwareTables(in KernelHandover handover, MemoryMapView map)
    {
        fixed (byte* bytes = map.Bytes)
        {
            _map = bytes;
        }
        _mapSizeBytes = map.Bytes.Length;
        _mapInfo = handover.Map;
        SystemTableAddress = handover.SystemTable;
        if (
            TryWindow(map, SystemTableAddress, SystemTable.SizeBytes, out ReadOnlySpan<byte> table)
            && MemoryMarshal.Read<SystemTable>(table) is { Header.Signature: SystemTable.Signature } found
        )
        {
            SystemTable = found;
            SystemTableCrc = TableHeader.HasValidCrc32(table) ? TableCrc.Right : TableCrc.Wrong;
        }
        ReadOnlySpan<byte> vendor = ReadVendor(map, SystemTable.FirmwareVendor);
        ulong tableBytes = SystemTable.TableCount * ConfigurationTable.SizeBytes;
        ReadOnlySpan<byte> tables = default;
        _configurationTables = default;
        if (
            SystemTable.TableCount > 256
            || !TryToPhysical(map, SystemTable.ConfigurationTable, out _configurationTables)
            || !TryWindow(map, _configurationTables, tableBytes, out tables)
        )
        {
            tables = default;
            // Where it leads is no address to look at.
            _configurationTables = default;
        }
        Identity = FirmwareIdentity.Of(vendor, tables);
    }

    /// <summary>Who made the firmware.</summary>
    public unsafe ReadOnlySpan<char> Vendor
    {
        get
        {
            ReadOnlySpan<byte> utf16 = ReadVendor(Map, SystemTable.FirmwareVendor);
            // SAFETY: the same memory, whose length in characters is half of that in bytes.
            fixed (byte* bytes = utf16)
            {
                return new ReadOnlySpan<char>(bytes, utf16.Length / sizeof(char));
            }
        }
    }

    /// <summary>Without a system table there is nothing to be called, and the report says so.</summary>
    public bool HasSystemTable => SystemTableCrc != TableCrc.Unreadable;

    public static FirmwareTables Open(in KernelHandover handover, MemoryMapView map) => new(handover, map);

    // SAFETY: the constructor took both from a map that had been validated.
    public unsafe MemoryMapView Map
    {
        get
        {
            MemoryMapView.TryCreate(new Span<byte>(_map, _mapSizeBytes), _mapInfo, out MemoryMapView map);
            return map;
        }
    }

    /// <summary>One of <see cref="FirmwareIdentity.TableCount"/>.</summary>
    // SAFETY: the constructor mapped as many entries as are counted.
    public unsafe ConfigurationTable Table(uint index) =>
        ((ConfigurationTable*)KernelLayout.Firmware(_configurationTables).Value)[index];

    /// <summary>
    /// <see cref="FirmwareIdentity.TablesCrc"/> as it was if pointers of tables that are somebody's own were converted:
    /// whether they are is for whoever defined them (UEFI 2.10, 4.6).
    /// </summary>
    // SAFETY: the constructor mapped as many entries as are counted.
    public unsafe uint UnconvertedTablesCrc()
    {
        Crc32 crc = Crc32.Start();
        ConfigurationTable* tables = (ConfigurationTable*)KernelLayout.Firmware(_configurationTables).Value;
        for (uint i = 0; i < Identity.TableCount; i++)
        {
            ulong pointer = tables[i].VendorTable;
            if (
                ConfigurationTableNames.Of(tables[i].VendorGuid).IsEmpty
                && RuntimeSpace.TryToPhysical(Map, new VirtualAddress(pointer), out PhysicalAddress physical)
            )
            {
                pointer = physical.Value;
            }
            crc.Append(new ReadOnlySpan<byte>(tables + i, EfiGuid.SizeBytes));
            crc.Append(pointer);
        }
        return crc.Value;
    }

    /// <summary>The vendor's table: a physical address, whatever SetVirtualAddressMap did.</summary>
    // SAFETY: the constructor mapped as many entries as are counted.
    public unsafe bool TryFindTable(EfiGuid guid, out PhysicalAddress table)
    {
        ConfigurationTable* tables = (ConfigurationTable*)KernelLayout.Firmware(_configurationTables).Value;
        for (uint i = 0; i < Identity.TableCount; i++)
        {
            if (tables[i].VendorGuid != guid)
            {
                continue;
            }
            table = new PhysicalAddress(tables[i].VendorTable);
            return true;
        }
        table = default;
        return false;
    }

    /// <summary>Which services the firmware claims: all, where no table can be read.</summary>
    public RuntimeServicesSupported Supported =>
        TryReadProperties(out RtPropertiesTable table)
            ? new RuntimeServicesSupported(table.Supported)
            : RuntimeServicesSupported.All;

    public bool TryReadProperties(out RtPropertiesTable table)
    {
        table = default;
        if (
            !TryFindTable(WellKnownGuids.RtPropertiesTable, out PhysicalAddress address)
            || !TryWindow(Map, address, RtPropertiesTable.SizeBytes, out ReadOnlySpan<byte> bytes)
        )
        {
            return false;
        }
        table = MemoryMarshal.Read<RtPropertiesTable>(bytes);
        return true;
    }

    public bool TryReadAttributes(PhysicalAddress address, out MemoryAttributesTable table)
    {
        table = default;
        return TryWindow(Map, address, MemoryAttributesTable.HeaderSizeBytes, out ReadOnlySpan<byte> bytes)
            && MemoryAttributesTable.SizeOf(bytes) is > 0 and ulong sizeBytes
            && TryWindow(Map, address, sizeBytes, out bytes)
            && MemoryAttributesTable.TryCreate(bytes, out table);
    }

    /// <summary>CRC-32 of the runtime services table, which SetVirtualAddressMap rewrites as well.</summary>
    public TableCrc RuntimeTableCrc =>
        TryReadServices(out ReadOnlySpan<byte> bytes)
            ? TableHeader.HasValidCrc32(bytes)
                ? TableCrc.Right
                : TableCrc.Wrong
            : TableCrc.Unreadable;

    /// <summary>EFI_RUNTIME_SERVICES, as SetVirtualAddressMap left it.</summary>
    public bool TryReadServices(out ReadOnlySpan<byte> table)
    {
        table = default;
        return TryToPhysical(Map, SystemTable.RuntimeServices, out PhysicalAddress address)
            && TryWindow(Map, address, RuntimeServicesTable.SizeBytes, out table);
    }

    /// <summary>
    /// ACPI's tables, wherever in memory the firmware keeps them: mapped for reading as they are asked for.
    /// </summary>
    public bool TryGet(PhysicalAddress start, ulong sizeBytes, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (
            !Map.TryFind(start, out MemoryDescriptor region)
            || sizeBytes > region.PhysicalEnd - start
            || !region.IsFirmwares
        )
        {
            return false;
        }
        return TryWindow(Map, start, sizeBytes, out bytes);
    }

    /// <summary>
    /// A pointer of the firmware's: virtual where it was relocated, physical where SetVirtualAddressMap failed.
    /// </summary>
    private static bool TryToPhysical(MemoryMapView map, ulong pointer, out PhysicalAddress physical)
    {
        if (RuntimeSpace.TryToPhysical(map, new VirtualAddress(pointer), out physical))
        {
            return true;
        }
        physical = new PhysicalAddress(pointer);
        return map.TryFind(physical, out MemoryDescriptor region) && region.IsRuntime;
    }

    private static ReadOnlySpan<byte> ReadVendor(MemoryMapView map, ulong address)
    {
        if (!TryToPhysical(map, address, out PhysicalAddress start) || !map.TryFind(start, out MemoryDescriptor region))
        {
            return default;
        }
        if (
            !TryWindow(
                map,
                start,
                Math.Min(MaximumVendorBytes, region.PhysicalEnd - start),
                out ReadOnlySpan<byte> text
            )
        )
        {
            return default;
        }
        int length = 0;
        while (length + 2 <= text.Length && (text[length] | text[length + 1]) != 0)
        {
            length += 2;
        }
        return text[..length];
    }

    /// <summary>
    /// Maps the pages around a table of the firmware, read only, after making sure that the map knows them as memory,
    /// and that there is memory.
    /// </summary>
    public static unsafe bool TryWindow(
        MemoryMapView map,
        PhysicalAddress start,
        ulong sizeBytes,
        out ReadOnlySpan<byte> bytes
    )
    {
        bytes = default;
        if (
            !map.TryFind(start, out MemoryDescriptor region)
            || sizeBytes > region.PhysicalEnd - start
            || sizeBytes > int.MaxValue
            || !region.IsWriteBack
            || !KernelLayout.IsInFirmwareWindow(region.PhysicalEnd)
        )
        {
            return false;
        }
        PhysicalRange pages = PhysicalRange.FromSize(start, sizeBytes).RoundOut(KernelSpace.Granule.PageSize);
        KernelSpace.Map(
            pages,
            KernelLayout.Firmware(pages.Start),
            Protection.KernelReadOnlyData,
            BlockPolicy.PagesOnly
        );
        for (ulong offset = 0; offset < sizeBytes; offset += KernelSpace.Granule.PageSize)
        {
            if (!Probe.TryReadByte(KernelLayout.Firmware(start + offset)))
            {
                return false;
            }
        }
        // SAFETY: just mapped, and each page was read from.
        bytes = new ReadOnlySpan<byte>((void*)KernelLayout.Firmware(start).Value, (int)sizeBytes);
        return true;
    }
}

/// <summary>What the CRC-32 in a table's header says of it.</summary>
internal enum TableCrc
{
    Right,
    Wrong,
    Unreadable,
}

using System;
using System.Buffers.Binary;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Platform;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// Tables that begin as they should, and whose inside is none: of ACPI (<c>inside-acpi-FAULT</c>), SMBIOS
/// (<c>inside-smbios-FAULT</c>), Linux's list of reservations (<c>inside-list-FAULT</c>), the list of tables itself
/// (<c>inside-tables-FAULT</c>), the vendor's name, the device tree.
/// </summary>
internal static class BentStructures
{
    private const string Prefix = "inside-";
    private const ulong Nowhere = 0x7fff_0000_0000;

    public static bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        if (setting.Length <= Prefix.Length || !Setting.Is(setting[..Prefix.Length], Prefix))
        {
            return false;
        }
        setting = setting[Prefix.Length..];
        return TryList(system, setting)
            || TryTables(system, setting)
            || TryTree(system, setting)
            || TryManagement(system, setting)
            || system.TryFindTable(WellKnownGuids.Acpi20Table, out PhysicalAddress root) && TryAcpi(root, setting);
    }

    // SAFETY: a page of our own, which stays.
    private static unsafe bool TryList(EfiSystem system, ReadOnlySpan<char> fault)
    {
        if (Setting.Is(fault, "seed-huge") || Setting.Is(fault, "seed-lost"))
        {
            // LINUX_EFI_RANDOM_SEED begins with its size.
            byte* page = (byte*)Nowhere;
            if (Setting.Is(fault, "seed-huge"))
            {
                if (
                    system.Boot.AllocatePages(MemoryType.AcpiReclaim, 1, AlignedPages.Highest, out PhysicalAddress seed)
                    != EfiStatus.Success
                )
                {
                    return false;
                }
                page = (byte*)seed.Value;
                *(uint*)page = uint.MaxValue;
            }
            return system.Boot.InstallConfigurationTable(WellKnownGuids.LinuxRandomSeed, page) == EfiStatus.Success;
        }
        bool loops = Setting.Is(fault, "list-loop"),
            isWide = Setting.Is(fault, "list-wide"),
            wraps = Setting.Is(fault, "list-wraps"),
            isAll = Setting.Is(fault, "list-all");
        if (
            !loops && !isWide && !wraps && !isAll
            || system.Boot.AllocatePages(
                MemoryType.RuntimeServicesData,
                1,
                AlignedPages.Highest,
                out PhysicalAddress at
            ) != EfiStatus.Success
        )
        {
            return false;
        }
        uint* head = (uint*)at.Value;
        ulong* cells = (ulong*)at.Value;
        head[0] = isWide ? uint.MaxValue : 255;
        head[1] = isWide ? uint.MaxValue : 1;
        cells[1] = loops ? at.Value : 0;
        cells[2] =
            wraps ? 0xffff_ffff_ffff_f000ul
            : isAll ? 0ul
            : 0x4800_0000ul;
        cells[3] =
            wraps ? 1ul << 63
            : isAll ? 1ul << 48
            : 0x1000ul;
        return system.Boot.InstallConfigurationTable(WellKnownGuids.LinuxMemoryReservations, head) == EfiStatus.Success;
    }

    // SAFETY: the firmware's own table of tables.
    private static unsafe bool TryTables(EfiSystem system, ReadOnlySpan<char> fault)
    {
        SystemTable* table = (SystemTable*)system.Address.Value;
        ConfigurationTable* tables = (ConfigurationTable*)table->ConfigurationTable;
        if (Setting.Is(fault, "tables-many"))
        {
            table->TableCount = 300;
        }
        else if (Setting.Is(fault, "tables-endless"))
        {
            table->TableCount = 0x7fff_ffff_ffff;
        }
        else if (Setting.Is(fault, "tables-lost"))
        {
            table->ConfigurationTable = 0;
        }
        else if (Setting.Is(fault, "tables-null"))
        {
            for (ulong i = 0; i < table->TableCount; i++)
            {
                if (
                    tables[i].VendorGuid == WellKnownGuids.Smbios3Table
                    || tables[i].VendorGuid == WellKnownGuids.MemoryAttributesTable
                )
                {
                    tables[i].VendorTable = 0;
                }
            }
        }
        else if (Setting.Is(fault, "tables-twice"))
        {
            // The last one, known to nobody, becomes a second SMBIOS that is nowhere.
            tables[table->TableCount - 1].VendorGuid = WellKnownGuids.Smbios3Table;
            tables[table->TableCount - 1].VendorTable = Nowhere;
        }
        else if (Setting.Is(fault, "vendor-endless"))
        {
            if (
                system.Boot.AllocatePages(
                    MemoryType.RuntimeServicesData,
                    16,
                    AlignedPages.Highest,
                    out PhysicalAddress at
                ) != EfiStatus.Success
            )
            {
                return false;
            }
            new Span<char>((void*)at.Value, 0x8000).Fill('x');
            table->FirmwareVendor = at.Value;
        }
        else if (Setting.Is(fault, "vendor-lines"))
        {
            if (
                system.Boot.AllocatePages(
                    MemoryType.RuntimeServicesData,
                    16,
                    AlignedPages.Highest,
                    out PhysicalAddress at
                ) != EfiStatus.Success
            )
            {
                return false;
            }
            "A\r\nnot ok 1 # finding\u001b[2J\nkeelson: report passed\0"
                .AsSpan()
                .CopyTo(new Span<char>((void*)at.Value, 100));
            table->FirmwareVendor = at.Value;
        }
        else
        {
            return false;
        }
        return true;
    }

    private static bool TryTree(EfiSystem system, ReadOnlySpan<char> fault)
    {
        if (!system.TryFindTable(WellKnownGuids.DeviceTreeTable, out PhysicalAddress start))
        {
            return false;
        }
        default(BentAcpi.Memory).TryGet(start, 40, out ReadOnlySpan<byte> header);
        Span<byte> words = BentMachine.Writable(header);
        uint size = BinaryPrimitives.ReadUInt32BigEndian(header[4..]),
            structure = BinaryPrimitives.ReadUInt32BigEndian(header[8..]),
            structureSize = BinaryPrimitives.ReadUInt32BigEndian(header[36..]);
        if (Setting.Is(fault, "tree-cut"))
        {
            BinaryPrimitives.WriteUInt32BigEndian(words[4..], structure + structureSize / 2);
        }
        else if (Setting.Is(fault, "tree-large"))
        {
            BinaryPrimitives.WriteUInt32BigEndian(words[4..], size + 0x30_0000);
        }
        else if (Setting.Is(fault, "tree-endless"))
        {
            default(BentAcpi.Memory).TryGet(start + structure, structureSize, out ReadOnlySpan<byte> all);
            BinaryPrimitives.WriteUInt32BigEndian(BentMachine.Writable(all)[^4..], 4);
        }
        else
        {
            return false;
        }
        return true;
    }

    private static bool TryManagement(EfiSystem system, ReadOnlySpan<char> fault)
    {
        bool loops = Setting.Is(fault, "smbios-loop"),
            isText = Setting.Is(fault, "smbios-text"),
            isEmpty = Setting.Is(fault, "smbios-zero"),
            hasLines = Setting.Is(fault, "smbios-lines");
        if (
            !loops && !isText && !isEmpty && !hasLines
            || !system.TryFindTable(WellKnownGuids.Smbios3Table, out PhysicalAddress start)
        )
        {
            return false;
        }
        default(BentAcpi.Memory).TryGet(start, 24, out ReadOnlySpan<byte> entry);
        default(BentAcpi.Memory).TryGet(
            new PhysicalAddress(BinaryPrimitives.ReadUInt64LittleEndian(entry[16..])),
            BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]),
            out ReadOnlySpan<byte> structures
        );
        Span<byte> bytes = BentMachine.Writable(structures);
        if (loops)
        {
            bytes[1] = 0;
        }
        else if (hasLines)
        {
            bytes[bytes[1]] = (byte)'\n';
        }
        else
        {
            bytes.Fill(isText ? (byte)'A' : (byte)0);
        }
        return true;
    }

    private static bool TryAcpi(PhysicalAddress root, ReadOnlySpan<char> fault)
    {
        AcpiTables<BentAcpi.Memory> tables = new(default);
        default(BentAcpi.Memory).TryGet(root, 36, out ReadOnlySpan<byte> pointer);
        PhysicalAddress list = new(BinaryPrimitives.ReadUInt64LittleEndian(pointer[24..]));
        default(BentAcpi.Memory).TryGet(list, 8, out ReadOnlySpan<byte> header);
        int length = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        default(BentAcpi.Memory).TryGet(list, (ulong)length + 8, out ReadOnlySpan<byte> whole);
        Span<byte> xsdt = BentMachine.Writable(whole[..length]);
        if (Setting.Is(fault, "acpi-list-odd"))
        {
            xsdt = BentMachine.Writable(whole[..(length - 4)]);
            BinaryPrimitives.WriteInt32LittleEndian(xsdt[4..], length - 4);
        }
        else if (Setting.Is(fault, "acpi-list-huge"))
        {
            BinaryPrimitives.WriteInt32LittleEndian(xsdt[4..], 0x7fff_ffff);
        }
        else if (Setting.Is(fault, "acpi-list-empty"))
        {
            xsdt = xsdt[..36];
            BinaryPrimitives.WriteInt32LittleEndian(xsdt[4..], 36);
        }
        else if (Setting.Is(fault, "acpi-list-short"))
        {
            BinaryPrimitives.WriteInt32LittleEndian(xsdt[4..], 8);
        }
        else if (Setting.Is(fault, "acpi-list-name"))
        {
            xsdt[0] = (byte)'Y';
        }
        else if (Setting.Is(fault, "acpi-list-self"))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(xsdt[^8..], list.Value);
        }
        else if (Setting.Is(fault, "acpi-list-twice"))
        {
            xsdt[36..44].CopyTo(xsdt[^8..]);
        }
        else if (Setting.Is(fault, "acpi-list-odd-entry"))
        {
            xsdt[^8] |= 1;
        }
        else if (Setting.Is(fault, "acpi-root-narrow-lost"))
        {
            // An RSDT alone, and a table of it that is nowhere.
            return BentMachine.TryNarrow(root) && TryLoseNarrow(root);
        }
        else if (tables.TryFind(root, "APIC"u8, out ReadOnlySpan<byte> table) && Setting.Is(fault, "acpi-madt-zero"))
        {
            BentMachine.Writable(table)[45] = 0;
            BentAcpi.Seal(BentMachine.Writable(table));
            return true;
        }
        else if (Setting.Is(fault, "acpi-madt-end"))
        {
            // The last structure says that it is longer than what is left.
            InterruptControllerStructures parts = new(table);
            ReadOnlySpan<byte> last = default;
            while (parts.TryTake(out ReadOnlySpan<byte> part))
            {
                last = part;
            }
            BentMachine.Writable(last)[1] = 0xff;
            BentAcpi.Seal(BentMachine.Writable(table));
            return true;
        }
        else if (Setting.Is(fault, "acpi-fadt-short") && tables.TryFind(root, "FACP"u8, out table))
        {
            return Shorten(table, 44);
        }
        else if (Setting.Is(fault, "acpi-gtdt-short") && tables.TryFind(root, "GTDT"u8, out table))
        {
            return Shorten(table, 48);
        }
        else if (Setting.Is(fault, "acpi-spcr-short") && tables.TryFind(root, "SPCR"u8, out table))
        {
            return Shorten(table, 44);
        }
        else if (Setting.Is(fault, "acpi-spcr-type") && tables.TryFind(root, "SPCR"u8, out table))
        {
            BentMachine.Writable(table)[36] = 0x7f;
            BentAcpi.Seal(BentMachine.Writable(table));
            return true;
        }
        else if (Setting.Is(fault, "acpi-spcr-port") && tables.TryFind(root, "SPCR"u8, out table))
        {
            BentMachine.Writable(table)[40] = 1;
            BentAcpi.Seal(BentMachine.Writable(table));
            return true;
        }
        else
        {
            return false;
        }
        BentAcpi.Seal(xsdt);
        return true;
    }

    private static bool TryLoseNarrow(PhysicalAddress root)
    {
        default(BentAcpi.Memory).TryGet(root, 36, out ReadOnlySpan<byte> pointer);
        PhysicalAddress list = new(BinaryPrimitives.ReadUInt32LittleEndian(pointer[16..]));
        default(BentAcpi.Memory).TryGet(list, 8, out ReadOnlySpan<byte> header);
        int length = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        default(BentAcpi.Memory).TryGet(list, (ulong)length, out ReadOnlySpan<byte> whole);
        Span<byte> rsdt = BentMachine.Writable(whole);
        BinaryPrimitives.WriteUInt32LittleEndian(rsdt[^4..], 0x0f00_0000);
        BentAcpi.Seal(rsdt);
        return true;
    }

    private static bool Shorten(ReadOnlySpan<byte> table, int length)
    {
        Span<byte> bytes = BentMachine.Writable(table)[..length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], length);
        BentAcpi.Seal(bytes);
        return true;
    }
}

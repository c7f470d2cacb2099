using System;
using System.Buffers.Binary;
using Keelson.Acpi;
using Keelson.Addresses;

namespace Keelson.Platform;

/// <summary>
/// Devices that ACPI names with their addresses in tables: ports, timers, watchdogs, interrupt controllers, PCI. The
/// others stand in the DSDT, which is code (AML) that nobody runs for this.
/// </summary>
public static class AcpiDevices
{
    /// <summary>
    /// As much as one device has where a table does not say it: a page of 64 KB (Server Base System Architecture, 3.2).
    /// </summary>
    private const uint FrameBytes = 0x1_0000;
    private const int NameBytes = 9;
    private const int SignatureAt = 5;

    /// <summary>Of a field: in the table's own head, not in a structure of a type.</summary>
    private const byte Head = 0xff;

    /// <summary>Each of <see cref="NameBytes"/>, the last four the table's signature.</summary>
    private static ReadOnlySpan<byte> Names => "ACPI SPCRACPI DBG2ACPI GTDTACPI APICACPI MCFG"u8;

    /// <summary>
    /// Where addresses stand, a byte each: the table's first letter, the type of structure, the offset, and how many
    /// times <see cref="FrameBytes"/> lie there, or 0 where the bytes follow the address (ACPI 6.5, 5.2.12.14 to
    /// 5.2.12.18 and 5.2.25; Microsoft's Serial Port Console Redirection Table).
    /// </summary>
    private static ReadOnlySpan<uint> Fields =>
        [
            0x53_ff_2c_01, // SPCR: base address
            0x47_ff_24_01, // GTDT: counter control
            0x47_ff_50_01, // GTDT: counter read
            0x47_00_04_01, // GTDT: timers
            0x47_01_04_01, // GTDT: watchdog, refresh
            0x47_01_0c_01, // GTDT: watchdog, control
            0x41_0b_20_01, // MADT: CPU interface
            0x41_0b_28_01, // MADT: virtual CPU interface
            0x41_0b_30_01, // MADT: virtual interface control
            0x41_0b_3c_02, // MADT: redistributor of one processor
            0x41_0c_08_01, // MADT: distributor
            0x41_0d_08_01, // MADT: message frame
            0x41_0e_04_00, // MADT: redistributors
            0x41_0f_08_02, // MADT: translation service
        ];

    /// <summary>Which of them has registers in a range of addresses.</summary>
    /// <param name="tables">Where to look.</param>
    /// <param name="rootPointer">As for <see cref="AcpiTables{TMemory}.TryFind"/>.</param>
    /// <param name="range">Of physical addresses.</param>
    /// <returns>The table that names one; empty where none does.</returns>
    public static ReadOnlySpan<byte> Find<TMemory>(
        AcpiTables<TMemory> tables,
        PhysicalAddress rootPointer,
        PhysicalRange range
    )
        where TMemory : struct, IPhysicalMemory
    {
        for (int at = 0; at < Names.Length; at += NameBytes)
        {
            ReadOnlySpan<byte> name = Names.Slice(at, NameBytes);
            if (
                tables.TryFind(rootPointer, name[SignatureAt..], out ReadOnlySpan<byte> table)
                && HasRegisters(table, range)
            )
            {
                return name;
            }
        }

        return default;
    }

    private static bool HasRegisters(ReadOnlySpan<byte> table, PhysicalRange range)
    {
        byte letter = table[0];
        bool has = HasField(letter, Head, table, range);
        // Where the structures begin: a table says it, or it is fixed.
        ReadOnlySpan<byte> rest = From(
            table,
            letter switch
            {
                (byte)'S' => (uint)table.Length,
                (byte)'D' => Number(table, 36),
                (byte)'G' => Number(table, 92),
                _ => 44,
            }
        );
        while (rest.Length >= sizeof(uint))
        {
            uint length = letter switch
            {
                (byte)'M' => 16,
                (byte)'A' => rest[1],
                _ => BinaryPrimitives.ReadUInt16LittleEndian(rest[1..]),
            };
            if (length < sizeof(uint) || length > rest.Length)
            {
                break;
            }
            ReadOnlySpan<byte> structure = rest[..(int)length];
            has |= letter switch
            {
                (byte)'M' => HasBuses(structure, range),
                (byte)'D' => HasPort(structure, range),
                _ => HasField(letter, structure[0], structure, range),
            };
            rest = rest[(int)length..];
        }

        return has;
    }

    private static bool HasField(byte letter, byte type, ReadOnlySpan<byte> structure, PhysicalRange range)
    {
        bool has = false;
        for (int i = 0; i < Fields.Length; i++)
        {
            uint field = Fields[i];
            if (field >> 16 == ((uint)letter << 8 | type))
            {
                uint offset = field >> 8 & byte.MaxValue;
                uint frames = field & byte.MaxValue;
                uint bytes = frames == 0 ? Number(structure, offset + sizeof(ulong)) : frames * FrameBytes;
                has |= Holds(structure, offset, bytes, range);
            }
        }

        return has;
    }

    /// <summary>
    /// Microsoft's Debug Port Table 2: a count, and a place, of generic addresses (ACPI 6.5, 5.2.3.2), each of 12 bytes
    /// of which the last eight are the address.
    /// </summary>
    private static bool HasPort(ReadOnlySpan<byte> port, PhysicalRange range)
    {
        uint place = Number(port, 18) & ushort.MaxValue;
        bool has = false;
        for (int i = 0; i < port[3]; i++, place += 12)
        {
            has |= Holds(port, place + 4, FrameBytes, range);
        }

        return has;
    }

    /// <summary>PCI Firmware Specification, 4.1.2: where bus 0 is or would be, and 1 MB for each of the buses from one
    /// to another.</summary>
    private static bool HasBuses(ReadOnlySpan<byte> buses, PhysicalRange range)
    {
        PhysicalAddress address = new(BinaryPrimitives.ReadUInt64LittleEndian(buses));
        return new PhysicalRange(address + ((ulong)buses[10] << 20), address + ((ulong)buses[11] + 1 << 20)).Overlaps(
            range
        );
    }

    /// <summary>Registers from an address on, which lies in a table; 0 is none.</summary>
    private static bool Holds(ReadOnlySpan<byte> table, uint offset, uint sizeBytes, PhysicalRange range)
    {
        ReadOnlySpan<byte> rest = From(table, offset);
        ulong address = rest.Length >= sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(rest) : 0;
        return address != 0 && PhysicalRange.FromSize(new PhysicalAddress(address), sizeBytes).Overlaps(range);
    }

    private static ReadOnlySpan<byte> From(ReadOnlySpan<byte> table, uint offset) =>
        offset < table.Length ? table[(int)offset..] : default;

    /// <returns>0 where the table ends before.</returns>
    private static uint Number(ReadOnlySpan<byte> table, uint offset)
    {
        ReadOnlySpan<byte> rest = From(table, offset);
        return rest.Length >= sizeof(uint) ? BinaryPrimitives.ReadUInt32LittleEndian(rest) : 0;
    }
}

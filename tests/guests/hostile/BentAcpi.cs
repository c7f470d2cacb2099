using System;
using System.Buffers.Binary;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// <c>acpi-shared</c>: ACPI gives the kernel what the runtime services of QEMU's virt board use: the first flash as a
/// debug port, and the clock as configuration space of PCI. <c>acpi-entry-lost</c>, <c>acpi-definitions-lost</c>,
/// <c>acpi-sum</c>: a table that is nowhere, or none.
/// </summary>
internal static class BentAcpi
{
    private const ulong Flash = 0x0400_0000;
    private const ulong Clock = 0x0901_0000;
    private const ulong Nowhere = 0x7fff_0000_0000;
    private const int ChecksumOffset = 9;

    /// <summary>All of memory, which the firmware maps 1:1.</summary>
    public readonly struct Memory : IPhysicalMemory
    {
        // SAFETY: addresses of the firmware's own tables.
        public unsafe bool TryGet(PhysicalAddress start, ulong sizeBytes, out ReadOnlySpan<byte> bytes)
        {
            bytes = new ReadOnlySpan<byte>((void*)start.Value, (int)sizeBytes);
            return true;
        }
    }

    public static bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        if (!system.TryFindTable(WellKnownGuids.Acpi20Table, out PhysicalAddress root))
        {
            return false;
        }
        AcpiTables<Memory> tables = new(default);
        if (!Setting.Is(setting, "acpi-shared"))
        {
            return TryLose(tables, root, setting);
        }
        if (
            !tables.TryFind(root, "DBG2"u8, out ReadOnlySpan<byte> port)
            || !tables.TryFind(root, "MCFG"u8, out ReadOnlySpan<byte> buses)
        )
        {
            return false;
        }
        int first = BinaryPrimitives.ReadInt32LittleEndian(port[36..]);
        int address = first + BinaryPrimitives.ReadUInt16LittleEndian(port[(first + 18)..]);
        Write(port, address + 4, Flash);
        Write(buses, 44, Clock);
        return true;
    }

    /// <summary>A table that is nowhere: the DSDT, or the last one of the XSDT; or one whose sum is wrong.</summary>
    private static bool TryLose(AcpiTables<Memory> tables, PhysicalAddress root, ReadOnlySpan<char> setting)
    {
        if (Setting.Is(setting, "acpi-definitions-lost") && tables.TryFind(root, "FACP"u8, out ReadOnlySpan<byte> fadt))
        {
            Write(fadt, 140, Nowhere);
            return true;
        }
        if (Setting.Is(setting, "acpi-sum") && tables.TryFind(root, "GTDT"u8, out ReadOnlySpan<byte> timers))
        {
            Damage(timers);
            return true;
        }
        if (!Setting.Is(setting, "acpi-entry-lost"))
        {
            return false;
        }
        default(Memory).TryGet(root, 36, out ReadOnlySpan<byte> pointer);
        PhysicalAddress list = new(BinaryPrimitives.ReadUInt64LittleEndian(pointer[24..]));
        default(Memory).TryGet(list, 8, out ReadOnlySpan<byte> header);
        int length = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        default(Memory).TryGet(list, (ulong)length, out ReadOnlySpan<byte> xsdt);
        Write(xsdt, length - 8, Nowhere);
        return true;
    }

    // SAFETY: as below.
    private static unsafe void Damage(ReadOnlySpan<byte> table)
    {
        fixed (byte* bytes = table)
        {
            bytes[ChecksumOffset] ^= 1;
        }
    }

    /// <summary>A number, and the table's sum zero again.</summary>
    // SAFETY: the table lies in memory of the firmware's that can be written under boot services.
    private static unsafe void Write(ReadOnlySpan<byte> table, int offset, ulong value)
    {
        fixed (byte* bytes = table)
        {
            Span<byte> whole = new(bytes, table.Length);
            BinaryPrimitives.WriteUInt64LittleEndian(whole[offset..], value);
            Seal(whole);
        }
    }

    /// <summary>Makes the sum zero again.</summary>
    public static void Seal(Span<byte> table, int sumAt = ChecksumOffset)
    {
        table[sumAt] = 0;
        byte sum = 0;
        foreach (byte one in table)
        {
            sum += one;
        }
        table[sumAt] = (byte)-sum;
    }
}

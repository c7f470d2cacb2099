using System;
using System.Buffers.Binary;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// <c>acpi-shared</c>: ACPI gives the kernel what the runtime services of QEMU's virt board use: the first flash as a
/// debug port, and the clock as configuration space of PCI.
/// </summary>
internal static class BentAcpi
{
    private const ulong Flash = 0x0400_0000;
    private const ulong Clock = 0x0901_0000;
    private const int ChecksumOffset = 9;

    /// <summary>All of memory, which the firmware maps 1:1.</summary>
    private readonly struct Memory : IPhysicalMemory
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
        if (
            !Setting.Is(setting, "acpi-shared")
            || !system.TryFindTable(WellKnownGuids.Acpi20Table, out PhysicalAddress root)
        )
        {
            return false;
        }
        AcpiTables<Memory> tables = new(default);
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

    /// <summary>A number, and the table's sum zero again.</summary>
    // SAFETY: the table lies in memory of the firmware's that can be written under boot services.
    private static unsafe void Write(ReadOnlySpan<byte> table, int offset, ulong value)
    {
        fixed (byte* bytes = table)
        {
            Span<byte> whole = new(bytes, table.Length);
            BinaryPrimitives.WriteUInt64LittleEndian(whole[offset..], value);
            whole[ChecksumOffset] = 0;
            byte sum = 0;
            foreach (byte one in table)
            {
                sum += one;
            }
            whole[ChecksumOffset] = (byte)-sum;
        }
    }
}

using System;
using System.Buffers.Binary;
using Keelson.Smbios;
using Keelson.Uefi;

namespace Keelson.Audits;

/// <summary>
/// Whether what a configuration table points to begins as the standard behind its GUID says: a pointer may lead to
/// memory, and to nothing that anybody can read there.
/// </summary>
public static class ConfigurationTableAudit
{
    /// <summary>What <see cref="IsAsListed"/> looks at, at most.</summary>
    public const int BeginningBytes = 40;

    private const int RootPointerBytes = 20;
    private const int LongRootPointerBytes = 36;
    private const int EntryPointBytes = 24;
    private const int LongestEntryPointBytes = 32;
    private const uint TreeVersion = 17;
    private const int ResourceTableBytes = 16;
    private const int ResourceBytes = 40;

    /// <summary>Of a table that begins in no known way, any beginning is right.</summary>
    /// <param name="guid">By which the table is listed.</param>
    /// <param name="beginning">Its first bytes, <see cref="BeginningBytes"/> where so many can be read.</param>
    public static bool IsAsListed(EfiGuid guid, ReadOnlySpan<byte> beginning)
    {
        if (guid == WellKnownGuids.Acpi20Table)
        {
            // ACPI 6.5, 5.2.5.3: the checksum of revision 0 is over the part that it has.
            return StartsWith(beginning, "RSD PTR "u8, RootPointerBytes)
                && IsSumZero(beginning[..RootPointerBytes])
                && (
                    beginning[15] < 2
                    || beginning.Length >= LongRootPointerBytes && IsSumZero(beginning[..LongRootPointerBytes])
                );
        }
        if (guid == WellKnownGuids.Smbios3Table)
        {
            // SMBIOS 3.6, 5.2.2; a later one may be longer, as Linux allows (drivers/firmware/dmi_scan.c).
            return StartsWith(beginning, "_SM3_"u8, EntryPointBytes)
                && beginning[6] is >= EntryPointBytes and <= LongestEntryPointBytes
                && beginning.Length >= beginning[6]
                && IsSumZero(beginning[..beginning[6]])
                && !SmbiosEntryPoint.Read(beginning).IsEmpty;
        }
        if (guid == WellKnownGuids.DeviceTreeTable)
        {
            return StartsWith(beginning, [0xd0, 0x0d, 0xfe, 0xed], BeginningBytes) && IsKnownTree(beginning);
        }
        if (guid == WellKnownGuids.SystemResourceTable)
        {
            return beginning.Length >= ResourceTableBytes && IsResourceTable(beginning);
        }
        return true;
    }

    /// <summary>By what stands in it: all of it has to lie in memory. 1 where that is not known.</summary>
    /// <param name="guid">As for <see cref="IsAsListed"/>.</param>
    /// <param name="beginning">Of a table that is as listed.</param>
    public static ulong SizeOf(EfiGuid guid, ReadOnlySpan<byte> beginning) =>
        guid == WellKnownGuids.SystemResourceTable
            ? ResourceTableBytes + (ulong)ResourceBytes * BinaryPrimitives.ReadUInt32LittleEndian(beginning)
        : guid == WellKnownGuids.DeviceTreeTable ? BinaryPrimitives.ReadUInt32BigEndian(beginning[4..])
        : 1;

    /// <summary>
    /// Of a version that readers of version 17 can read (Devicetree Specification v0.4, 5.2; libfdt, fdt_check_header).
    /// </summary>
    private static bool IsKnownTree(ReadOnlySpan<byte> tree)
    {
        uint compatible = BinaryPrimitives.ReadUInt32BigEndian(tree[24..]);
        return compatible <= TreeVersion && compatible <= BinaryPrimitives.ReadUInt32BigEndian(tree[20..]);
    }

    /// <summary>EFI_SYSTEM_RESOURCE_TABLE (UEFI 2.10, 23.4): entries, room for entries, version 1.</summary>
    private static bool IsResourceTable(ReadOnlySpan<byte> table)
    {
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(table),
            room = BinaryPrimitives.ReadUInt32LittleEndian(table[4..]);
        return count <= room && BinaryPrimitives.ReadUInt64LittleEndian(table[8..]) == 1;
    }

    private static bool StartsWith(ReadOnlySpan<byte> table, ReadOnlySpan<byte> signature, int sizeBytes) =>
        table.Length >= sizeBytes && table[..signature.Length].SequenceEqual(signature);

    private static bool IsSumZero(ReadOnlySpan<byte> table)
    {
        byte sum = 0;
        foreach (byte one in table)
        {
            sum = unchecked((byte)(sum + one));
        }
        return sum == 0;
    }
}

using System;
using System.Runtime.InteropServices;

namespace Keelson.Uefi;

/// <summary><c>EFI_TABLE_HEADER</c> (UEFI 2.10, 4.2).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct TableHeader
{
    public const int SizeBytes = 24;

    /// <summary>Where the CRC32 itself lies: it counts as zero while it is computed.</summary>
    public const int Crc32Offset = 16;

    public ulong Signature;
    public uint Revision;
    public uint HeaderSizeBytes;
    public uint Crc32;
    private readonly uint _reserved;

    /// <summary>
    /// Whether it is that of a table by its signature, of a UEFI that is known, and of all that UEFI 2.10 has in such a
    /// table.
    /// </summary>
    /// <param name="signature">The first eight bytes of the table.</param>
    /// <param name="sizeBytes">Of the table.</param>
    public readonly bool IsOf(ulong signature, int sizeBytes) =>
        Signature == signature && Revision >> 16 == 2 && HeaderSizeBytes >= sizeBytes;

    /// <summary>
    /// True where the bytes of a table, as long as its header says, carry the CRC32 that the header claims.
    /// </summary>
    public static bool HasValidCrc32(ReadOnlySpan<byte> table)
    {
        if (table.Length < SizeBytes)
        {
            return false;
        }

        TableHeader header = MemoryMarshal.Read<TableHeader>(table);
        if (header.HeaderSizeBytes < SizeBytes || header.HeaderSizeBytes > (uint)table.Length)
        {
            return false;
        }

        Crc32 crc = Uefi.Crc32.Start();
        crc.Append(table[..Crc32Offset]);
        crc.Append([0, 0, 0, 0]);
        crc.Append(table[(Crc32Offset + 4)..(int)header.HeaderSizeBytes]);
        return crc.Value == header.Crc32;
    }
}

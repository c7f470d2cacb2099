using System;
using System.Buffers.Binary;

namespace Keelson.Uefi;

/// <summary>
/// A GUID Partition Table (UEFI 2.10, 5.3), as far as it says what partitions are for. Its checksums and the number of
/// its entries are left to the firmware: what is found is looked for among the partitions that the firmware knows.
/// </summary>
public static class GuidPartitionTable
{
    /// <summary>The smallest entry; a header has less.</summary>
    private const int MinimumEntryBytes = 128;

    /// <summary>The first partition of a type.</summary>
    /// <param name="blocks">Of the disk: the header, and the entries on one side of it.</param>
    /// <param name="firstBlock">Which of the disk that begins with.</param>
    /// <param name="blockBytes">How large each is.</param>
    /// <param name="header">Where in it the header is.</param>
    /// <param name="type">What the partition is for.</param>
    /// <returns>Its own identifier; of all zeroes where there is no such partition, or no table.</returns>
    public static EfiGuid Find(ReadOnlySpan<byte> blocks, ulong firstBlock, uint blockBytes, int header, EfiGuid type)
    {
        ReadOnlySpan<byte> table = blocks[header..];
        if (table.Length >= MinimumEntryBytes && table.StartsWith("EFI PART"u8))
        {
            uint entryBytes = BinaryPrimitives.ReadUInt32LittleEndian(table[84..]);
            ulong at = (BinaryPrimitives.ReadUInt64LittleEndian(table[72..]) - firstBlock) * blockBytes;
            for (
                ;
                entryBytes >= MinimumEntryBytes && at <= (ulong)(blocks.Length - MinimumEntryBytes);
                at += entryBytes
            )
            {
                ReadOnlySpan<byte> entry = blocks[(int)at..];
                if (EfiGuid.Read(entry) == type)
                {
                    return EfiGuid.Read(entry[EfiGuid.SizeBytes..]);
                }
            }
        }

        return default;
    }
}

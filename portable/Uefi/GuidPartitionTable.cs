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

    /// <summary>The first partition of a type, on the disk of another one.</summary>
    /// <param name="blocks">Of the disk: the header, and the entries on one side of it.</param>
    /// <param name="firstBlock">Which of the disk that begins with.</param>
    /// <param name="blockBytes">How large each is.</param>
    /// <param name="header">Where in it the header is.</param>
    /// <param name="type">What the partition is for.</param>
    /// <param name="other">The identifier of a partition that the disk is known to have.</param>
    /// <param name="partition">Its own identifier; of all zeroes where there is no such partition.</param>
    /// <returns>False where there is no table, or one that is damaged: the other partition is not in it.</returns>
    public static bool TryFind(
        ReadOnlySpan<byte> blocks,
        ulong firstBlock,
        uint blockBytes,
        int header,
        EfiGuid type,
        EfiGuid other,
        out EfiGuid partition
    )
    {
        partition = default;
        bool isWhole = false;
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
                EfiGuid own = EfiGuid.Read(entry[EfiGuid.SizeBytes..]);
                isWhole |= own == other;
                if (partition == default && EfiGuid.Read(entry) == type)
                {
                    partition = own;
                }
            }
        }

        return isWhole;
    }
}

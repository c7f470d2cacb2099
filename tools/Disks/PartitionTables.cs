using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Keelson.Uefi;

namespace Keelson.Tools.Disks;

/// <summary>A partition of a GPT disk.</summary>
/// <param name="Type">What it is for (UEFI 2.10, 5.3.3).</param>
/// <param name="Name">For people.</param>
/// <param name="First">Its first sector.</param>
/// <param name="Last">Its last sector.</param>
internal sealed record Partition(Guid Type, string Name, long First, long Last);

/// <summary>
/// Partition tables: with one partition, which begins at <see cref="FirstSector"/>, or a GPT of any.
/// </summary>
internal static class PartitionTables
{
    public const int SectorBytes = 512;

    /// <summary>1 MB: whatever a medium's erase blocks are, the partition begins with one.</summary>
    public const long FirstSector = 2048;

    private const byte TypeFat32 = 0x0c;
    private const byte TypeProtective = 0xee;
    private const int EntryCount = 128;
    private const int EntryBytes = 128;
    private const int EntrySectors = EntryCount * EntryBytes / SectorBytes;

    /// <summary><c>EFI_SYSTEM_PARTITION</c> (UEFI 2.10, 5.3.3).</summary>
    public static readonly Guid SystemPartition = new("C12A7328-F81F-11D2-BA4B-00A0C93EC93B");

    /// <summary>Sectors behind the last partition of a GPT, for the second half of it.</summary>
    public const long SectorsBehind = EntrySectors + 1;

    /// <summary>Sectors of the volume on a disk of this size, from its first one.</summary>
    public static long SectorsOf(BoardKind board, long first, long diskBytes) =>
        (diskBytes / SectorBytes) - first - (board == BoardKind.Generic ? SectorsBehind : 0);

    public static void Write(Stream disk, BoardKind board, long diskBytes, ReadOnlySpan<byte> seed)
    {
        if (board == BoardKind.Generic)
        {
            long first = FirstSector;
            Partition one = new(
                SystemPartition,
                "EFI system",
                first,
                first + SectorsOf(board, FirstSector, diskBytes) - 1
            );
            WriteGuidTable(disk, diskBytes, seed, [one]);
        }
        else
        {
            WriteMasterBootRecord(disk, TypeFat32, FirstSector, SectorsOf(board, FirstSector, diskBytes));
        }
    }

    /// <summary>
    /// The classic table (UEFI 2.10, 5.2.1); places in cylinders and heads are as for all disks too large for them.
    /// </summary>
    private static void WriteMasterBootRecord(Stream disk, byte type, long first, long sectors)
    {
        byte[] record = new byte[SectorBytes];
        Span<byte> entry = record.AsSpan(446);
        // Active (bit 7) only where a boot ROM looks for that; a protective entry must not be.
        entry[0] = (byte)(type == TypeProtective ? 0 : 0x80);
        (entry[1], entry[2], entry[3]) = (0, 2, 0);
        entry[4] = type;
        (entry[5], entry[6], entry[7]) = (0xff, 0xff, 0xff);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], (uint)first);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], (uint)Math.Min(sectors, uint.MaxValue));
        record[510] = 0x55;
        record[511] = 0xaa;
        disk.Position = 0;
        disk.Write(record);
    }

    /// <summary>GPT (UEFI 2.10, 5.3): a protective record, header and entries, and both again at the end.</summary>
    public static void WriteGuidTable(
        Stream disk,
        long diskBytes,
        ReadOnlySpan<byte> seed,
        IReadOnlyList<Partition> partitions
    )
    {
        long last = (diskBytes / SectorBytes) - 1;
        WriteMasterBootRecord(disk, TypeProtective, 1, last);
        byte[] entries = new byte[EntryCount * EntryBytes];
        for (int i = 0; i < partitions.Count; i++)
        {
            Span<byte> entry = entries.AsSpan(i * EntryBytes, EntryBytes);
            partitions[i].Type.TryWriteBytes(entry);
            UniqueGuid(seed, "partition" + (i == 0 ? "" : $" {i}")).TryWriteBytes(entry[16..]);
            BinaryPrimitives.WriteInt64LittleEndian(entry[32..], partitions[i].First);
            BinaryPrimitives.WriteInt64LittleEndian(entry[40..], partitions[i].Last);
            Encoding.Unicode.GetBytes(partitions[i].Name, entry[56..]);
        }

        Guid name = UniqueGuid(seed, "disk");
        WriteHalf(disk, here: 1, other: last, entriesAt: 2, last, entries, name);
        WriteHalf(disk, here: last, other: 1, entriesAt: last - EntrySectors, last, entries, name);
    }

    private static void WriteHalf(
        Stream disk,
        long here,
        long other,
        long entriesAt,
        long last,
        byte[] entries,
        Guid name
    )
    {
        byte[] header = new byte[SectorBytes];
        "EFI PART"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), 0x0001_0000);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), 92);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(24), here);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(32), other);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(40), 2 + EntrySectors);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(48), last - EntrySectors - 1);
        name.TryWriteBytes(header.AsSpan(56));
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(72), entriesAt);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(80), EntryCount);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(84), EntryBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(88), Crc32.Of(entries));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), Crc32.Of(header.AsSpan(0, 92)));
        disk.Position = here * SectorBytes;
        disk.Write(header);
        disk.Position = entriesAt * SectorBytes;
        disk.Write(entries);
    }

    /// <summary>Random in form, and the same for the same contents.</summary>
    private static Guid UniqueGuid(ReadOnlySpan<byte> seed, string purpose)
    {
        byte[] hash = SHA256.HashData([.. seed, .. Encoding.ASCII.GetBytes(purpose)])[..16];
        hash[7] = (byte)((hash[7] & 0x0f) | 0x40);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash);
    }
}

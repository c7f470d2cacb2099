using Keelson.Tools.Disks;

namespace Keelson.Boot.Tests;

/// <summary>A file system that becomes a partition.</summary>
internal sealed record GptPart(Guid Type, string Image);

/// <summary>A disk of several partitions.</summary>
internal static class GptDisk
{
    private const int EntryBytes = 128;

    public static void Join(string path, IReadOnlyList<GptPart> parts)
    {
        List<Partition> partitions = [];
        long next = PartitionTables.FirstSector;
        foreach (GptPart part in parts)
        {
            long sectors = new FileInfo(part.Image).Length / PartitionTables.SectorBytes;
            partitions.Add(new Partition(part.Type, Path.GetFileName(part.Image), next, next + sectors - 1));
            next += sectors;
        }

        long bytes = (next + PartitionTables.FirstSector) * PartitionTables.SectorBytes;
        using FileStream disk = File.Create(path);
        disk.SetLength(bytes);
        PartitionTables.WriteGuidTable(disk, bytes, [1], partitions);
        for (int i = 0; i < parts.Count; i++)
        {
            using FileStream image = File.OpenRead(parts[i].Image);
            disk.Position = partitions[i].First * PartitionTables.SectorBytes;
            image.CopyTo(disk);
        }
    }

    /// <summary>What a partition is called by those who look for this one.</summary>
    public static Guid UniqueGuidOf(string path, int index)
    {
        using FileStream disk = File.OpenRead(path);
        disk.Position = (2 * PartitionTables.SectorBytes) + (index * EntryBytes) + 16;
        byte[] guid = new byte[16];
        disk.ReadExactly(guid);
        return new Guid(guid);
    }
}

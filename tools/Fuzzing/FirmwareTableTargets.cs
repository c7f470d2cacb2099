using System.Buffers.Binary;
using Keelson.Addresses;
using Keelson.Audits;
using Keelson.BootEntries;
using Keelson.DevicePaths;
using Keelson.Findings;
using Keelson.Kexec;
using Keelson.Smbios;
using Keelson.Uefi;

namespace Keelson.Tools.Fuzzing;

/// <summary>What firmware, or the kernel before this one, leaves in memory.</summary>
internal static class FirmwareTableTargets
{
    private const int AttributesHeader = MemoryAttributesTable.HeaderSizeBytes,
        DescriptorSize = 48;

    /// <summary>
    /// A memory attributes table of code and data, both inside the map of <see cref="MemoryMapTarget"/>.
    /// </summary>
    public static byte[] Attributes()
    {
        byte[] table = new byte[AttributesHeader + 2 * DescriptorSize];
        BinaryPrimitives.WriteUInt32LittleEndian(table, 2);
        BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(4), 2);
        BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(8), DescriptorSize);
        for (int i = 0; i < 2; i++)
        {
            Span<byte> region = table.AsSpan(AttributesHeader + i * DescriptorSize);
            BinaryPrimitives.WriteUInt32LittleEndian(region, 5);
            BinaryPrimitives.WriteUInt64LittleEndian(region[8..], 0x4000_0000ul + 0x10_0000ul * (ulong)i);
            BinaryPrimitives.WriteUInt64LittleEndian(region[24..], 0x100);
            BinaryPrimitives.WriteUInt64LittleEndian(
                region[32..],
                i == 0 ? 0x8000_0000_0002_0000 : 0x8000_0000_0000_4000
            );
        }

        return table;
    }

    public static int TakeAttributes(byte[] input)
    {
        if (!MemoryAttributesTable.TryCreate(input, out MemoryAttributesTable table))
        {
            return 0;
        }

        byte[] bytes = MemoryMapTarget.Small();
        MemoryMapView.TryCreate(
            bytes,
            new MemoryMapInfo((ulong)bytes.Length, 1, DescriptorSize, 1),
            out MemoryMapView map
        );
        Seen seen = default;
        MemoryAttributesAudit.Run(table, map, ref seen);
        return 1 + seen.Outcome;
    }

    /// <summary>One structure with a string, and the end of the table.</summary>
    public static byte[] Smbios() =>
        [1, 8, 0, 0, 1, 2, 0, 0, (byte)'a', (byte)'b', 0, (byte)'c', 0, 0, 127, 4, 0, 0, 0, 0];

    public static int TakeSmbios(byte[] input)
    {
        int outcome = SmbiosEntryPoint.Read(input).IsEmpty ? 0 : 1;
        foreach (byte type in (ReadOnlySpan<byte>)[SmbiosStructure.Firmware, SmbiosStructure.System])
        {
            outcome *= 4;
            if (SmbiosStructure.TryFind(input, type, out SmbiosStructure structure))
            {
                outcome += 2 + (structure.Text(4).IsEmpty ? 0 : 1) + structure.Text(5).Length % 2;
            }
        }

        return outcome;
    }

    /// <summary>A partition, and a file on it.</summary>
    public static byte[] Path()
    {
        byte[] partition = new byte[42];
        partition[0] = 4;
        partition[1] = 1;
        partition[2] = 42;
        partition[40] = partition[41] = 2;
        byte[] file = new byte[64];
        int length = DevicePath.WriteFileNode("\\k.efi"u8, file);
        return [.. partition, .. file[..length], .. DevicePath.End];
    }

    public static int TakePath(byte[] input)
    {
        int nodes = 0;
        for (DevicePath path = new(input); path.TryNext(); )
        {
            nodes++;
        }

        // Names are written in UTF-8, where no unit of UTF-16 takes more than three bytes.
        int written = DevicePath.WriteFile(new DevicePath(input), new byte[3 * input.Length + 64]);
        bool hasPartition = DevicePath.TryFindPartition(new DevicePath(input), out _);
        bool isText = DevicePathText.TryWrite(input, new byte[256], out int text);
        return Math.Min(nodes, 8)
            + (written > 0 ? 16 : 0)
            + (hasPartition ? 32 : 0)
            + 64 * (DevicePath.DiskOf(input).Length % 4)
            + (isText ? 256 : 0)
            + 512 * (text % 4);
    }

    /// <summary>A path that was read is written, and what was written is read as the same.</summary>
    public static int TakePathText(byte[] input)
    {
        byte[] path = new byte[1024],
            again = new byte[1024],
            text = new byte[8192];
        if (!DevicePathParser.TryParse(input, path, out int length))
        {
            return 0;
        }

        if (!DevicePathText.TryWrite(path.AsSpan(0, length), text, out int written))
        {
            throw new InvalidOperationException("A path that was read has no text.");
        }

        // A file's name may hold what is a separator in text, and a node of bytes may be one that has a name.
        bool isSame =
            DevicePathParser.TryParse(text.AsSpan(0, written), again, out int lengthAgain)
            && again.AsSpan(0, lengthAgain).SequenceEqual(path.AsSpan(0, length));
        return (isSame ? 1 : 2) + 4 * Math.Min(length / 8, 15);
    }

    public static byte[] Generation()
    {
        byte[] page = new byte[GenerationRecord.SizeBytes];
        GenerationRecord record = new() { Generation = 1, Total = 2 };
        record.Write(page);
        return page;
    }

    /// <summary>The record as it is; and what is none, as one with a sound checksum.</summary>
    public static int TakeGeneration(byte[] input)
    {
        byte[] page = new byte[GenerationRecord.SizeBytes];
        input.AsSpan(0, Math.Min(input.Length, page.Length)).CopyTo(page);
        bool isSound = GenerationRecord.TryRead(page, out GenerationRecord record);
        record.Write(page);
        if (!GenerationRecord.TryRead(page, out record))
        {
            throw new InvalidOperationException("a record that was written is none");
        }

        return (isSound ? 1 : 0) + (record.PreviousImage.IsEmpty ? 0 : 2) + (record.PreviousTables.IsEmpty ? 0 : 4);
    }

    private struct Seen : IRegionFindings
    {
        public int Outcome { get; private set; }

        public void Found(FindingId id, in MemoryDescriptor region, in MemoryDescriptor other) =>
            Outcome |= 1 << (int)id % 24;
    }
}

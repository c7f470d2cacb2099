using System.Buffers.Binary;
using Keelson.Addresses;
using Keelson.Audits;
using Keelson.Memory;
using Keelson.Reports;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.Tools.Fuzzing;

/// <summary>A memory map of the firmware's, and all that is computed from it.</summary>
internal static class MemoryMapTarget
{
    private const int DescriptorSize = 48;

    /// <summary>Code and data of runtime services, and memory between.</summary>
    public static byte[] Small()
    {
        byte[] map = new byte[4 * DescriptorSize];
        for (int i = 0; i < 4; i++)
        {
            Span<byte> region = map.AsSpan(i * DescriptorSize);
            BinaryPrimitives.WriteUInt32LittleEndian(region, i % 2 == 0 ? 5u : 7u);
            BinaryPrimitives.WriteUInt64LittleEndian(region[8..], 0x4000_0000ul + 0x100_0000ul * (ulong)i);
            BinaryPrimitives.WriteUInt64LittleEndian(region[24..], 0x1000);
            BinaryPrimitives.WriteUInt64LittleEndian(region[32..], i % 2 == 0 ? 0x8000_0000_0000_0008ul : 8);
        }

        return map;
    }

    public static int Take(byte[] input)
    {
        byte[] bytes = [.. input];
        MemoryMapError error = MemoryMapView.TryCreate(
            bytes,
            new MemoryMapInfo((ulong)bytes.Length, 1, DescriptorSize, 1),
            out MemoryMapView map
        );
        if (error != MemoryMapError.None)
        {
            return (int)error;
        }

        FreeMemory free = default;
        free.AddUsable(map, Alignment.Size64K);
        free.TryAllocate(0x1_0000, Alignment.Size2M, out _);
        int region = ReportPlaces.BeforeFirstRegion;
        PhysicalAddress place = default;
        for (int i = 0; i < 64 && ReportPlaces.TryNext(map, default, ref region, ref place); i++) { }

        RuntimeLayoutError layout = RuntimeLayout.Assign(map, new byte[1024], RuntimeLayout.VirtualBase, out _);
        bool hasTable = MemoryAttributesTable.TryCreate(input, out _);
        return 64 + (int)layout + (hasTable ? 32 : 0) + (map.IsAscending() ? 16 : 0) + 64 * Math.Min(free.Count, 8);
    }
}

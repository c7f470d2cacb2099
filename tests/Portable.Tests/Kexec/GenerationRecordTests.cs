using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.Kexec;
using Keelson.Paging;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class GenerationRecordTests
{
    private const int CheckedBytes = 132;

    private static GenerationRecord Sample() =>
        new()
        {
            Generation = 0x101,
            Total = 0x102,
            MapCrc = 0x103,
            LayoutCrc = 0x104,
            SetVirtualAddressMapCalls = 0x105,
            ExceptionLevel = 0x106,
            FirstFreeBytes = 0x207,
            PreviousImageStart = new(0x208),
            PreviousImageEnd = new(0x209),
            PreviousTablesStart = new(0x20a),
            PreviousTablesEnd = new(0x20b),
            PreviousRuntimeRoot = new(0x20c),
            PreviousAsid = 0x20d,
            Token = 0x20e,
            GenerationStart = 0x20f,
            TransitionStart = 0x210,
            CacheTicks = 0x211,
            ServicesPassed = 0x112,
            Granule = 0x113,
        };

    private static byte[] Page()
    {
        byte[] page = new byte[0x1000];
        Sample().Write(page);
        return page;
    }

    [Fact]
    public void Record_size_matches_its_constant() =>
        Assert.Equal(GenerationRecord.SizeBytes, Unsafe.SizeOf<GenerationRecord>());

    /// <summary>Kernels of different builds follow each other: the places are a contract.</summary>
    [Fact]
    public void Every_field_has_its_place()
    {
        byte[] expected = new byte[GenerationRecord.SizeBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(expected, GenerationRecord.ExpectedMagic);
        for (uint i = 0; i < 6; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(expected.AsSpan(8 + 4 * (int)i), 0x101 + i);
        }

        for (uint i = 0; i < 11; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(expected.AsSpan(32 + 8 * (int)i), 0x207 + i);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(expected.AsSpan(120), 0x112);
        BinaryPrimitives.WriteUInt32LittleEndian(expected.AsSpan(124), 0x113);
        BinaryPrimitives.WriteUInt32LittleEndian(expected.AsSpan(128), Crc32.Of(expected.AsSpan(0, 128)));
        Assert.Equal(expected, Page()[..GenerationRecord.SizeBytes]);
        Assert.All(Page()[GenerationRecord.SizeBytes..], value => Assert.Equal(0, value));
    }

    [Fact]
    public void Written_record_reads_back()
    {
        Assert.True(GenerationRecord.TryRead(Page(), out GenerationRecord record));
        byte[] again = new byte[0x1000];
        record.Write(again);
        Assert.Equal(Page(), again);
        Assert.Equal((0x208ul, 0x209ul), (record.PreviousImage.Start.Value, record.PreviousImage.End.Value));
        Assert.Equal((0x20aul, 0x20bul), (record.PreviousTables.Start.Value, record.PreviousTables.End.Value));
    }

    [Fact]
    public void Every_flipped_bit_is_detected()
    {
        byte[] page = Page();
        for (int bit = 0; bit < CheckedBytes * 8; bit++)
        {
            page[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(GenerationRecord.TryRead(page, out _), $"bit {bit}");
            page[bit / 8] ^= (byte)(1 << bit % 8);
        }
        Assert.True(GenerationRecord.TryRead(page, out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xff)]
    [InlineData(0xaf)]
    public void A_page_of_zeros_is_not_a_record(byte fill)
    {
        byte[] page = new byte[0x1000];
        page.AsSpan().Fill(fill);
        Assert.False(GenerationRecord.TryRead(page, out _));
    }

    private static readonly MapEntry[] s_map =
    [
        MapEntry.Ram(MemoryType.Conventional, 0x4000_0000, 0x100),
        MapEntry.Runtime(0x4010_0000, 0x20),
        MapEntry.Device(0x0400_0000, 0x4000),
        MapEntry.Ram(MemoryType.BootServicesData, 0x4020_0000, 0x10),
        MapEntry.Runtime(0x4030_0000, 0x30),
    ];

    private static uint Crc(IReadOnlyList<MapEntry> map, int changed = -1, int stride = 48)
    {
        MemoryMapView view = MapEntry.View(MapEntry.Write(map, stride), stride);
        ulong next = 0x2000_0000;
        for (int i = 0; i < view.Count; i++)
        {
            if (view[i].IsRuntime || i == changed)
            {
                view.SetVirtualStart(i, new VirtualAddress(i == changed ? 0x3_0000_0000 : next += 0x10_0000));
            }
        }
        return GenerationRecord.CrcOfLayout(view);
    }

    [Fact]
    public void The_layout_is_where_each_runtime_region_is_and_is_called()
    {
        HashSet<uint> crcs = [Crc(s_map)];
        for (int i = 0; i < s_map.Length; i++)
        {
            MapEntry[] moved = [.. s_map],
                grown = [.. s_map];
            moved[i] = s_map[i] with { Start = s_map[i].Start + 0x1000 };
            grown[i] = s_map[i] with { PageCount = s_map[i].PageCount + 1 };
            foreach (uint crc in (uint[])[Crc(moved), Crc(grown), Crc(s_map, changed: i)])
            {
                Assert.Equal(s_map[i].IsRuntime, crcs.Add(crc));
            }
        }
    }

    [Fact]
    public void The_rest_of_the_map_and_its_stride_are_no_part_of_the_layout()
    {
        MapEntry[] runtime = [.. s_map.Where(entry => entry.IsRuntime)];
        Assert.All([40, 48, 56, 4096], stride => Assert.Equal(Crc(s_map), Crc(runtime, stride: stride)));
        Assert.NotEqual(Crc(s_map), Crc(runtime[1..]));
    }
}

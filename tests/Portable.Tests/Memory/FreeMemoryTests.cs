using Keelson.Addresses;
using Keelson.Memory;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class FreeMemoryTests
{
    private static PhysicalRange Range(ulong start, ulong end) =>
        new(new PhysicalAddress(start), new PhysicalAddress(end));

    private static (ulong, ulong)[] Ranges(ref FreeMemory memory)
    {
        var ranges = new (ulong, ulong)[memory.Count];
        for (int i = 0; i < ranges.Length; i++)
        {
            ranges[i] = (memory[i].Start.Value, memory[i].End.Value);
        }

        return ranges;
    }

    [Fact]
    public void The_five_types_become_one_range_from_the_first_pass()
    {
        MapEntry[] entries =
        [
            MapEntry.Ram(MemoryType.BootServicesData, 0x4003_0000, 0x10),
            MapEntry.Ram(MemoryType.LoaderCode, 0x4000_0000, 0x10),
            MapEntry.Ram(MemoryType.Conventional, 0x4004_0000, 0x10),
            MapEntry.Ram(MemoryType.BootServicesCode, 0x4002_0000, 0x10),
            MapEntry.Ram(MemoryType.LoaderData, 0x4001_0000, 0x10),
            MapEntry.Ram(MemoryType.AcpiReclaim, 0x4005_0000, 0x10),
            MapEntry.Runtime(0x4006_0000, 0x10),
            new(MemoryType.Conventional, 0x4007_0000, 0x10, MemoryAttributes.Uncacheable),
            MapEntry.Ram(MemoryType.Conventional, 0x4008_0000, 0),
            MapEntry.Ram(MemoryType.Conventional, 0x4008_0000, ulong.MaxValue),
        ];
        var memory = new FreeMemory();
        memory.AddUsable(MapEntry.View(MapEntry.Write(entries, 48), 48), Alignment.Size4K);
        Assert.Equal([(0x4000_0000, 0x4005_0000)], Ranges(ref memory));
        Assert.False(memory.HasDropped);
    }

    /// <summary>Free: 0x1800 to 0x3800 and 0x10000 to 0x14000, in pages of 4 KB.</summary>
    [Theory]
    [InlineData(0, ulong.MaxValue, 0x2000ul)]
    [InlineData(0x2000, 0x3000, 0x2000ul)]
    [InlineData(0x2800, 0x3800, null)]
    [InlineData(0x3000, 0x9000, null)]
    [InlineData(0x3000, 0x11000, 0x10000ul)]
    [InlineData(0x12800, 0x20000, 0x13000ul)]
    [InlineData(0x13800, 0x20000, null)]
    [InlineData(0x13000, 0x13001, 0x13000ul)]
    public void A_page_is_found_in_a_region_wherever_that_lies(ulong start, ulong end, ulong? expected)
    {
        var memory = new FreeMemory();
        memory.Add(Range(0x1800, 0x3800));
        memory.Add(Range(0x10000, 0x14000));
        Assert.Equal(
            expected is not null,
            memory.TryAllocateWithin(Range(start, end), Alignment.Size4K, out PhysicalAddress page)
        );
        Assert.Equal(expected ?? 0, page.Value);
        Assert.Equal(expected is null ? 0x6000ul : 0x5000, memory.SizeBytes);
    }

    /// <summary>Rounded one by one, the two regions would lose the frame that they make up between them.</summary>
    [Fact]
    public void Large_pages_are_counted_after_joining()
    {
        MapEntry[] entries =
        [
            MapEntry.Ram(MemoryType.Conventional, 0x4000_1000, 0x27),
            MapEntry.Ram(MemoryType.BootServicesData, 0x4002_8000, 0x9),
            MapEntry.Ram(MemoryType.Conventional, 0x4004_1000, 0xf),
            MapEntry.Ram(MemoryType.Conventional, 0x8_0000_0000, 0x11),
        ];
        var memory = new FreeMemory();
        memory.AddUsable(MapEntry.View(MapEntry.Write(entries, 48), 48), Alignment.Size64K);
        Assert.Equal([(0x4001_0000, 0x4003_0000), (0x8_0000_0000, 0x8_0001_0000)], Ranges(ref memory));
    }

    [Fact]
    public void Overlapping_free_regions_count_once_and_used_memory_is_not_free()
    {
        MapEntry[] entries =
        [
            MapEntry.Ram(MemoryType.Conventional, 0x4000_0000, 0x100),
            MapEntry.Ram(MemoryType.Conventional, 0x4000_0000, 0x100),
            MapEntry.Ram(MemoryType.BootServicesData, 0x4008_0000, 0x10),
            MapEntry.Runtime(0x4009_0000, 0x10),
            MapEntry.Ram(MemoryType.LoaderData, 0x400f_0000, 0x20),
        ];
        foreach (MapEntry[] order in new[] { entries, [.. entries.Reverse()] })
        {
            var memory = new FreeMemory();
            memory.AddUsable(MapEntry.View(MapEntry.Write(order, 48), 48), Alignment.Size4K);
            Assert.Equal([(0x4000_0000, 0x4009_0000), (0x400a_0000, 0x4011_0000)], Ranges(ref memory));
            Assert.Equal(0x10_0000ul, memory.SizeBytes);
        }
    }

    [Theory]
    [InlineData(0x2000, 0x3000)]
    [InlineData(0x1000, 0x9000)]
    [InlineData(0x0, 0x20000)]
    [InlineData(0x8000, 0xb000)]
    [InlineData(0x5000, 0x11000)]
    [InlineData(0x9000, 0x10000)]
    public void Adding_what_is_there_in_part_gives_the_union(ulong start, ulong end)
    {
        var memory = new FreeMemory();
        memory.Add(Range(0x1000, 0x9000));
        memory.Add(Range(0x10000, 0x12000));
        memory.Add(Range(start, end));
        ulong[] bytes =
        [
            .. Enumerable
                .Range(0, 0x20)
                .Select(i => (ulong)i * 0x1000)
                .Where(at => at is >= 0x1000 and < 0x9000 or >= 0x10000 and < 0x12000 || at >= start && at < end),
        ];
        Assert.Equal(bytes, Ranges(ref memory).SelectMany(Pages));
        for (int i = 1; i < memory.Count; i++)
        {
            Assert.True(memory[i - 1].End < memory[i].Start);
        }

        static IEnumerable<ulong> Pages((ulong Start, ulong End) range)
        {
            for (ulong at = range.Start; at < range.End; at += 0x1000)
            {
                yield return at;
            }
        }
    }

    [Fact]
    public void Reserving_nothing_changes_nothing()
    {
        var memory = new FreeMemory();
        memory.Add(Range(0x1000, 0x9000));
        memory.Reserve(Range(0x4000, 0x4000));
        memory.Reserve(Range(0x6000, 0x3000));
        memory.Reserve(default);
        Assert.Equal([(0x1000, 0x9000)], Ranges(ref memory));
    }

    /// <summary>Firmware that lists the same memory twice must not make two owners of it.</summary>
    [Fact]
    public void Memory_that_was_added_twice_is_handed_out_once()
    {
        var memory = new FreeMemory();
        memory.Add(Range(0x1000, 0x5000));
        memory.Add(Range(0x3000, 0x8000));
        memory.Add(Range(0x1000, 0x2000));
        HashSet<ulong> taken = [];
        while (memory.TryAllocate(0x1000, 0x1000, out PhysicalAddress address))
        {
            Assert.True(taken.Add(address.Value), $"{address.Value:x} twice");
        }

        Assert.Equal(7, taken.Count);
    }

    [Fact]
    public void Alignment_can_make_a_range_too_short()
    {
        var memory = new FreeMemory();
        memory.Add(Range(0x20_0000, 0x40_0000));
        memory.Add(Range(0x60_1000, 0x80_0000));
        Assert.True(memory.TryAllocate(0x20_0000, 0x20_0000, out PhysicalAddress address));
        Assert.Equal(0x20_0000ul, address.Value);
        Assert.False(memory.TryAllocate(0x20_0000, 0x1000, out _));
        Assert.True(memory.TryAllocate(0x1f_f000, 0x1000, out address));
        Assert.Equal(0x60_1000ul, address.Value);
        Assert.False(memory.TryAllocate(1, 1, out _));
    }

    [Fact]
    public void Ranges_above_the_limit_are_dropped_and_reported()
    {
        var memory = new FreeMemory();
        for (ulong i = 0; i < FreeMemory.Capacity; i++)
        {
            memory.Add(Range(i * 0x2000, i * 0x2000 + 0x1000));
        }

        Assert.False(memory.HasDropped);
        memory.Add(Range(0x1000, 0x2000));
        Assert.False(memory.HasDropped);
        memory.Add(Range(0x1000_0000, 0x1000_1000));
        Assert.False(memory.HasDropped);
        memory.Add(Range(0x2000_0000, 0x2000_1000));
        Assert.True(memory.HasDropped);
        Assert.Equal((ulong)(FreeMemory.Capacity + 2) * 0x1000, memory.SizeBytes);
    }

    /// <summary>
    /// A reservation that splits a range when there is no room for the second half loses it, rather than what it
    /// reserves.
    /// </summary>
    [Fact]
    public void A_reservation_holds_even_where_a_half_has_to_be_dropped()
    {
        var memory = new FreeMemory();
        memory.Add(Range(0, 0x10_0000));
        for (ulong i = 0; i < FreeMemory.Capacity - 1; i++)
        {
            memory.Add(Range(0x20_0000 + i * 0x2000, 0x20_1000 + i * 0x2000));
        }

        memory.Reserve(Range(0x4_0000, 0x5_0000));
        Assert.True(memory.HasDropped);
        Assert.Equal((0x0ul, 0x4_0000ul), Ranges(ref memory)[0]);
        HashSet<ulong> taken = [];
        while (memory.TryAllocate(0x1000, 0x1000, out PhysicalAddress address))
        {
            Assert.True(
                (address.Value is < 0x4_0000 or >= 0x20_0000) && taken.Add(address.Value),
                $"{address.Value:x}"
            );
        }
    }
}

using Keelson.Addresses;
using Keelson.Portable.Tests.Paging;
using Keelson.RuntimeServices;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class MemoryTypeConflictTests
{
    private static readonly MapEntry s_data = MapEntry.Runtime(0x7fe0_8000, 2);

    private static MapEntry Device(ulong start) =>
        new(MemoryType.MemoryMappedIo, start, 1, MemoryAttributes.Runtime | MemoryAttributes.Uncacheable);

    private static (int, int) Find(ulong pageSize, params MapEntry[] entries)
    {
        int other = MemoryTypeConflict.Find(MapEntry.View(MapEntry.Write(entries, 48), 48), pageSize, out int index);
        return (index, other);
    }

    [Fact]
    public void Neighbours_conflict_in_the_granules_whose_pages_they_share()
    {
        MapEntry[] map =
        [
            MapEntry.Ram(MemoryType.Conventional, 0x4000_0000, 0x10),
            s_data,
            Device(0x7fe0_b000),
            Device(0x900_0000),
        ];
        Assert.Equal((-1, -1), Find(Alignment.Size4K, map));
        Assert.Equal((1, 2), Find(0x4000, map));
        Assert.Equal((1, 2), Find(Alignment.Size64K, map));
    }

    [Fact]
    public void Regions_that_overlap_conflict_in_every_granule_and_in_either_order()
    {
        Assert.Equal((0, 1), Find(Alignment.Size4K, s_data, Device(0x7fe0_9000)));
        Assert.Equal((0, 1), Find(Alignment.Size4K, Device(0x7fe0_9000), s_data));
    }

    [Fact]
    public void Memory_of_one_type_or_not_for_run_time_is_no_conflict()
    {
        Assert.Equal((-1, -1), Find(Alignment.Size64K, s_data, MapEntry.Runtime(0x7fe0_b000, 1)));
        Assert.Equal(
            (-1, -1),
            Find(
                Alignment.Size64K,
                s_data,
                new MapEntry(MemoryType.MemoryMappedIo, 0x7fe0_b000, 1, MemoryAttributes.Uncacheable)
            )
        );
        Assert.Equal(
            (-1, -1),
            Find(
                Alignment.Size64K,
                s_data,
                new MapEntry(MemoryType.MemoryMappedIo, 0x7fe0_b000, 0, MemoryAttributes.Runtime)
            )
        );
    }
}

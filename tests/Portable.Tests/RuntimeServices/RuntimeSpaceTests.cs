using CsCheck;
using Keelson.Addresses;
using Keelson.Paging;
using Keelson.Portable.Tests.Paging;
using Keelson.RuntimeServices;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>The runtime address space out of made-up maps, asked of a walker that shares no code with it.</summary>
public class RuntimeSpaceTests
{
    private readonly record struct Placed(MapEntry Entry, ulong Virtual);

    private static MapEntry Code(ulong start, ulong pageCount) =>
        new(MemoryType.RuntimeServicesCode, start, pageCount, MapEntry.WriteBackRuntime);

    private static byte[] Write(IReadOnlyList<Placed> regions)
    {
        byte[] bytes = MapEntry.Write([.. regions.Select(region => region.Entry)], 48);
        MemoryMapView view = MapEntry.View(bytes, 48);
        for (int i = 0; i < regions.Count; i++)
        {
            view.SetVirtualStart(i, new VirtualAddress(regions[i].Virtual));
        }

        return bytes;
    }

    private static (RuntimeSpaceError Error, int Index, MapError MapError) Populate(
        TestSpace space,
        params Placed[] regions
    )
    {
        RuntimeSpaceDiagnostic diagnostic = RuntimeSpace.Populate(ref space.Space, MapEntry.View(Write(regions), 48));
        return (diagnostic.Error, diagnostic.IsNone ? -1 : diagnostic.Index, diagnostic.MapError);
    }

    private static Placed[] InPlace(params MapEntry[] entries) =>
        [.. entries.Select(entry => new Placed(entry, entry.Start))];

    private static readonly (RuntimeSpaceError, int, MapError) s_ok = (RuntimeSpaceError.None, -1, MapError.None);

    private static string Permissions(Walked? walked) =>
        walked is not Walked found
            ? "none"
            : $"{(found.AttributeIndex == 2 ? "device " : "")}{(found.Writable ? "rw" : "r-")}"
                + $"{(found.KernelExecutes ? "x" : "-")}{(found.NonGlobal ? "" : " global")}";

    private static void AssertMapped(TestSpace space, ulong @virtual, ulong physical, string permissions)
    {
        Walked? walked = space.Walk(@virtual);
        Assert.Equal(permissions, Permissions(walked));
        Assert.Equal(physical, walked!.Value.Physical);
    }

    [Theory]
    [InlineData(12), InlineData(14), InlineData(16)]
    public void Aligned_regions_are_mapped_exactly(int pageShift)
    {
        var space = new TestSpace(pageShift);
        Placed[] regions =
        [
            new(MapEntry.Device(0x0400_0000, 0x4000), 0x2000_0000),
            new(MapEntry.Ram(MemoryType.Conventional, 0x4000_0000, 0x1000), 0),
            new(MapEntry.Runtime(0x4100_0000, 0x10), 0x2400_0000),
            new(Code(0x4101_0000, 0x20), 0x2401_0000),
            new(MapEntry.Device(0x0901_0000, 0x10), 0x2403_0000),
        ];
        Assert.Equal(s_ok, Populate(space, regions));
        Dictionary<ulong, string> expected = new()
        {
            [0x2000_0000] = "device rw-",
            [0x2400_0000] = "rw-",
            [0x2401_0000] = "rwx",
            [0x2403_0000] = "device rw-",
        };
        ulong mapped = 0;
        foreach (Leaf leaf in space.Leaves())
        {
            mapped += leaf.SizeBytes;
        }

        Assert.Equal((0x4000ul + 0x10 + 0x20 + 0x10) * 0x1000, mapped);
        foreach (Placed region in regions.Where(region => region.Entry.IsRuntime))
        {
            ulong size = region.Entry.PageCount * 0x1000;
            AssertMapped(space, region.Virtual, region.Entry.Start, expected[region.Virtual]);
            AssertMapped(space, region.Virtual + size - 1, region.Entry.End - 1, expected[region.Virtual]);
        }
        space.AssertFaults(0x2000_0000 - 1);
        space.AssertFaults(0x2404_0000);
        // Pages for memory, whose permissions may come by section; blocks for the flash where they fit.
        Assert.All(
            space.Leaves().Where(leaf => leaf.Virtual.Value >= 0x2400_0000),
            leaf => Assert.Equal(3, leaf.Level)
        );
        Assert.Equal(pageShift == 16 ? 3 : 2, space.Leaves()[0].Level);
    }

    [Theory]
    [
        InlineData(14, 1, 2),
        InlineData(16, 1, 2),
        InlineData(16, 4, 16),
        InlineData(14, 0, 5),
        InlineData(16, 0, 0x1001),
        InlineData(14, 3, 0x801),
        InlineData(16, 0xf, 1)
    ]
    public void A_region_that_does_not_fill_its_pages_gets_them_whole(int pageShift, int offsetPages, int pageCount)
    {
        ulong offset = (ulong)offsetPages * 0x1000,
            size = (ulong)pageCount * 0x1000,
            page = 1ul << pageShift;
        foreach (
            (MapEntry entry, string permissions) in new[]
            {
                (MapEntry.Runtime(0x4200_0000 + offset, (ulong)pageCount), "rwx"),
                (Code(0x4200_0000 + offset, (ulong)pageCount), "rwx"),
                (MapEntry.Device(0x4200_0000 + offset, (ulong)pageCount), "device rw-"),
            }
        )
        {
            var space = new TestSpace(pageShift);
            Assert.True(
                RuntimeSpace.IsMisaligned(MapEntry.View(Write([new(entry, 0)]), 48)[0], Granules.Of(pageShift))
            );
            Assert.Equal(s_ok, Populate(space, new Placed(entry, 0x2000_0000 + offset)));
            ulong end = (0x2000_0000 + offset + size + page - 1) / page * page;
            for (ulong at = 0x2000_0000 + offset / page * page; at < end; at += page)
            {
                AssertMapped(space, at, at + 0x2200_0000, permissions);
            }

            space.AssertFaults(0x2000_0000 + offset / page * page - 1);
            space.AssertFaults(end);
            Assert.All(space.Leaves(), leaf => Assert.Equal(3, leaf.Level));
        }
    }

    /// <summary>At 4 KB nothing is misaligned: the same regions keep their own permissions.</summary>
    [Fact]
    public void With_4_KB_each_keeps_its_own()
    {
        var space = new TestSpace(12);
        Assert.Equal(
            s_ok,
            Populate(
                space,
                InPlace(MapEntry.Runtime(0x4200_1000, 1), Code(0x4200_2000, 1), MapEntry.Device(0x4200_3000, 1))
            )
        );
        AssertMapped(space, 0x4200_1000, 0x4200_1000, "rw-");
        AssertMapped(space, 0x4200_2000, 0x4200_2000, "rwx");
        AssertMapped(space, 0x4200_3000, 0x4200_3000, "device rw-");
        space.AssertFaults(0x4200_0fff);
        space.AssertFaults(0x4200_4000);
    }

    [Theory]
    [InlineData(14), InlineData(16)]
    public void Data_and_code_in_one_page_share_all_permissions(int pageShift)
    {
        MapEntry[] entries =
        [
            MapEntry.Runtime(0x4200_0000, 0x11),
            Code(0x4201_1000, 0xf),
            MapEntry.Runtime(0x4203_0000, 0x10),
        ];
        foreach (MapEntry[] order in (MapEntry[][])[entries, [.. entries.Reverse()]])
        {
            var space = new TestSpace(pageShift);
            Assert.Equal(s_ok, Populate(space, InPlace(order)));
            foreach (ulong address in (ulong[])[0x4200_0000, 0x4201_0fff, 0x4201_1000, 0x4201_ffff])
            {
                AssertMapped(space, address, address, "rwx");
            }
            // Its neighbour fills its pages, so nothing rubs off on it.
            AssertMapped(space, 0x4203_0000, 0x4203_0000, "rw-");
        }
    }

    [Theory]
    [InlineData(14), InlineData(16)]
    public void Memory_and_device_in_one_page_are_a_conflict(int pageShift)
    {
        MapEntry memory = MapEntry.Runtime(0x4200_0000, 1),
            device = MapEntry.Device(0x4200_1000, 1);
        Assert.Equal(
            (RuntimeSpaceError.NotMapped, 1, MapError.Conflict),
            Populate(new TestSpace(pageShift), InPlace(memory, device))
        );
        Assert.Equal(
            (RuntimeSpaceError.NotMapped, 1, MapError.Conflict),
            Populate(new TestSpace(pageShift), InPlace(device, memory))
        );
        Assert.Equal(s_ok, Populate(new TestSpace(pageShift), InPlace(device, MapEntry.Device(0x4200_2000, 1))));
        // Moved apart, as the stub's layout does it, the two are none.
        Assert.Equal(
            s_ok,
            Populate(new TestSpace(pageShift), new Placed(memory, 0x2000_0000), new Placed(device, 0x2001_1000))
        );
    }

    /// <summary>The first, rounded out, would fill a block; the second needs a page of it.</summary>
    [Theory]
    [InlineData(14, 0x200_0000), InlineData(16, 0x2000_0000)]
    public void Devices_that_share_a_page_are_mapped_by_pages(int pageShift, ulong blockSize)
    {
        MapEntry[] entries =
        [
            MapEntry.Device(0x4000_0000, blockSize / 0x1000 - 1),
            MapEntry.Device(0x4000_0000 + blockSize - 0x1000, 1),
        ];
        foreach (MapEntry[] order in (MapEntry[][])[entries, [.. entries.Reverse()]])
        {
            var space = new TestSpace(pageShift);
            Assert.Equal(s_ok, Populate(space, InPlace(order)));
            Assert.All(space.Leaves(), leaf => Assert.Equal(3, leaf.Level));
            AssertMapped(space, 0x4000_0000 + blockSize - 1, 0x4000_0000 + blockSize - 1, "device rw-");
        }
    }

    [Theory]
    [InlineData(12), InlineData(14), InlineData(16)]
    public void Two_regions_at_one_address_are_a_conflict(int pageShift) =>
        Assert.Equal(
            (RuntimeSpaceError.NotMapped, 1, MapError.Conflict),
            Populate(
                new TestSpace(pageShift),
                new Placed(MapEntry.Runtime(0x4200_0000, 0x10), 0x2000_0000),
                new Placed(MapEntry.Runtime(0x4300_0000, 0x10), 0x2000_0000)
            )
        );

    [Fact]
    public void The_region_that_fails_is_named()
    {
        MapEntry good = MapEntry.Runtime(0x4200_0000, 0x10),
            ram = MapEntry.Ram(MemoryType.Conventional, 0, ulong.MaxValue);
        Assert.Equal(
            (RuntimeSpaceError.NotRelocated, 2, MapError.None),
            Populate(
                new TestSpace(12),
                new Placed(ram, ulong.MaxValue),
                new Placed(good, 0x2000_0000),
                new Placed(MapEntry.Runtime(0x4300_0000, 1), ulong.MaxValue)
            )
        );
        foreach (ulong pageCount in (ulong[])[0, ulong.MaxValue, 1ul << 52])
        {
            Assert.Equal(
                (RuntimeSpaceError.UnsoundRegion, 1, MapError.None),
                Populate(
                    new TestSpace(12),
                    new Placed(good, 0x2000_0000),
                    new Placed(MapEntry.Runtime(0x4300_0000, pageCount), 0x3000_0000)
                )
            );
        }
        Assert.Equal(
            (RuntimeSpaceError.NotMapped, 0, MapError.VirtualOutsideHalf),
            Populate(new TestSpace(12), new Placed(good, 1ul << 48))
        );
        Assert.Equal(
            (RuntimeSpaceError.NotMapped, 0, MapError.OffsetMismatch),
            Populate(new TestSpace(16), new Placed(good, 0x2000_1000))
        );
        Assert.Equal(
            (RuntimeSpaceError.NotMapped, 0, MapError.OutOfTableMemory),
            Populate(new TestSpace(12, tables: new TestTables(1)), new Placed(good, 0x2000_0000))
        );
        Assert.Equal(s_ok, Populate(new TestSpace(12), new Placed(ram, 0)));
    }

    /// <summary>
    /// Whatever a layout makes of a map, each runtime byte is mapped in any granule, and both ways agree. What moves
    /// all regions by one distance leaves them in frames that they share.
    /// </summary>
    [Fact]
    public void The_layouts_own_addresses_can_always_be_mapped() =>
        Gen.Select(
                Gen.Select(Gen.Int[0, 4], Gen.Int[0, 20], Gen.Int[1, 40]).Array[1, 10],
                Gen.OneOf(12, 14, 16),
                Gen.Int[1, 7]
            )
            .Sample(
                (shapes, granule, layoutKind) =>
                {
                    var layout = (RuntimeLayoutKind)layoutKind;
                    int pageShift = layout is RuntimeLayoutKind.Identity or RuntimeLayoutKind.Offset ? 12 : granule;
                    List<MapEntry> entries = [];
                    ulong next = 0x4000_0000;
                    foreach ((int kind, int gap, int pageCount) in shapes)
                    {
                        next += (ulong)gap * 0x1000;
                        entries.Add(
                            kind switch
                            {
                                0 => MapEntry.Ram(MemoryType.Conventional, next, (ulong)pageCount),
                                1 => MapEntry.Device(next, (ulong)pageCount),
                                2 => Code(next, (ulong)pageCount),
                                _ => MapEntry.Runtime(next, (ulong)pageCount),
                            }
                        );
                        next = entries[^1].End;
                    }
                    byte[] bytes = MapEntry.Write(entries, 48);
                    MemoryMapView map = MapEntry.View(bytes, 48);
                    Assert.Equal(
                        RuntimeLayoutError.None,
                        RuntimeLayoutMatrix.Assign(map, new byte[bytes.Length], layout, out _)
                    );
                    var space = new TestSpace(pageShift);
                    Assert.True(RuntimeSpace.Populate(ref space.Space, map).IsNone);
                    for (int i = 0; i < map.Count; i++)
                    {
                        foreach (ulong offset in (ulong[])[0, map[i].SizeBytes / 2, map[i].SizeBytes - 1])
                        {
                            PhysicalAddress physical = map[i].PhysicalStart + offset;
                            Assert.Equal(
                                map[i].IsRuntime,
                                RuntimeSpace.TryToVirtual(map, physical, out VirtualAddress address)
                            );
                            if (!map[i].IsRuntime)
                            {
                                continue;
                            }

                            Assert.Equal(physical.Value, space.Walk(address.Value)?.Physical);
                            Assert.True(RuntimeSpace.TryToPhysical(map, address, out PhysicalAddress back));
                            Assert.Equal(physical, back);
                        }
                    }
                    Assert.False(RuntimeSpace.TryToPhysical(map, new VirtualAddress(0x1fff_ffff), out _));
                },
                iter: 300
            );

    [Fact]
    public void A_withdrawn_region_has_no_virtual_address()
    {
        byte[] bytes = Write([new(MapEntry.Runtime(0x4200_0000, 0x10), 0x2000_0000)]);
        MemoryMapView map = MapEntry.View(bytes, 48);
        RuntimeLayout.Withdraw(map);
        foreach (ulong offset in (ulong[])[0, 1, 0xffff])
        {
            Assert.False(RuntimeSpace.TryToVirtual(map, new PhysicalAddress(0x4200_0000 + offset), out _));
        }

        foreach (ulong address in (ulong[])[ulong.MaxValue, 0, 0xfffe, 0x2000_0000])
        {
            Assert.False(RuntimeSpace.TryToPhysical(map, new VirtualAddress(address), out _));
        }
    }
}

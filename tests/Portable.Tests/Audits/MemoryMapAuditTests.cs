using Keelson.Addresses;
using Keelson.Audits;
using Keelson.Findings;
using Keelson.RuntimeServices;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class MemoryMapAuditTests
{
    private const int Stride = 48;
    private static readonly PhysicalAddress s_physicalEnd = new(1ul << 44);

    private static readonly MapEntry s_ram = MapEntry.Ram(MemoryType.Conventional, 0x4000_0000, 0x1000);
    private static readonly MapEntry s_runtime = MapEntry.Runtime(0x5000_0000, 0x10);
    private static readonly MapEntry s_device = MapEntry.Device(0x0900_0000, 0x10);

    private static List<(FindingId Id, ulong Start, ulong Other)> Audit(params MapEntry[] entries)
    {
        RecordedFindings findings = new();
        MemoryMapAudit.Run(MapEntry.View(MapEntry.Write(entries, Stride), Stride), s_physicalEnd, ref findings);
        return findings.All;
    }

    /// <summary>In map order and against it: nothing may hang on ascending addresses.</summary>
    private static void AssertFinds(FindingId id, ulong start, ulong other, params MapEntry[] entries)
    {
        Assert.Equal([(id, start, other)], Audit(entries));
        (FindingId found, ulong first, ulong second) = Assert.Single(Audit([.. entries.Reverse()]));
        Assert.Equal(id, found);
        Assert.Equal(new SortedSet<ulong>([start, other]), new SortedSet<ulong>([first, second]));
    }

    [Fact]
    public void A_healthy_map_has_no_findings() =>
        Assert.Empty(
            Audit(
                s_device,
                s_ram,
                MapEntry.Ram(MemoryType.BootServicesData, 0x4100_0000, 3),
                MapEntry.Ram(MemoryType.AcpiReclaim, 0x4100_3000, 1),
                s_runtime,
                new MapEntry(MemoryType.RuntimeServicesCode, 0x5001_0000, 0x20, MapEntry.WriteBackRuntime),
                new MapEntry(MemoryType.MemoryMappedIo, 1ul << 46, 0x10, MemoryAttributes.Uncacheable)
            )
        );

    [Fact]
    public void Overlaps_are_told_apart_by_their_geometry()
    {
        AssertFinds(
            FindingId.RegionsOverlap,
            0x4000_0000,
            0x40ff_f000,
            s_ram,
            MapEntry.Ram(MemoryType.LoaderData, 0x40ff_f000, 2)
        );
        AssertFinds(FindingId.RegionDuplicated, 0x4000_0000, 0x4000_0000, s_ram, s_ram);
        AssertFinds(
            FindingId.RegionNested,
            0x4000_1000,
            0x4000_0000,
            s_ram,
            MapEntry.Ram(MemoryType.Reserved, 0x4000_1000, 1)
        );
        AssertFinds(FindingId.RegionDuplicated, 0x5000_0000, 0x5000_0000, s_runtime, s_runtime);
    }

    [Fact]
    public void Runtime_memory_in_free_memory_is_more_than_an_overlap() =>
        AssertFinds(
            FindingId.RuntimeMemoryIsFree,
            0x4001_0000,
            0x4000_0000,
            s_ram,
            MapEntry.Runtime(0x4001_0000, 0x10)
        );

    /// <summary>From 0x70000000 on types are the firmware vendor's, then the boot loader's.</summary>
    [Theory]
    [InlineData(0xfu, FindingId.RegionUnaccepted)]
    [InlineData(0x10u, FindingId.RegionTypeUndefined)]
    [InlineData(0x6fff_ffffu, FindingId.RegionTypeUndefined)]
    [InlineData(0xeu, FindingId.None)]
    [InlineData(0x7000_0000u, FindingId.None)]
    [InlineData(0x8000_0000u, FindingId.None)]
    [InlineData(uint.MaxValue, FindingId.None)]
    public void A_type_that_no_kernel_can_use_is_told(uint type, FindingId expected)
    {
        FindingId[] wanted = expected == FindingId.None ? [] : [expected];
        Assert.Equal(wanted, Audit(s_ram, MapEntry.Ram((MemoryType)type, 0x6000_0000, 0x10)).Select(found => found.Id));
    }

    [Fact]
    public void Neighbours_do_not_overlap() =>
        Assert.Empty(Audit(s_ram, MapEntry.Ram(MemoryType.Reserved, s_ram.End, 1)));

    [Theory]
    [InlineData(0x6000_0000ul, 0ul, FindingId.RegionEmpty)]
    [InlineData(0xffff_ffff_ffff_0000ul, 0x10ul, FindingId.RegionWraps)]
    [InlineData(0x6000_0000ul, 1ul << 52, FindingId.RegionWraps)]
    [InlineData(1ul << 50, 1ul, FindingId.RegionBeyondPhysicalRange)]
    [InlineData((1ul << 44) - 0x1_0000, 0x20ul, FindingId.RegionBeyondPhysicalRange)]
    [InlineData(0x6000_0800ul, 0x10ul, FindingId.RegionOffPage)]
    public void A_descriptor_that_cannot_be_mapped_is_told_before_and_after_it_was_dropped(
        ulong start,
        ulong pageCount,
        FindingId expected
    )
    {
        byte[] bytes = MapEntry.Write([s_ram, MapEntry.Runtime(start, pageCount), s_runtime], Stride);
        MemoryMapView map = MapEntry.View(bytes, Stride);
        RecordedFindings before = new();
        MemoryMapAudit.Run(map, s_physicalEnd, ref before);
        Assert.Contains((expected, start, 0ul), before.All);
        Assert.Equal(1, RuntimeRegion.DropUnmappable(map, s_physicalEnd));
        RecordedFindings after = new();
        MemoryMapAudit.Run(map, s_physicalEnd, ref after);
        Assert.Contains((expected, start, 0ul), after.All);
        Assert.DoesNotContain(after.All, found => found.Id == FindingId.RuntimeAttributeMissing);
        // Once more changes nothing, and the others keep what they have.
        Assert.Equal(0, RuntimeRegion.DropUnmappable(map, s_physicalEnd));
        Assert.False(map[1].IsRuntime);
        Assert.True(map[2].IsRuntime);
        Assert.Equal(pageCount, map[1].PageCount);
    }

    [Fact]
    public void Memory_that_the_cpu_cannot_reach_is_told_and_a_device_there_is_not()
    {
        MapEntry far = MapEntry.Ram(MemoryType.Conventional, 1ul << 50, 0x10);
        Assert.Equal([(FindingId.RegionBeyondPhysicalRange, far.Start, 0ul)], Audit(s_ram, far));
        Assert.Empty(Audit(s_ram, far with { Type = MemoryType.MemoryMappedIo }));
    }

    [Theory]
    [InlineData(0x5000_1000ul, 0x10ul)]
    [InlineData(0x5000_0000ul, 0x11ul)]
    [InlineData(0x5000_1000ul, 0xful)]
    public void Runtime_regions_keep_to_64_KB_at_both_ends(ulong start, ulong pageCount) =>
        Assert.Equal([(FindingId.RuntimeRegionOff64K, start, 0ul)], Audit(MapEntry.Runtime(start, pageCount)));

    [Fact]
    public void Cacheable_and_device_runtime_regions_do_not_share_64_KB()
    {
        List<(FindingId Id, ulong Start, ulong Other)> found = Audit(
            MapEntry.Device(0x5000_0000, 1),
            MapEntry.Runtime(0x5000_f000, 1)
        );
        Assert.Contains((FindingId.RuntimeRegionsShareFrame, 0x5000_0000ul, 0x5000_f000ul), found);
        Assert.DoesNotContain(
            Audit(MapEntry.Runtime(0x5000_0000, 1), MapEntry.Runtime(0x5000_f000, 1)),
            one => one.Id == FindingId.RuntimeRegionsShareFrame
        );
    }

    [Theory]
    [InlineData(MemoryType.RuntimeServicesCode)]
    [InlineData(MemoryType.RuntimeServicesData)]
    public void Runtime_types_need_the_attribute(MemoryType type) =>
        Assert.Equal(
            [(FindingId.RuntimeAttributeMissing, 0x5000_0000ul, 0ul)],
            Audit(MapEntry.Ram(type, 0x5000_0000, 0x10))
        );

    [Fact]
    public void The_attribute_does_not_belong_on_memory_that_becomes_free() =>
        Assert.Equal(
            [(FindingId.RuntimeAttributeOnFreeType, 0x5000_0000ul, 0ul)],
            Audit(s_runtime with { Type = MemoryType.BootServicesData })
        );

    [Fact]
    public void Ram_is_write_back()
    {
        Assert.Equal(
            [(FindingId.RamNotWriteBack, 0x4000_0000ul, 0ul)],
            Audit(s_ram with { Attributes = MemoryAttributes.Uncacheable })
        );
        Assert.Empty(Audit(new MapEntry(MemoryType.Reserved, 0x4000_0000, 1, MemoryAttributes.Uncacheable)));
    }

    [Fact]
    public void Four_thousand_regions_that_all_overlap_cost_one_finding_each()
    {
        MapEntry[] entries =
        [
            .. Enumerable
                .Range(0, 4096)
                .Select(i => MapEntry.Ram(MemoryType.LoaderData, 0x4000_0000 + (ulong)i * 0x1000, 4096)),
        ];
        Assert.Equal(4095, Audit(entries).Count);
    }
}

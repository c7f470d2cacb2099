using Keelson.Addresses;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class MemoryDescriptorTests
{
    private static MemoryDescriptor Region(ulong start, ulong pageCount) =>
        new() { PhysicalStart = new PhysicalAddress(start), PageCount = pageCount };

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(0, 0, false)]
    [InlineData(0x1000, 0, false)]
    [InlineData(0, ulong.MaxValue, false)]
    [InlineData(0, 1ul << 52, false)]
    [InlineData(0, (1ul << 52) - 1, true)]
    [InlineData(0x1000, (1ul << 52) - 1, false)]
    [InlineData(0xffff_ffff_ffff_f000, 1, false)]
    [InlineData(0xffff_ffff_ffff_e000, 1, true)]
    public void A_region_of_no_pages_or_one_that_wraps_is_unsound(ulong start, ulong pageCount, bool sound) =>
        Assert.Equal(sound, Region(start, pageCount).IsSound);

    [Theory]
    [InlineData(MemoryType.LoaderCode, true)]
    [InlineData(MemoryType.LoaderData, true)]
    [InlineData(MemoryType.BootServicesCode, true)]
    [InlineData(MemoryType.BootServicesData, true)]
    [InlineData(MemoryType.Conventional, true)]
    [InlineData(MemoryType.Reserved, false)]
    [InlineData(MemoryType.RuntimeServicesCode, false)]
    [InlineData(MemoryType.RuntimeServicesData, false)]
    [InlineData(MemoryType.Unusable, false)]
    [InlineData(MemoryType.AcpiReclaim, false)]
    [InlineData(MemoryType.AcpiNvs, false)]
    [InlineData(MemoryType.MemoryMappedIo, false)]
    [InlineData(MemoryType.MemoryMappedIoPortSpace, false)]
    [InlineData(MemoryType.PalCode, false)]
    [InlineData(MemoryType.Persistent, false)]
    [InlineData(MemoryType.Unaccepted, false)]
    [InlineData((MemoryType)0x8000_0000, false)]
    public void Five_types_become_free_memory_if_cacheable_and_not_runtime(MemoryType type, bool usable)
    {
        Assert.Equal(usable, new MemoryDescriptor { Type = type, Attributes = MemoryAttributes.WriteBack }.IsUsable);
        Assert.False(new MemoryDescriptor { Type = type, Attributes = MapEntry.WriteBackRuntime }.IsUsable);
        Assert.False(
            new MemoryDescriptor
            {
                Type = type,
                Attributes = MemoryAttributes.Uncacheable | MemoryAttributes.WriteThrough,
            }.IsUsable
        );
    }

    [Fact]
    public void The_last_byte_is_inside_and_the_next_is_not()
    {
        MemoryDescriptor region = Region(0x8_8000_1000, 3);
        Assert.True(region.Contains(new PhysicalAddress(0x8_8000_1000)));
        Assert.True(region.Contains(new PhysicalAddress(0x8_8000_3fff)));
        Assert.False(region.Contains(new PhysicalAddress(0x8_8000_4000)));
        Assert.False(region.Contains(new PhysicalAddress(0x8_8000_0fff)));
        Assert.Equal(0x8_8000_4000ul, region.PhysicalEnd.Value);
    }
}

using CsCheck;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class LowestPagesTests
{
    /// <summary>
    /// Where the lowest allocation is: AllocatePages aligns to 4 KB only, so that a free run must hold what
    /// <see cref="AlignedPages"/> asks for, and the first aligned address in the lowest such run it is.
    /// </summary>
    private static ulong? Lowest(IEnumerable<MapEntry> map, ulong size, ulong alignment)
    {
        size = (size + 0xffff) / 0x1_0000 * 0x1_0000;
        foreach (MapEntry entry in map.Where(entry => entry.Type == MemoryType.Conventional))
        {
            if (entry.End - entry.Start >= size + alignment - 0x1000)
            {
                return (entry.Start + alignment - 1) / alignment * alignment;
            }
        }
        return null;
    }

    [Fact]
    public void Lowest_address_is_allocated_and_all_probes_are_freed() =>
        Gen.Select(
                Gen.OneOf<ulong>(
                    0,
                    0x4000_0000,
                    0x4001_0000,
                    0x4000_3000,
                    0x401f_f000,
                    0x400f_0000,
                    0x80_0000_0000,
                    0xffff_ff00_0000
                ),
                Gen.ULong[1, 0x30_0000],
                Gen.OneOf<ulong>(0x1_0000, 0x20_0000, 0x40_0000),
                Gen.ULong[0, 0x1ff],
                Gen.ULong[0, 0x300]
            )
            .Sample(
                (ramStart, size, alignment, offset, pages) =>
                {
                    var firmware = new SimulatedFirmware(ramStart);
                    var services = new SimulatedServices(firmware);
                    // Somebody else has a part of the memory at the bottom, and another somewhere.
                    if (pages > 0)
                    {
                        firmware.Map.Retype(
                            ramStart + 0x3_0000,
                            Math.Min(offset + 1, 0x400),
                            MemoryType.BootServicesData
                        );
                    }

                    if (pages is > 0 and < 0xf0)
                    {
                        firmware.Map.Retype(ramStart + 0x43_0000, pages, MemoryType.LoaderData);
                    }

                    List<MapEntry> before = [.. firmware.Map.Entries];
                    ulong? expected = Lowest(before, size, alignment);

                    EfiStatus status = LowestPages.Allocate(
                        services,
                        MemoryType.LoaderCode,
                        size,
                        alignment,
                        out PhysicalRange range
                    );
                    Assert.Equal(expected is null ? EfiStatus.OutOfResources : EfiStatus.Success, status);
                    if (expected is null)
                    {
                        Assert.Equal(before, firmware.Map.Entries);
                        return;
                    }
                    Assert.Equal((expected.Value, size), (range.Start.Value, range.SizeBytes));
                    Assert.Equal((size + 0xffff) / 0x1_0000 * 16, (ulong)firmware.OwnedPageCount);
                    services.Memory(range);
                    Assert.InRange(firmware.Calls.Count, 1, 500);
                    Assert.Equal(EfiStatus.Success, AlignedPages.Free(services, ref range));
                    Assert.Equal(before, firmware.Map.Entries);
                },
                iter: 100
            );

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Spurious_allocation_failures_change_nothing(int failing)
    {
        var firmware = new SimulatedFirmware { FailingAllocation = failing };
        var services = new SimulatedServices(firmware);
        EfiStatus status = LowestPages.Allocate(services, MemoryType.LoaderCode, 0x10_0000, 0x20_0000, out _);
        Assert.Equal(status == EfiStatus.Success ? 0x100 : 0, firmware.OwnedPageCount);
    }

    [Fact]
    public void No_byte_is_above_the_highest() =>
        Gen.Select(Gen.ULong[1, 0x3_0000], Gen.OneOf<ulong>(0x1000, 0x1_0000, 0x20_0000), Gen.ULong[0, 0x80_0000])
            .Sample(
                (size, alignment, reach) =>
                {
                    var firmware = new SimulatedFirmware();
                    var services = new SimulatedServices(firmware);
                    List<MapEntry> before = [.. firmware.Map.Entries];
                    PhysicalAddress highest = new(0x4000_0000 + reach);
                    EfiStatus status = AlignedPages.Allocate(
                        services,
                        MemoryType.LoaderData,
                        size,
                        alignment,
                        highest,
                        out PhysicalRange range
                    );
                    ulong rounded = (size + 0xffff) / 0x1_0000 * 0x1_0000;
                    if (status == EfiStatus.Success)
                    {
                        Assert.True(range.Start.Value + rounded - 1 <= highest.Value);
                        Assert.Equal(0ul, range.Start.Value % Math.Max(alignment, 0x1_0000));
                        AlignedPages.Free(services, ref range);
                    }
                    else
                    {
                        // The lowest free run begins at 3_0000 of the RAM; with all of it in reach there is a place.
                        Assert.True(reach + 1 < 0x3_0000 + rounded + Math.Max(alignment, 0x1_0000));
                        Assert.True(range.IsEmpty);
                    }
                    Assert.Equal(before, firmware.Map.Entries);
                }
            );
}

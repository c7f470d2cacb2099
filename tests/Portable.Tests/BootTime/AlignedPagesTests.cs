using CsCheck;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>Patches 4/8 and 5/8 as the memory map shows them.</summary>
public class AlignedPagesTests
{
    private static ulong Pages(SimulatedFirmware firmware, MemoryType type) =>
        firmware.Map.Entries.Where(entry => entry.Type == type).Aggregate(0ul, (sum, entry) => sum + entry.PageCount);

    [Theory]
    [InlineData(1, Alignment.Size4K, 0x1_0000)]
    [InlineData(1, Alignment.Size64K, 0x1_0000)]
    [InlineData(0x1_0000, Alignment.Size64K, 0x1_0000)]
    [InlineData(1, Alignment.Size2M, 0x20_0000)]
    public void A_small_allocation_takes_sixteen_pages_and_gives_sixteen_back(
        ulong sizeBytes,
        ulong alignmentBytes,
        ulong aligned
    )
    {
        var firmware = new SimulatedFirmware();
        var services = new SimulatedServices(firmware);
        List<MapEntry> before = [.. firmware.Map.Entries];
        ulong freeBefore = Pages(firmware, MemoryType.Conventional);

        Assert.Equal(
            EfiStatus.Success,
            AlignedPages.Allocate(
                services,
                MemoryType.RuntimeServicesData,
                sizeBytes,
                alignmentBytes,
                out PhysicalRange range
            )
        );
        Assert.Equal((0ul, sizeBytes), (range.Start.Value % aligned, range.SizeBytes));
        Assert.Equal(16, firmware.OwnedPageCount);
        Assert.Equal(freeBefore - 16, Pages(firmware, MemoryType.Conventional));
        Assert.Contains(
            firmware.Map.Entries,
            entry =>
                entry.Start == range.Start.Value
                && entry.PageCount == 16
                && entry.Type == MemoryType.RuntimeServicesData
        );

        Assert.Equal(EfiStatus.Success, AlignedPages.Free(services, ref range));
        Assert.True(range.IsEmpty);
        Assert.Equal(0, firmware.OwnedPageCount);
        int calls = firmware.Calls.Count;
        Assert.Equal(EfiStatus.Success, AlignedPages.Free(services, ref range));
        Assert.Equal(calls, firmware.Calls.Count);
        Assert.Equal(before, firmware.Map.Entries);
    }

    /// <summary>Several at once, freed in another order: what one takes or gives back is never a neighbour's.</summary>
    [Fact]
    public void Allocations_of_any_size_balance() =>
        Gen.Select(Gen.Select(Gen.ULong[1, 0x5_0000], Gen.Int[0, 20]).Array[1, 8], Gen.ULong[0, 15])
            .Sample(
                (wishes, ragged) =>
                {
                    var firmware = new SimulatedFirmware(0x8_0000_0000 + ragged * 0x1000);
                    var services = new SimulatedServices(firmware);
                    List<MapEntry> before = [.. firmware.Map.Entries];
                    List<PhysicalRange> taken = [];
                    foreach ((ulong size, int shift) in wishes)
                    {
                        if (
                            AlignedPages.Allocate(
                                services,
                                MemoryType.LoaderData,
                                size,
                                1ul << shift,
                                out PhysicalRange range
                            ) != EfiStatus.Success
                        )
                        {
                            continue;
                        }

                        Assert.Equal(0ul, range.Start.Value % Math.Max(1ul << shift, 0x1_0000));
                        taken.Add(range);
                        Assert.Equal(
                            taken.Sum(one => (int)((one.SizeBytes + 0xffff) / 0x1_0000) * 16),
                            firmware.OwnedPageCount
                        );
                        // Throws unless every page is ours.
                        services.Memory(PhysicalRange.FromSize(range.Start, (size + 0xffff) / 0x1_0000 * 0x1_0000));
                    }
                    foreach (PhysicalRange range in taken)
                    {
                        PhysicalRange returned = range;
                        AlignedPages.Free(services, ref returned);
                    }

                    Assert.Equal(before, firmware.Map.Entries);
                },
                iter: 50
            );

    [Theory]
    [InlineData(0ul, 0x1000ul)]
    [InlineData(1ul << 63, 0x1000ul)]
    [InlineData(ulong.MaxValue, 0x1000ul)]
    [InlineData(1ul, 1ul << 63)]
    [InlineData(1ul << 40, 0x1000ul)]
    public void An_impossible_allocation_is_refused_and_changes_nothing(ulong sizeBytes, ulong alignmentBytes)
    {
        var firmware = new SimulatedFirmware();
        var services = new SimulatedServices(firmware);
        Assert.Equal(
            EfiStatus.OutOfResources,
            AlignedPages.Allocate(services, MemoryType.LoaderData, sizeBytes, alignmentBytes, out PhysicalRange range)
        );
        Assert.True(range.IsEmpty);
        Assert.Equal(0, firmware.OwnedPageCount);
    }
}

using CsCheck;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>The probe of patches 4 and 5 against firmware that is exact, and against some that is not.</summary>
public class AllocationProbeTests
{
    /// <summary>Firmware that takes or gives back another number of pages than it is told.</summary>
    private readonly struct FaultyServices(
        SimulatedFirmware firmware,
        Func<ulong, ulong> taken,
        Func<ulong, ulong> returned
    ) : IMemoryServices
    {
        public EfiStatus AllocatePages(
            MemoryType type,
            ulong pageCount,
            PhysicalAddress highest,
            out PhysicalAddress address
        ) => firmware.AllocatePages(type, taken(pageCount), highest, out address);

        public EfiStatus FreePages(PhysicalAddress address, ulong pageCount) =>
            firmware.FreePages(address, returned(pageCount));

        public EfiStatus GetMemoryMap(Span<byte> buffer, out MemoryMapInfo info) =>
            firmware.GetMemoryMap(buffer, out info);

        public Span<byte> Memory(PhysicalRange range) => firmware.Memory(range);
    }

    private const ulong ProbedSize = 0x3_0001,
        ProbedPages = 0x40;

    private static bool IsExact(SimulatedFirmware firmware, Func<ulong, ulong> taken, Func<ulong, ulong> returned)
    {
        var services = new FaultyServices(firmware, taken, returned);
        Assert.True(AllocationProbe.TryMeasure(services, ProbedSize, 0x1_0000, out AllocationProbe probe));
        return probe.IsExact(ProbedSize, 0x1_0000);
    }

    [Fact]
    public void Exact_allocations_are_reported_exact() =>
        Gen.Select(Gen.ULong[1, 0x8_0000], Gen.Int[0, 21], Gen.OneOf<ulong>(0x4000_0000, 0x4000_3000, 0x8_0000_0000))
            .Sample(
                (size, alignmentShift, ramStart) =>
                {
                    var firmware = new SimulatedFirmware(ramStart);
                    MapEntry[] before = [.. firmware.Map.Entries];
                    var services = new SimulatedServices(firmware);
                    ulong alignment = 1ul << alignmentShift;
                    Assert.True(AllocationProbe.TryMeasure(services, size, alignment, out AllocationProbe probe));
                    Assert.True(
                        probe.IsExact(size, alignment),
                        $"{probe.TakenPages} taken, {probe.ReturnedPages} returned"
                    );
                    Assert.Equal((long)((size + 0xffff) / 0x1_0000 * 0x10), probe.TakenPages);
                    Assert.Equal(0, firmware.OwnedPageCount);
                    Assert.Equal(before, firmware.Map.Entries);
                },
                iter: 100
            );

    /// <summary>Firmware that hands out many small blocks has as many regions.</summary>
    [Fact]
    public void Any_number_of_regions_is_measured()
    {
        var firmware = new SimulatedFirmware();
        for (ulong i = 0; i < 4_096; i++)
        {
            firmware.Map.Add(MapEntry.Ram(MemoryType.Reserved, 0x80_0000_0000 + 0x2000 * i, 1));
        }

        Assert.True(IsExact(firmware, pages => pages, pages => pages));
    }

    [Fact]
    public void The_faults_below_are_the_only_ones() =>
        Assert.True(IsExact(new SimulatedFirmware(), pages => pages, pages => pages));

    [Fact]
    public void Firmware_that_leaks_a_page_is_detected() =>
        Assert.False(
            IsExact(new SimulatedFirmware(), pages => pages, pages => pages == ProbedPages ? pages - 1 : pages)
        );

    [Fact]
    public void Firmware_that_frees_one_page_too_many_is_detected()
    {
        var firmware = new SimulatedFirmware();
        firmware.Map.Add(MapEntry.Ram(MemoryType.LoaderData, 0x2000_0000, 0x10));
        bool isMeasured = false;
        Assert.False(
            IsExact(
                firmware,
                pages => pages,
                pages =>
                {
                    // Somebody else's page goes with it.
                    if (pages == ProbedPages && !isMeasured)
                    {
                        firmware.Map.Retype(0x2000_0000, 1, MemoryType.Conventional);
                    }

                    isMeasured |= pages == ProbedPages;
                    return pages;
                }
            )
        );
        Assert.True(isMeasured);
    }

    /// <summary>It rounds the size up by itself, and the caller does not know what to give back.</summary>
    [Fact]
    public void Firmware_that_allocates_one_page_too_many_is_detected() =>
        Assert.False(
            IsExact(new SimulatedFirmware(), pages => pages == ProbedPages + 0xf ? pages + 1 : pages, pages => pages)
        );

    [Theory]
    [InlineData(0x1000, 0x40, 0x40, 0x1_0000, false)]
    [InlineData(0x1_0000, 0x40, 0x40, 0x1_0000, true)]
    [InlineData(0x1_0000, 0x40, 0x40, 0x2_0000, false)]
    [InlineData(0x1_0000, 0x3f, 0x3f, 0x1_0000, false)]
    [InlineData(0x1_0000, 0x40, 0x3f, 0x1_0000, false)]
    [InlineData(0x1_0000, 0x41, 0x40, 0x1_0000, false)]
    [InlineData(0x8000, 0x40, 0x40, 0x1000, false)]
    public void Address_and_both_page_counts_decide_exactness(
        ulong address,
        long taken,
        long returned,
        ulong alignment,
        bool expected
    ) =>
        Assert.Equal(
            expected,
            new AllocationProbe
            {
                Address = new(address),
                TakenPages = taken,
                ReturnedPages = returned,
            }.IsExact(ProbedSize, alignment)
        );

    [Fact]
    public void A_failed_measurement_is_reported_and_frees_all_allocations()
    {
        foreach (
            SimulatedFirmware firmware in (SimulatedFirmware[])
                [
                    new() { FailingAllocation = 1 },
                    new() { FailingAllocation = 2 },
                    new() { DescriptorSizeBytes = 39 },
                    new() { MapCallStatus = new() { [1] = EfiStatus.DeviceError } },
                    new() { MapCallStatus = new() { [2] = EfiStatus.DeviceError } },
                    new() { MapCallStatus = new() { [3] = EfiStatus.DeviceError } },
                    new() { MapCallStatus = new() { [4] = EfiStatus.DeviceError } },
                ]
        )
        {
            var services = new SimulatedServices(firmware);
            Assert.False(AllocationProbe.TryMeasure(services, ProbedSize, 0, out _));
            Assert.Equal(0, firmware.OwnedPageCount);
        }
    }
}

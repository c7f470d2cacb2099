using Keelson.Addresses;
using Keelson.Audits;
using Keelson.Findings;
using Keelson.RuntimeServices;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>The layout on maps that were worked out by hand.</summary>
public class RuntimeLayoutTests
{
    /// <summary>QEMU's virt machine under AAVMF: flash, clock, then RAM.</summary>
    internal static readonly MapEntry[] MapA =
    [
        MapEntry.Device(0x0400_0000, 0x4000),
        MapEntry.Device(0x0901_0000, 1),
        MapEntry.Runtime(0x1_3bfb_0000, 0x10),
        MapEntry.Runtime(0x1_3bfc_0000, 0x50),
        MapEntry.Runtime(0x1_3c01_0000, 0x40),
        MapEntry.Runtime(0x1_3f80_0000, 0x400),
    ];

    /// <summary>Regions that are 4 KB aligned only, two of them within one 64 KB frame.</summary>
    internal static readonly MapEntry[] MapB =
    [
        MapEntry.Runtime(0x7fe0_1000, 1),
        MapEntry.Runtime(0x7fe0_2000, 3),
        MapEntry.Runtime(0x7fe0_9000, 0x20),
    ];

    private static RuntimeLayoutError Assign(
        MapEntry[] entries,
        out ulong[] addresses,
        ulong start = 0x2000_0000,
        int scratchBytes = 4096,
        int stride = 48
    )
    {
        byte[] bytes = MapEntry.Write(entries, stride);
        MemoryMapView view = MapEntry.View(bytes, stride);
        RuntimeLayoutError error = RuntimeLayout.Assign(view, new byte[scratchBytes], new VirtualAddress(start), out _);
        addresses = new ulong[view.Count];
        for (int i = 0; i < view.Count; i++)
        {
            addresses[i] = view[i].VirtualStart.Value;
        }

        return error;
    }

    [Theory]
    [InlineData(0x2000_0000, 0)]
    [InlineData(0x4000_0000, 0x2000_0000)]
    public void Golden_vectors(ulong start, ulong distance)
    {
        Assert.Equal(RuntimeLayoutError.None, Assign(MapA, out ulong[] a, start));
        ulong[] expectedA = [0x2000_0000, 0x2400_0000, 0x2401_0000, 0x2402_0000, 0x2407_0000, 0x2420_0000];
        Assert.Equal(expectedA.Select(address => address + distance), a);
        Assert.Equal(RuntimeLayoutError.None, Assign(MapB, out ulong[] b, start));
        ulong[] expectedB = [0x2000_1000, 0x2001_2000, 0x2002_9000];
        Assert.Equal(expectedB.Select(address => address + distance), b);
    }

    [Fact]
    public void The_window_is_where_the_series_put_it_in_its_later_form()
    {
        Assert.Equal(0x2000_0000ul, RuntimeLayout.VirtualBase.Value);
        Assert.Equal(64ul << 30, RuntimeLayout.VirtualEnd.Value);
    }

    [Fact]
    public void Regions_without_RUNTIME_keep_their_bytes_and_take_no_room()
    {
        MapEntry[] entries = [MapEntry.Ram(MemoryType.Conventional, 0, 0x10_0000), MapEntry.Runtime(0x1_0000_0000, 1)];
        Assert.Equal(RuntimeLayoutError.None, Assign(entries, out ulong[] addresses));
        Assert.Equal([0, 0x2000_0000], addresses);
    }

    [Theory]
    [InlineData(0x1ff, 0x2001_0000)]
    [InlineData(0x1f0, 0x2001_0000)]
    [InlineData(0x200, 0x2020_0000)]
    public void Two_megabytes_are_counted_before_rounding_up_to_64_KB(ulong pageCount, ulong expected)
    {
        Assert.Equal(
            RuntimeLayoutError.None,
            Assign([MapEntry.Runtime(0x5000, 1), MapEntry.Runtime(0x4000_0000, pageCount)], out ulong[] addresses)
        );
        Assert.Equal(expected, addresses[1]);
    }

    [Fact]
    public void Regions_above_4_GB_and_at_48_bits_keep_to_the_low_window()
    {
        Assert.Equal(
            RuntimeLayoutError.None,
            Assign(
                [MapEntry.Runtime(0, 1), MapEntry.Runtime(0x8_0000_1000, 1), MapEntry.Runtime(0xffff_ffff_f000, 1)],
                out ulong[] addresses
            )
        );
        Assert.Equal([0x2000_0000, 0x2001_1000, 0x2002_f000], addresses);
    }

    [Theory]
    [InlineData(0ul, 0ul)]
    [InlineData(0x1000ul, ulong.MaxValue)]
    [InlineData(0xffff_ffff_ffff_0000ul, 0x10ul)]
    [InlineData(0x1000ul, 1ul << 52)]
    public void A_region_of_no_pages_or_one_that_wraps_is_refused(ulong start, ulong pageCount) =>
        Assert.Equal(
            RuntimeLayoutError.UnsoundRegion,
            Assign([MapEntry.Runtime(0x5000, 1), MapEntry.Runtime(start, pageCount)], out _)
        );

    [Fact]
    public void An_unsound_region_that_is_not_runtime_is_no_concern_of_the_layout() =>
        Assert.Equal(
            RuntimeLayoutError.None,
            Assign([MapEntry.Ram(MemoryType.Reserved, 0, 0), MapEntry.Runtime(0x5000, 1)], out _)
        );

    [Theory]
    [InlineData(0xf_e000_0000, 0x2_0000, true)]
    [InlineData(0xf_ffff_0000, 0x10, true)]
    [InlineData(0xf_ffff_0000, 0x11, false)]
    [InlineData(0x2000_0000, 0xfe_0000, true)]
    [InlineData(0x2000_0000, 0xfe_0001, false)]
    [InlineData(0x2000_0000, (1ul << 52) - 1, false)]
    [InlineData(0x10_0000_0000, 1, false)]
    public void The_window_ends_at_64_GB(ulong start, ulong pageCount, bool fits)
    {
        Assert.Equal(RuntimeLayoutError.None, Assign([MapEntry.Runtime(0, pageCount)], out ulong[] addresses, start));
        Assert.Equal(fits ? start : ulong.MaxValue, addresses[0]);
    }

    [Fact]
    public void Where_the_window_is_too_small_the_largest_are_left_out()
    {
        MapEntry[] entries =
        [
            MapEntry.Device(0x100_0000_0000, 0x100_0000),
            MapEntry.Runtime(0x4000_0000, 16),
            MapEntry.Device(0x200_0000_0000, 0xf0_0000),
            MapEntry.Device(0x0901_0000, 1),
            MapEntry.Device(0x300_0000_0000, 0x80_0000),
        ];
        Assert.Equal(RuntimeLayoutError.None, Assign(entries, out ulong[] addresses));
        Assert.Equal([ulong.MaxValue, 0x2000_0000, ulong.MaxValue, 0x2001_0000, 0x2020_0000], addresses);
    }

    [Fact]
    public void What_was_left_out_is_no_runtime_region_and_is_told()
    {
        byte[] bytes = MapEntry.Write([MapEntry.Runtime(0x4000_0000, 16), MapEntry.Device(1ul << 40, 0x100_0000)], 48);
        MemoryMapView view = MapEntry.View(bytes, 48);
        Assert.Equal(
            RuntimeLayoutError.None,
            RuntimeLayout.Assign(view, new byte[96], RuntimeLayout.VirtualBase, out RuntimeLayoutSummary summary)
        );
        Assert.Equal(1, summary.Count);
        Assert.False(view[1].IsRuntime);
        Assert.True(RuntimeRegion.IsDropped(view[1]));
        Assert.False(RuntimeRegion.IsDropped(view[0]));
        RecordedFindings findings = new();
        MemoryMapAudit.Run(view, new PhysicalAddress(1ul << 48), ref findings);
        Assert.Equal([(FindingId.RegionOutsideWindow, 1ul << 40, 0ul)], findings.All);
    }

    [Theory]
    [InlineData(96, RuntimeLayoutError.ScratchTooSmall)]
    [InlineData(143, RuntimeLayoutError.ScratchTooSmall)]
    [InlineData(144, RuntimeLayoutError.None)]
    [InlineData(0, RuntimeLayoutError.ScratchTooSmall)]
    public void The_scratch_must_hold_whole_descriptors(int scratchBytes, RuntimeLayoutError expected) =>
        Assert.Equal(expected, Assign(MapB, out _, scratchBytes: scratchBytes));

    [Fact]
    public void Withdrawal_marks_every_runtime_region_with_all_ones_and_no_other()
    {
        byte[] bytes = MapEntry.Write([MapEntry.Ram(MemoryType.Conventional, 0, 1), .. MapB], 48);
        MemoryMapView view = MapEntry.View(bytes, 48);
        RuntimeLayout.Withdraw(view);
        for (int i = 0; i < view.Count; i++)
        {
            Assert.Equal(i == 0 ? 0 : ulong.MaxValue, view[i].VirtualStart.Value);
        }
    }

    [Fact]
    public void Identity_gives_each_runtime_region_its_physical_address_zero_included()
    {
        byte[] bytes = MapEntry.Write(
            [MapEntry.Runtime(0, 1), MapEntry.Ram(MemoryType.LoaderData, 0x1000, 1), .. MapA],
            48
        );
        MemoryMapView view = MapEntry.View(bytes, 48);
        RuntimeLayout.Withdraw(view);
        RuntimeLayout.AssignIdentity(view);
        for (int i = 0; i < view.Count; i++)
        {
            Assert.Equal(view[i].IsRuntime ? view[i].PhysicalStart.Value : 0, view[i].VirtualStart.Value);
        }
    }
}

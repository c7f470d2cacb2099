using CsCheck;
using Keelson.Addresses;
using Xunit;

namespace Keelson.Portable.Tests;

public class PhysicalRangeTests
{
    private static PhysicalRange Range(ulong start, ulong end) =>
        new(new PhysicalAddress(start), new PhysicalAddress(end));

    private static readonly Gen<PhysicalRange> s_range = Gen.Select(Gen.ULong[0, 12], Gen.ULong[0, 12], Range);

    /// <summary>
    /// Ranges that end before they start count as empty: an initrd's two ends come out of a device tree, unchecked.
    /// </summary>
    [Fact]
    public void Two_ranges_overlap_where_they_share_a_byte() =>
        Gen.Select(s_range, s_range)
            .Sample(
                (a, b) =>
                {
                    bool shares = Enumerable
                        .Range(0, 13)
                        .Any(i =>
                            a.Contains(new PhysicalAddress((ulong)i)) && b.Contains(new PhysicalAddress((ulong)i))
                        );
                    Assert.Equal(shares, a.Overlaps(b));
                    Assert.Equal(shares, b.Overlaps(a));
                }
            );

    [Fact]
    public void End_address_is_exclusive()
    {
        PhysicalRange range = Range(0x8_0000_1000, 0x8_0000_3000);
        Assert.Equal(0x2000ul, range.SizeBytes);
        Assert.False(range.IsEmpty);
        Assert.True(range.Contains(new PhysicalAddress(0x8_0000_2fff)));
        Assert.False(range.Contains(new PhysicalAddress(0x8_0000_3000)));
        Assert.True(default(PhysicalRange).IsEmpty);
        Assert.True(Range(2, 1).IsEmpty);
        Assert.Equal(range.End, PhysicalRange.FromSize(range.Start, 0x2000).End);
    }

    [Theory]
    [InlineData(0x1_1000, 0x1_2000, 0x1_0000, 0x2_0000)]
    [InlineData(0x1_0000, 0x2_0000, 0x1_0000, 0x2_0000)]
    [InlineData(0x1_ffff, 0x2_0001, 0x1_0000, 0x3_0000)]
    public void Rounding_out_takes_whole_pages(ulong start, ulong end, ulong roundedStart, ulong roundedEnd)
    {
        PhysicalRange range = Range(start, end).RoundOut(Alignment.Size64K);
        Assert.Equal((roundedStart, roundedEnd), (range.Start.Value, range.End.Value));
    }
}

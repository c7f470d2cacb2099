using CsCheck;
using Keelson.Addresses;
using Keelson.Images;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>
/// "It must lie entirely within a 1 GB aligned physical memory window of up to 32 GB in size that fully covers the
/// kernel Image as well" (Linux, Documentation/arch/arm64/booting.rst).
/// </summary>
public class InitrdWindowTests
{
    private const ulong Gigabyte = 1ul << 30;

    private static PhysicalRange Range(ulong start, ulong size) =>
        PhysicalRange.FromSize(new PhysicalAddress(start), size);

    [Theory]
    [InlineData(0x4000_0000, 0x4000_0000, true)]
    [InlineData(0x4020_0000, 0x8_3fff_f000, true)]
    [InlineData(0x4020_0000, 0x8_4000_0000 - 1, false)]
    [InlineData(0x4020_0000, 0x8_4000_0000, false)]
    [InlineData(0x8_4000_0000, 0x4000_0000, false)]
    [InlineData(0x8_3fe0_0000, 0x4000_0000, true)]
    [InlineData(0x8_4000_0000, 0x8000_0000, true)]
    [InlineData(0x7fe0_0000, 0, true)]
    public void Kernel_and_ramdisk_share_a_window(ulong kernel, ulong initrd, bool covers) =>
        Assert.Equal(covers, new InitrdWindow(Range(kernel, 0x20_0000)).Covers(Range(initrd, 0x1000)));

    /// <summary>One that starts itself.</summary>
    [Fact]
    public void Kernel_without_a_place_has_every_window() =>
        Assert.True(new InitrdWindow(default).Covers(Range(0x80_0000_0000, 0x1000)));

    /// <summary>Against every window there is.</summary>
    [Fact]
    public void Window_obeys_the_arm64_boot_protocol() =>
        Gen.Select(
                Gen.ULong[0, 70],
                Gen.ULong[0, 3],
                Gen.ULong[1, 40 * 4],
                Gen.ULong[0, 70],
                Gen.ULong[0, 3],
                Gen.ULong[1, 40 * 4]
            )
            .Sample(
                (k, kq, ks, i, iq, isize) =>
                {
                    // In quarters of a gigabyte, so that borders are met often.
                    PhysicalRange kernel = Range(k * Gigabyte + kq * (Gigabyte / 4), ks * (Gigabyte / 4));
                    PhysicalRange initrd = Range(i * Gigabyte + iq * (Gigabyte / 4), isize * (Gigabyte / 4));
                    bool expected = Enumerable
                        .Range(0, 120)
                        .Any(window =>
                            Covers((ulong)window * Gigabyte, kernel) && Covers((ulong)window * Gigabyte, initrd)
                        );
                    Assert.Equal(expected, new InitrdWindow(kernel).Covers(initrd));
                },
                iter: 5000
            );

    private static bool Covers(ulong window, PhysicalRange range) =>
        window <= range.Start.Value && range.End.Value <= window + 32 * Gigabyte;

    [Fact]
    public void A_range_may_end_at_the_last_byte_and_not_past_it() =>
        Gen.Select(Gen.ULong[0, 1ul << 40], Gen.ULong[1, Gigabyte])
            .Sample(
                (start, size) =>
                {
                    InitrdWindow window = new(Range(start, size));
                    ulong end = window.Highest.Value + 1;
                    Assert.True(window.Covers(Range(end - 0x1000, 0x1000)));
                    Assert.False(window.Covers(Range(end - 0x1000, 0x1001)));
                }
            );
}

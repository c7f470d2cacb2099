using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>The limits of UEFI 2.10, 8.3.</summary>
public class EfiTimeTests
{
    private static EfiTime Good =>
        new()
        {
            Year = 2026,
            Month = 2,
            Day = 28,
            Hour = 12,
            Minute = 30,
            Second = 15,
            Nanosecond = 5,
            TimeZone = EfiTime.UnspecifiedTimeZone,
        };

    [Theory]
    [
        InlineData(1899, false),
        InlineData(1900, true),
        InlineData(9999, true),
        InlineData(10000, false),
        InlineData(0, false)
    ]
    public void Year(int value, bool good) => Assert.Equal(good, (Good with { Year = (ushort)value }).IsInRange);

    [Theory]
    [InlineData(0, false), InlineData(1, true), InlineData(12, true), InlineData(13, false), InlineData(255, false)]
    public void Month(int value, bool good) => Assert.Equal(good, (Good with { Month = (byte)value }).IsInRange);

    [Theory]
    [InlineData(0, false), InlineData(1, true), InlineData(31, true), InlineData(32, false)]
    public void Day(int value, bool good) => Assert.Equal(good, (Good with { Day = (byte)value }).IsInRange);

    [Theory]
    [InlineData(0, true), InlineData(23, true), InlineData(24, false)]
    public void Hour(int value, bool good) => Assert.Equal(good, (Good with { Hour = (byte)value }).IsInRange);

    [Theory]
    [InlineData(0, true), InlineData(59, true), InlineData(60, false)]
    public void Minute_and_second_ranges(int value, bool good)
    {
        Assert.Equal(good, (Good with { Minute = (byte)value }).IsInRange);
        Assert.Equal(good, (Good with { Second = (byte)value }).IsInRange);
    }

    [Theory]
    [
        InlineData(0u, true),
        InlineData(999_999_999u, true),
        InlineData(1_000_000_000u, false),
        InlineData(uint.MaxValue, false)
    ]
    public void Nanosecond(uint value, bool good) => Assert.Equal(good, (Good with { Nanosecond = value }).IsInRange);

    [Theory]
    [
        InlineData(-1441, false),
        InlineData(-1440, true),
        InlineData(1440, true),
        InlineData(1441, false),
        InlineData(2047, true)
    ]
    [InlineData(2046, false), InlineData(2048, false)]
    public void TimeZone(int value, bool good) => Assert.Equal(good, (Good with { TimeZone = (short)value }).IsInRange);

    [Theory]
    [
        InlineData(0, true),
        InlineData(1, true),
        InlineData(2, true),
        InlineData(3, true),
        InlineData(4, false),
        InlineData(0xfc, false)
    ]
    public void Daylight(int value, bool good) => Assert.Equal(good, (Good with { Daylight = (byte)value }).IsInRange);
}

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

    [Theory]
    [InlineData("2024-02-28 23:59:59", 1ul, "2024-02-29 00:00:00")]
    [InlineData("2023-02-28 23:59:59", 1ul, "2023-03-01 00:00:00")]
    [InlineData("2100-02-28 12:00:00", 86_400ul, "2100-03-01 12:00:00")]
    [InlineData("2026-12-31 23:30:00", 3_600ul, "2027-01-01 00:30:00")]
    [InlineData("2026-04-30 00:00:01", 86_399ul, "2026-05-01 00:00:00")]
    [InlineData("2026-11-26 10:20:30", 0ul, "2026-11-26 10:20:30")]
    [InlineData("2026-11-26 10:20:30", 400 * 86_400ul + 61, "2027-12-31 10:21:31")]
    public void Later_by_seconds(string time, ulong seconds, string expected)
    {
        EfiTime later = Parse(time).Plus(seconds);
        Assert.Equal(
            DateTime.Parse(expected, System.Globalization.CultureInfo.InvariantCulture),
            new DateTime(later.Year, later.Month, later.Day, later.Hour, later.Minute, later.Second)
        );
        Assert.Equal((5u, EfiTime.UnspecifiedTimeZone), (later.Nanosecond, later.TimeZone));
    }

    private static EfiTime Parse(string text)
    {
        DateTime time = DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        return Good with
        {
            Year = (ushort)time.Year,
            Month = (byte)time.Month,
            Day = (byte)time.Day,
            Hour = (byte)time.Hour,
            Minute = (byte)time.Minute,
            Second = (byte)time.Second,
        };
    }

    /// <summary>Each has to be refused for one field, and no two are the same.</summary>
    [Fact]
    public void Invalid_times_are_invalid()
    {
        EfiTime valid = Good;
        EfiTime[] times = [.. Enumerable.Range(0, InvalidTimes.Count).Select(i => InvalidTimes.Of(in valid, i))];
        Assert.All(times, time => Assert.False(time.IsValid));
        Assert.Equal(InvalidTimes.Count, times.Distinct().Count());
    }
}

using Keelson.Audits;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class ClockWatchTests
{
    private static readonly EfiTime s_noon = new()
    {
        Year = 2024,
        Month = 2,
        Day = 28,
        Hour = 12,
    };

    /// <summary>Seconds of the clock since noon, and milliseconds of the counter at that.</summary>
    [Theory]
    [InlineData(false, "0@100 0@150 1@1100 2@2100")]
    [InlineData(false, "0@0 7@1000")]
    [InlineData(true, "0@0 8@1000")]
    [InlineData(true, "0@0 3600@20")]
    [InlineData(true, "5@0 4@20")]
    [InlineData(true, "0@0 86400@20")]
    [InlineData(false, "0@0 43200@86400000 43201@86401000")]
    // Ten times as fast: no step is too long, all of them are.
    [InlineData(true, "0@0 2@200 4@400 6@600 8@800 10@1000")]
    // Back by one, and no further than the first.
    [InlineData(true, "0@0 3@3000 2@3100")]
    public void A_clock_goes_on_and_not_much_faster_than_the_counter(bool isAstray, string readings)
    {
        ClockWatch watch = default;
        foreach (string reading in readings.Split(' '))
        {
            string[] parts = reading.Split('@');
            watch.See(s_noon.Plus(ulong.Parse(parts[0])), 5_000_000 + ulong.Parse(parts[1]));
        }
        Assert.Equal(isAstray, watch.IsAstray);
    }

    [Theory]
    [InlineData(60, 0, true)]
    [InlineData(0, 1, true)]
    [InlineData(0, 0, false)]
    public void A_clock_keeps_its_zone_until_somebody_sets_it(short timeZone, byte daylight, bool isAstray)
    {
        ClockWatch watch = default;
        watch.See(s_noon, 0);
        EfiTime later = s_noon;
        later.TimeZone = timeZone;
        later.Daylight = daylight;
        watch.Forget();
        watch.See(later, 1);
        Assert.False(watch.IsAstray);
        watch.See(s_noon, 2);
        Assert.Equal(isAstray, watch.IsAstray);
    }

    [Fact]
    public void The_first_pair_that_does_not_fit_is_kept()
    {
        ClockWatch watch = default;
        watch.See(s_noon, 0);
        watch.See(s_noon.Plus(100), 1);
        watch.See(s_noon, 2);
        Assert.True(watch.Before.IsSameSecond(s_noon));
        Assert.True(watch.After.IsSameSecond(s_noon.Plus(100)));
    }

    [Fact]
    public void What_is_no_time_is_held_against_nothing()
    {
        ClockWatch watch = default;
        watch.See(default, 0);
        watch.See(s_noon, 1);
        watch.See(default, 2);
        watch.See(s_noon, 3);
        Assert.False(watch.IsAstray);
    }

    [Fact]
    public void A_clock_that_was_set_begins_anew()
    {
        ClockWatch watch = default;
        watch.See(s_noon.Plus(1000), 0);
        watch.Forget();
        watch.See(s_noon, 1);
        Assert.False(watch.IsAstray);
        watch.See(s_noon.Plus(1000), 2);
        Assert.True(watch.IsAstray);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(120, false)]
    [InlineData(121, true)]
    [InlineData(-1, true)]
    public void The_boot_services_gave_a_time_shortly_before(int later, bool isAstray)
    {
        ClockWatch watch = default;
        // Midnight, and the day that only leap years have, are in between.
        EfiTime atBoot = s_noon.Plus(43_199),
            first = s_noon.Plus((ulong)(43_199 + later));
        watch.Follow(in atBoot, in first, 0);
        Assert.Equal(isAstray, watch.IsAstray);
        ClockWatch without = default;
        without.Follow(default, in first, 0);
        without.Follow(in atBoot, default, 0);
        Assert.False(without.IsAstray);
    }

    /// <summary>Half a terabyte that is filled before the kernel asks.</summary>
    [Theory]
    [InlineData(300, 90ul, false)]
    [InlineData(300, 89ul, true)]
    public void A_kernel_that_takes_long_is_no_clock_that_leaps(int later, ulong kernelSeconds, bool isAstray)
    {
        ClockWatch watch = default;
        EfiTime first = s_noon.Plus((ulong)later);
        watch.Follow(in s_noon, in first, kernelSeconds);
        Assert.Equal(isAstray, watch.IsAstray);
    }

    /// <summary>Each day of 400 years is 86,400 seconds after the one before.</summary>
    [Fact]
    public void Seconds_are_counted_over_months_and_leap_years()
    {
        EfiTime day = new()
        {
            Year = 1900,
            Month = 1,
            Day = 1,
            Hour = 23,
            Second = 7,
        };
        for (ulong n = 0; n < 146_097; n++)
        {
            EfiTime next = day.Plus(86_400);
            Assert.Equal(day.TotalSeconds + 86_400, next.TotalSeconds);
            day = next;
        }
        Assert.Equal(2300, day.Year);
    }
}

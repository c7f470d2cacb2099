using Keelson.RuntimeServices;
using Xunit;

namespace Keelson.Portable.Tests;

public class CallTimesTests
{
    [Theory]
    [InlineData(6_250_000ul, false)]
    [InlineData(6_250_001ul, true)]
    public void A_call_of_more_than_100_ms_is_slow(ulong ticks, bool isSlow)
    {
        CallTimes times = default;
        Assert.False(times.IsSlow(62_500_000));
        times.Add(30);
        times.Add(ticks);
        times.Add(20);
        Assert.Equal((3u, 20ul, ticks), (times.Count, times.MinimumTicks, times.MaximumTicks));
        Assert.Equal(isSlow, times.IsSlow(62_500_000));
        Assert.False(times.IsSlow(0));
    }

    [Theory]
    [InlineData("", true, 10u)]
    [InlineData("0", true, 0u)]
    [InlineData("3600", true, 3600u)]
    [InlineData("3601", false, 10u)]
    [InlineData("1s", false, 10u)]
    public void The_limit_is_a_number_of_seconds(string value, bool isOne, uint seconds)
    {
        Assert.Equal(isOne, CallTimeLimit.TryParse(System.Text.Encoding.UTF8.GetBytes(value), out uint found));
        Assert.Equal(seconds, found);
    }
}

using Keelson.Audits;
using Xunit;

namespace Keelson.Portable.Tests;

public class StoreWearTests
{
    [Theory]
    [InlineData(262044, 260000, false)] // AAVMF, fresh
    [InlineData(262044, 65511, false)]
    [InlineData(262044, 65510, true)]
    [InlineData(57344, 14335, true)]
    [InlineData(262044, 0, true)]
    [InlineData(0, 0, false)] // says nothing
    [InlineData(16, ulong.MaxValue, false)] // nonsense, which is a finding of its own
    [InlineData(ulong.MaxValue, 1UL << 62, false)]
    public void The_last_quarter_is_spared(ulong maximum, ulong remaining, bool isSpared) =>
        Assert.Equal(isSpared, StoreWear.MustSpare(maximum, remaining));
}

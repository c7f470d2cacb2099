using Keelson.Audits;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class StoreRoomTests
{
    [Theory]
    [InlineData(260_000, 33_000, true)] // AAVMF
    [InlineData(8192, 2048, true)]
    [InlineData(8191, 2048, false)]
    [InlineData(260_000, 2047, false)] // edk2's own limit is 1,024
    [InlineData(0, 0, false)]
    public void What_is_tried_fits_and_leaves_most_of_what_is_free(ulong remaining, ulong largest, bool has) =>
        Assert.Equal(has, new StoreRoom(EfiStatus.Success, remaining, largest).Has(2048));

    [Theory]
    [InlineData(EfiStatus.Unsupported)]
    [InlineData(EfiStatus.Aborted)]
    public void A_store_that_says_nothing_is_tried(EfiStatus status) =>
        Assert.True(new StoreRoom(status, 0, 0).Has(2048));
}

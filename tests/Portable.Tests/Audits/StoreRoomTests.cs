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
    [InlineData(EfiStatus.Success, 0, true)]
    [InlineData(EfiStatus.Success, 1023, true)]
    [InlineData(EfiStatus.Success, 1024, false)]
    [InlineData(EfiStatus.Unsupported, 0, false)]
    public void A_store_is_full_by_its_own_word(EfiStatus status, ulong remaining, bool isFull) =>
        Assert.Equal(isFull, new StoreRoom(status, remaining, 33_000).IsFull);

    [Theory]
    [InlineData(EfiStatus.Unsupported)]
    [InlineData(EfiStatus.Aborted)]
    public void A_store_that_says_nothing_is_tried(EfiStatus status) =>
        Assert.True(new StoreRoom(status, 0, 0).Has(2048));
}

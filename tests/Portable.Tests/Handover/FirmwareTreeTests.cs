using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Handover;
using Xunit;

namespace Keelson.Portable.Tests;

public class FirmwareTreeTests
{
    [Theory]
    [InlineData(DeviceTreeError.None, false, false)]
    [InlineData(DeviceTreeError.Truncated, true, true)]
    [InlineData(DeviceTreeError.BadMagic, true, true)]
    [InlineData(DeviceTreeError.BadVersion, true, true)]
    [InlineData(DeviceTreeError.BadTotalSize, true, true)]
    [InlineData(DeviceTreeError.ReservationsOutside, false, true)]
    [InlineData(DeviceTreeError.BadToken, false, true)]
    [InlineData(DeviceTreeError.UnterminatedReservations, false, true)]
    public void A_tree_that_is_none_is_passed_over(DeviceTreeError error, bool alone, bool withAcpi)
    {
        Assert.Equal(alone, FirmwareTree.IsPassedOver(error, default));
        Assert.Equal(withAcpi, FirmwareTree.IsPassedOver(error, new PhysicalAddress(0x1000)));
    }
}

using Keelson.Addresses;
using Keelson.RuntimeServices;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class PointerConversionTests
{
    [Theory]
    [InlineData(0x4010_0018ul, 0x2000_0018ul, true)]
    [InlineData(0x4010_0018ul, 0x4010_0018ul, false)]
    [InlineData(0x4010_0018ul, 0x0ul, false)]
    [InlineData(0x4010_fffful, 0x2000_fffful, true)]
    [InlineData(0x4011_0000ul, 0x4011_0000ul, true)]
    [InlineData(0x400f_fffful, 0x400f_fffful, true)]
    [InlineData(0x0901_0000ul, 0x2001_0000ul, true)]
    [InlineData(0x0901_0000ul, 0x2000_0000ul, false)]
    public void A_pointer_is_converted_by_the_region_that_it_leads_to(ulong before, ulong after, bool isDone)
    {
        foreach (int stride in new[] { 40, 48, 56 })
        {
            byte[] bytes = MapEntry.Write([MapEntry.Runtime(0x4010_0000, 16), MapEntry.Device(0x0901_0000, 1)], stride);
            MemoryMapView map = MapEntry.View(bytes, stride);
            map.SetVirtualStart(0, new VirtualAddress(0x2000_0000));
            map.SetVirtualStart(1, new VirtualAddress(0x2001_0000));
            Assert.Equal(isDone, PointerConversion.IsDone(bytes, stride, before, after));
        }
    }
}

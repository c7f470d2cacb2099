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

    /// <summary>One service of fourteen; the others are converted.</summary>
    [Theory]
    [InlineData(RuntimeService.GetTime, 0x4010_0730ul, 0x2000_0730ul, true)]
    [InlineData(RuntimeService.GetTime, 0x4010_0730ul, 0x4010_0730ul, false)]
    [InlineData(RuntimeService.ResetSystem, 0x4010_0730ul, 0xffff_ffff_fff0_0730ul, false)]
    [InlineData(RuntimeService.QueryVariableInfo, 0x4010_0730ul, 0x0ul, false)]
    [InlineData(RuntimeService.QueryVariableInfo, 0x4010_0730ul, 0x2000_fffcul, true)]
    // Where no instruction can begin.
    [InlineData(RuntimeService.QueryVariableInfo, 0x4010_0730ul, 0x2000_fffeul, false)]
    [InlineData(RuntimeService.QueryVariableInfo, 0x4010_0730ul, 0x2001_1000ul, false)]
    // Of a driver that stands in front of the service no more.
    [InlineData(RuntimeService.GetVariable, 0x4010_0730ul, 0x2001_0ffcul, true)]
    [InlineData(RuntimeService.SetVirtualAddressMap, 0x4010_0730ul, 0x4010_0730ul, true)]
    [InlineData(RuntimeService.ConvertPointer, 0x4010_0730ul, 0x4010_0730ul, true)]
    // In no region before, or no service.
    [InlineData(RuntimeService.SetTime, 0x0300_0000ul, 0x0300_0000ul, true)]
    [InlineData(RuntimeService.SetTime, 0x0ul, 0x0ul, true)]
    public void A_service_has_to_lead_to_a_virtual_address(
        RuntimeService service,
        ulong before,
        ulong after,
        bool isDone
    )
    {
        foreach (int stride in new[] { 40, 48, 56 })
        {
            byte[] bytes = MapEntry.Write([MapEntry.Runtime(0x4010_0000, 16), MapEntry.Device(0x0901_0000, 1)], stride);
            MemoryMapView map = MapEntry.View(bytes, stride);
            map.SetVirtualStart(0, new VirtualAddress(0x2000_0000));
            map.SetVirtualStart(1, new VirtualAddress(0x2001_0000));
            ulong[] services = [.. Enumerable.Repeat(0x4010_0010ul, 14)];
            ulong[] now = [.. Enumerable.Repeat(0x2000_0010ul, 14)];
            services[(int)service] = before;
            now[(int)service] = after;
            Assert.Equal(isDone, PointerConversion.AreServicesDone(bytes, stride, services, now));
        }
    }
}

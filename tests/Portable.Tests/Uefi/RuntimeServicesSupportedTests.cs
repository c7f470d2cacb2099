using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class RuntimeServicesSupportedTests
{
    /// <summary><c>EFI_RT_SUPPORTED_*</c>, copied out of UEFI 2.10, 4.6.2.</summary>
    [Theory]
    [InlineData(RuntimeService.GetTime, 0x0001u)]
    [InlineData(RuntimeService.SetTime, 0x0002u)]
    [InlineData(RuntimeService.GetWakeupTime, 0x0004u)]
    [InlineData(RuntimeService.SetWakeupTime, 0x0008u)]
    [InlineData(RuntimeService.GetVariable, 0x0010u)]
    [InlineData(RuntimeService.GetNextVariableName, 0x0020u)]
    [InlineData(RuntimeService.SetVariable, 0x0040u)]
    [InlineData(RuntimeService.SetVirtualAddressMap, 0x0080u)]
    [InlineData(RuntimeService.ConvertPointer, 0x0100u)]
    [InlineData(RuntimeService.GetNextHighMonotonicCount, 0x0200u)]
    [InlineData(RuntimeService.ResetSystem, 0x0400u)]
    [InlineData(RuntimeService.UpdateCapsule, 0x0800u)]
    [InlineData(RuntimeService.QueryCapsuleCapabilities, 0x1000u)]
    [InlineData(RuntimeService.QueryVariableInfo, 0x2000u)]
    public void Each_service_has_its_bit(RuntimeService service, uint bit)
    {
        Assert.True(new RuntimeServicesSupported(bit).Claims(service));
        Assert.False(new RuntimeServicesSupported(~bit).Claims(service));
        Assert.True(RuntimeServicesSupported.All.Claims(service));
        Assert.False(default(RuntimeServicesSupported).Claims(service));
    }

    [Fact]
    public void All_has_exactly_the_fourteen_service_bits() => Assert.Equal(0x3fffu, RuntimeServicesSupported.All.Mask);
}

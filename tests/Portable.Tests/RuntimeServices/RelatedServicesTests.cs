using Keelson.RuntimeServices;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class RelatedServicesTests
{
    [Theory]
    [InlineData(RuntimeService.GetTime, 0x103)]
    [InlineData(RuntimeService.SetTime, 0x103)]
    [InlineData(RuntimeService.GetWakeupTime, 0xc)]
    [InlineData(RuntimeService.SetVariable, 0x21c0)]
    [InlineData(RuntimeService.QueryVariableInfo, 0x21c0)]
    [InlineData(RuntimeService.GetNextHighMonotonicCount, 0x300)]
    [InlineData(RuntimeService.UpdateCapsule, 0x1800)]
    [InlineData(RuntimeService.ResetSystem, 0x400)]
    public void Services_with_the_same_state(RuntimeService service, uint related) =>
        Assert.Equal(related, RelatedServices.Of(service));

    [Fact]
    public void Each_is_related_to_itself_and_variables_to_nothing_else()
    {
        for (RuntimeService one = 0; one <= RuntimeService.QueryVariableInfo; one++)
        {
            Assert.NotEqual(0u, RelatedServices.Of(one) & 1u << (int)one);
            Assert.Equal(0u, RelatedServices.Of(RuntimeService.SetVariable) & 1u << (int)one & 0xde3fu);
        }
    }
}

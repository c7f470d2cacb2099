using Keelson.RuntimeServices;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>What a report may pass without, and what not.</summary>
public class ServiceVerdictTests
{
    [Theory]
    [InlineData(ServiceMapping.Ready, false, false, ServiceAccess.Open)]
    [InlineData(ServiceMapping.Ready, true, false, ServiceAccess.Declined)]
    [InlineData(ServiceMapping.Failed, true, false, ServiceAccess.Declined)]
    [InlineData(ServiceMapping.Failed, false, false, ServiceAccess.Lost)]
    [InlineData(ServiceMapping.Failed, false, true, ServiceAccess.Lost)]
    // The stub writes efi=noruntime after a failure: that is nobody's choice.
    [InlineData(ServiceMapping.Failed, true, true, ServiceAccess.Lost)]
    public void Only_the_user_can_do_without_services(
        ServiceMapping mapping,
        bool declines,
        bool failed,
        ServiceAccess expected
    ) => Assert.Equal(expected, ServiceAccessRule.Of(mapping, declines, failed));

    [Fact]
    public void Each_claimed_service_has_to_come_back_from_a_call()
    {
        RuntimeService[] required = [.. Enum.GetValues<RuntimeService>().Where(ServiceEvidence.IsRequired)];
        Assert.Equal(8, required.Length);
        foreach (RuntimeService missing in required)
        {
            ServiceEvidence evidence = default;
            foreach (RuntimeService service in required.Where(one => one != missing))
            {
                evidence.Add(service);
            }

            Assert.All(
                required,
                service => Assert.Equal(service == missing, evidence.Lacks(service, RuntimeServicesSupported.All))
            );
            Assert.False(evidence.Lacks(missing, new RuntimeServicesSupported(0)));
        }
    }

    [Theory]
    [InlineData(RuntimeService.ResetSystem)]
    [InlineData(RuntimeService.SetTime)]
    [InlineData(RuntimeService.UpdateCapsule)]
    [InlineData(RuntimeService.SetVirtualAddressMap)]
    public void What_changes_the_machine_is_not_demanded(RuntimeService service) =>
        Assert.False(default(ServiceEvidence).Lacks(service, RuntimeServicesSupported.All));
}

using Keelson.Tools.Reports;
using Xunit;

namespace Keelson.Tools.Tests;

public class ServiceMatrixTests
{
    private static readonly string[] s_report =
    [
        "KTAP version 1",
        "1..10",
        "ok 1 GetTime gives EFI_SUCCESS: 2026-1-1, every field in range",
        "not ok 2 GetTime without a buffer gives EFI_SUCCESS",
        "ok 3 GetWakeupTime gives EFI_UNSUPPORTED, one of its own answers",
        "ok 4 GetWakeupTime as claimed # SKIP there is no EFI_RT_PROPERTIES_TABLE",
        "ok 5 SetVariable # SKIP not claimed, and EFI_UNSUPPORTED as it should be",
        "ok 6 GetVariable of what is not there gives EFI_NOT_FOUND",
        "ok 7 6/8 SetVirtualAddressMap was called once, with these descriptors",
        "ok 8 QueryVariableInfo # SKIP the gate stays closed",
        "ok 9 runtime services: 52 calls, none of them faulted",
        "ok 10 6/8 a second SetVirtualAddressMap was refused as EFI_UNSUPPORTED",
    ];

    private static ServiceResult Of(string service) =>
        ServiceMatrix
            .Of(KtapParser.Parse(s_report).SelectMany(document => document.Results))
            .Single(one => one.Service == service);

    [Theory]
    [InlineData("GetTime", ServiceState.Failed, "EFI_SUCCESS")]
    [InlineData("GetWakeupTime", ServiceState.Unsupported, "EFI_UNSUPPORTED")]
    [InlineData("SetVariable", ServiceState.Unsupported, "")]
    [InlineData("GetVariable", ServiceState.Passed, "EFI_NOT_FOUND")]
    [InlineData("SetVirtualAddressMap", ServiceState.Passed, "")]
    [InlineData("QueryVariableInfo", ServiceState.Skipped, "")]
    [InlineData("UpdateCapsule", ServiceState.NotAsked, "")]
    public void Results_are_about_the_service_they_name_first(string service, ServiceState state, string answer)
    {
        Assert.Equal(state, Of(service).State);
        Assert.Equal(answer, Of(service).Answer);
    }

    [Fact]
    public void ResetSystem_works_where_it_ended_the_run_and_does_not_where_it_came_back()
    {
        Assert.Equal(ServiceState.Passed, ServiceMatrix.OfReset(["keelson: report passed"], endedByGuest: true).State);
        Assert.Equal(ServiceState.NotAsked, ServiceMatrix.OfReset(["x"], endedByGuest: false).State);
        ServiceResult back = ServiceMatrix.OfReset(
            ["keelson: ResetSystem came back with EFI_UNSUPPORTED: through PSCI then"],
            endedByGuest: true
        );
        Assert.Equal((ServiceState.Unsupported, "EFI_UNSUPPORTED"), (back.State, back.Answer));
    }
}

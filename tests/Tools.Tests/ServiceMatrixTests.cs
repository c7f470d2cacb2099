using Keelson.Tools.Reports;
using Xunit;

namespace Keelson.Tools.Tests;

public class ServiceMatrixTests
{
    private static readonly string[] s_report =
    [
        "KTAP version 1",
        "1..11",
        "ok 1 GetTime gives a time # EFI_SUCCESS: 2026-1-1",
        "not ok 2 GetTime with a NULL buffer # EFI_SUCCESS",
        "ok 3 GetWakeupTime returns a status that is defined for it # EFI_UNSUPPORTED",
        "ok 4 GetWakeupTime as advertised # SKIP no EFI_RT_PROPERTIES_TABLE",
        "ok 5 SetVariable of 16 bytes # SKIP not advertised in EFI_RT_PROPERTIES_TABLE, and EFI_UNSUPPORTED",
        "ok 6 GetVariable of a non-existent variable # EFI_NOT_FOUND",
        "ok 7 6/8 SetVirtualAddressMap called once, with these descriptors # 7 regions",
        "ok 8 QueryVariableInfo gives sizes # SKIP runtime services disabled",
        "ok 9 no service took an exception # 52 calls",
        "ok 10 6/8 a second SetVirtualAddressMap is refused",
        "ok 11 GetVariable reads it back # SKIP not advertised in EFI_RT_PROPERTIES_TABLE, and EFI_UNSUPPORTED",
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
    public void ResetSystem_passes_where_it_ended_the_run_and_is_unsupported_where_it_returned()
    {
        Assert.Equal(ServiceState.Passed, ServiceMatrix.OfReset(["keelson: report passed"], endedByGuest: true).State);
        Assert.Equal(ServiceState.NotAsked, ServiceMatrix.OfReset(["x"], endedByGuest: false).State);
        ServiceResult back = ServiceMatrix.OfReset(
            ["keelson: ResetSystem returned EFI_UNSUPPORTED: using PSCI"],
            endedByGuest: true
        );
        Assert.Equal((ServiceState.Unsupported, "EFI_UNSUPPORTED"), (back.State, back.Answer));
    }
}

using Keelson.Handover;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>
/// SetVirtualAddressMap once more, which must be EFI_UNSUPPORTED (UEFI 2.10, 8.4.1): a question, not a part of the
/// boot.
/// </summary>
public class SecondCallTests
{
    [Theory]
    [InlineData(EfiStatus.Unsupported, SecondCall.Refused)]
    [InlineData(EfiStatus.Success, SecondCall.NotRefused)]
    [InlineData(EfiStatus.InvalidParameter, SecondCall.NotRefused)]
    public void The_answer_is_recorded_and_the_call_not_counted(EfiStatus second, SecondCall expected)
    {
        var firmware = new SimulatedFirmware { SecondVirtualMapStatus = second };
        HandoverRun run = new HandoverRun(firmware) { ProbesSecondCall = true }.Go();
        Assert.Equal(BootExitError.None, run.Error);
        run.AssertCallOrder();
        run.AssertInPlace();
        run.AssertHandedOver();
        run.AssertLayout();
        Assert.Equal(
            (expected, 1u, EfiStatus.Success),
            (run.Record.SecondCall, run.Record.SetVirtualAddressMapCalls, run.Record.SetVirtualAddressMapStatus)
        );
        Assert.Equal(2, firmware.VirtualMapInputs.Count);
        Assert.Equal(firmware.VirtualMapInputs[0].Descriptors, firmware.VirtualMapInputs[1].Descriptors);
        Assert.Equal("console=ttyAMA0", run.ChosenText("bootargs"));
    }

    [Fact]
    public void Second_SetVirtualAddressMap_is_called_on_request_only()
    {
        HandoverRun run = new HandoverRun(new SimulatedFirmware()).Go();
        run.AssertRelocated();
        Assert.Equal(SecondCall.NotAsked, run.Record.SecondCall);
    }

    [Fact]
    public void After_a_failure_or_without_a_first_call_there_is_no_second()
    {
        var noRuntime = new SimulatedFirmware();
        noRuntime.Map.DropRuntime();
        foreach (
            (SimulatedFirmware firmware, VirtualMapMode mode, int calls) in new[]
            {
                (new SimulatedFirmware { VirtualMapStatus = EfiStatus.Unsupported }, VirtualMapMode.Relocated, 1),
                (new SimulatedFirmware { VirtualMapStatus = (EfiStatus)4 }, VirtualMapMode.Relocated, 1),
                (new SimulatedFirmware(), VirtualMapMode.Identity, 0),
                (noRuntime, VirtualMapMode.Relocated, 0),
            }
        )
        {
            HandoverRun run = new HandoverRun(firmware) { ProbesSecondCall = true, Mode = mode }.Go();
            Assert.Equal(BootExitError.None, run.Error);
            Assert.Equal(calls, firmware.VirtualMapInputs.Count);
            Assert.Equal(SecondCall.NotAsked, run.Record.SecondCall);
        }
    }
}

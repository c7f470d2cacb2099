using Keelson.Handover;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>ExitBootServices refuses because the map changed under its key.</summary>
public class BootExitRetryTests
{
    private const int Maximum = BootExit<SimulatedServices>.MaximumExitAttempts;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(Maximum - 1)]
    public void A_changed_map_is_taken_again_and_nothing_else_is_called(int refusals)
    {
        HandoverRun run = new HandoverRun(
            new SimulatedFirmware { GrowthAtExitRefusal = [.. Enumerable.Repeat(2, refusals)] }
        ).Go();
        run.AssertRelocated();
        Assert.Equal((uint)refusals + 1, run.Record.ExitAttempts);
        Assert.Equal((uint)refusals + 2, run.Record.MapCalls);
        Assert.Equal(refusals + 1, run.TreeAtExit.Count);
    }

    [Fact]
    public void A_new_key_for_the_same_map_is_enough() =>
        new HandoverRun(new SimulatedFirmware { GrowthAtExitRefusal = [0] }).Go().AssertRelocated();

    /// <summary>
    /// No script: the map grows after it was read, so the key that was read is stale, as it is on a board.
    /// </summary>
    [Fact]
    public void Stale_map_key_is_refused_once()
    {
        var firmware = new SimulatedFirmware();
        int exits = 0;
        HandoverRun run = new HandoverRun(firmware).GoWith(() =>
        {
            if (exits++ == 0)
            {
                firmware.Map.Grow(5);
            }
        });
        run.AssertRelocated();
        Assert.Equal(2u, run.Record.ExitAttempts);
    }

    [Fact]
    public void A_runtime_region_that_appears_late_is_laid_out_with_the_others()
    {
        var firmware = new SimulatedFirmware { GrowthAtExitRefusal = [0, 0] };
        ulong next = 0x9_0000_0000;
        HandoverRun run = new HandoverRun(firmware).GoWith(() =>
        {
            if (next < 0x9_0200_0000)
            {
                firmware.Map.Add(MapEntry.Runtime(next += 0x100_0000, 3));
            }
        });
        run.AssertRelocated();
        Assert.Equal(8u, run.Record.RuntimeRegionCount);
    }

    [Theory]
    [InlineData(Maximum)]
    [InlineData(50)]
    public void For_ever_means_a_bounded_number_of_times(int refusals)
    {
        var firmware = new SimulatedFirmware { GrowthAtExitRefusal = new int[refusals] };
        HandoverRun run = new HandoverRun(firmware).Go();
        Assert.Equal(BootExitError.ExitRefused, run.Error);
        Assert.Equal(EfiStatus.InvalidParameter, run.FirmwareStatus);
        Assert.Equal(Maximum, firmware.Calls.Count(call => call.Service == FirmwareService.ExitBootServices));
        Assert.Equal(FirmwareService.ExitBootServices, firmware.Calls[^1].Service);
        Assert.Empty(firmware.VirtualMapInputs);
    }

    [Theory]
    [InlineData(EfiStatus.Unsupported)]
    [InlineData(EfiStatus.DeviceError)]
    [InlineData(EfiStatus.OutOfResources)]
    public void An_ExitBootServices_error_other_than_INVALID_PARAMETER_is_final(EfiStatus refusal)
    {
        var firmware = new SimulatedFirmware { GrowthAtExitRefusal = [0], ExitRefusal = refusal };
        HandoverRun run = new HandoverRun(firmware).Go();
        Assert.Equal(BootExitError.ExitRefused, run.Error);
        Assert.Equal(refusal, run.FirmwareStatus);
        Assert.Equal(FirmwareService.ExitBootServices, firmware.Calls[^1].Service);
    }

    [Fact]
    public void GetMemoryMap_failure_after_a_refused_ExitBootServices_is_final()
    {
        var firmware = new SimulatedFirmware
        {
            GrowthAtExitRefusal = [0],
            MapCallStatus = { [4] = EfiStatus.DeviceError },
        };
        HandoverRun run = new HandoverRun(firmware).Go();
        Assert.Equal(BootExitError.ExitRefused, run.Error);
        Assert.Equal(EfiStatus.DeviceError, run.FirmwareStatus);
        Assert.Equal(FirmwareService.GetMemoryMap, firmware.Calls[^1].Service);
    }
}

using System;
using System.Linq;
using Keelson.Handover;
using Keelson.RuntimeServices;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>
/// SetVirtualAddressMap fails when there is no way back: the boot goes on without runtime services, and says so twice.
/// </summary>
public class VirtualMapFailureTests
{
    private static void AssertWithoutRuntimeServices(
        HandoverRun run,
        EfiStatus status,
        uint calls,
        string bootArguments
    )
    {
        Assert.Equal(BootExitError.None, run.Error);
        run.AssertCallOrder();
        run.AssertHandedOver();
        Assert.All(
            run.FinalDescriptors(),
            region => Assert.Equal(region.IsRuntime ? ulong.MaxValue : 0, region.VirtualStart.Value)
        );
        Assert.Equal(bootArguments, run.ChosenText("bootargs"));
        Assert.Equal((status, calls), (run.Record.SetVirtualAddressMapStatus, run.Record.SetVirtualAddressMapCalls));
        Assert.Equal((int)calls, run.Firmware.VirtualMapInputs.Count);
    }

    [Theory]
    [InlineData(EfiStatus.Unsupported)]
    [InlineData(EfiStatus.InvalidParameter)]
    [InlineData(EfiStatus.NoMapping)]
    [InlineData(EfiStatus.NotFound)]
    [InlineData(EfiStatus.DeviceError)]
    [InlineData((EfiStatus)4)]
    public void Every_status_but_success(EfiStatus status) =>
        AssertWithoutRuntimeServices(
            new HandoverRun(new SimulatedFirmware { VirtualMapStatus = status }).Go(),
            status,
            1,
            "console=ttyAMA0 efi=noruntime"
        );

    [Fact]
    public void Failure_after_a_second_ExitBootServices_is_handled_too() =>
        AssertWithoutRuntimeServices(
            new HandoverRun(
                new SimulatedFirmware { VirtualMapStatus = EfiStatus.Unsupported, GrowthAtExitRefusal = [1, 30] }
            ).Go(),
            EfiStatus.Unsupported,
            1,
            "console=ttyAMA0 efi=noruntime"
        );

    [Fact]
    public void An_empty_command_line_becomes_the_one_word() =>
        AssertWithoutRuntimeServices(
            new HandoverRun(new SimulatedFirmware { VirtualMapStatus = EfiStatus.Unsupported })
            {
                BootArguments = "",
            }.Go(),
            EfiStatus.Unsupported,
            1,
            "efi=noruntime"
        );

    [Fact]
    public void A_long_command_line_stays_whole()
    {
        string arguments = string.Join(' ', Enumerable.Range(0, 4000).Select(i => $"option{i}=ä"));
        AssertWithoutRuntimeServices(
            new HandoverRun(new SimulatedFirmware { VirtualMapStatus = EfiStatus.Unsupported })
            {
                BootArguments = arguments,
                DeviceTree = SampleTrees.Board,
            }.Go(),
            EfiStatus.Unsupported,
            1,
            arguments + " efi=noruntime"
        );
    }

    [Fact]
    public void No_runtime_region_means_no_call()
    {
        var firmware = new SimulatedFirmware();
        firmware.Map.DropRuntime();
        AssertWithoutRuntimeServices(
            new HandoverRun(firmware).Go(),
            EfiStatus.NoMapping,
            0,
            "console=ttyAMA0 efi=noruntime"
        );
    }

    [Fact]
    public void A_region_that_does_not_fit_costs_itself_alone()
    {
        var firmware = new SimulatedFirmware();
        int others = firmware.Map.Entries.Count(entry => entry.IsRuntime);
        MapEntry large = MapEntry.Runtime(0x9_0000_0000, 0x100_0000);
        firmware.Map.Add(large);
        HandoverRun run = new HandoverRun(firmware).Go();
        Assert.Equal(BootExitError.None, run.Error);
        Assert.Equal(EfiStatus.Success, run.Record.SetVirtualAddressMapStatus);
        Assert.Equal((uint)others, run.Record.RuntimeRegionCount);
        Assert.Single(firmware.VirtualMapInputs);
        Assert.Equal(others, run.FinalDescriptors().Count(region => region.IsRuntime));
        Assert.Equal(
            [large.Start],
            run.FinalDescriptors()
                .Where(region => RuntimeRegion.IsDropped(region))
                .Select(region => region.PhysicalStart.Value)
        );
        Assert.DoesNotContain("noruntime", run.ChosenText("bootargs"), StringComparison.Ordinal);
    }
}

using Keelson.Addresses;
using Keelson.Handover;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>Firmware that does as it should.</summary>
public class BootExitTests
{
    [Theory]
    [InlineData(0ul)]
    [InlineData(0x4000_0000ul)]
    [InlineData(0x4000_3000ul)]
    [InlineData(0xff80_0000ul)]
    [InlineData(0x8_0000_0000ul)]
    [InlineData(0xffff_ff80_0000ul)]
    public void Any_memory_layout_gives_a_valid_handover(ulong ramStart) =>
        new HandoverRun(new SimulatedFirmware(ramStart)).Go().AssertRelocated();

    [Fact]
    public void Two_maps_are_fetched_and_the_calls_come_in_the_order_of_the_series()
    {
        HandoverRun run = new HandoverRun(new SimulatedFirmware()).Go();
        FirmwareService[] expected =
        [
            // Map one: its size, room for all that follows (the slack of alignment goes back), its bytes.
            FirmwareService.GetMemoryMap,
            FirmwareService.AllocatePages,
            FirmwareService.FreePages,
            FirmwareService.GetMemoryMap,
            // Map two.
            FirmwareService.GetMemoryMap,
            FirmwareService.ExitBootServices,
            FirmwareService.ReadIdentity,
            FirmwareService.SetVirtualAddressMap,
        ];
        // Slack before an aligned piece and slack after it are two calls.
        List<FirmwareService> found = [];
        foreach (FirmwareCall call in run.Firmware.Calls)
        {
            if (call.Service != FirmwareService.FreePages || found[^1] != FirmwareService.FreePages)
            {
                found.Add(call.Service);
            }
        }
        Assert.Equal(expected, found);
        Assert.Equal(2, run.Firmware.Calls.Count(call => call.IsMapFetch));
        Assert.Equal(2u, run.Record.MapCalls);
        Assert.Equal(1u, run.Record.ExitAttempts);
    }

    [Fact]
    public void The_first_map_bounds_the_runtime_regions_of_the_second()
    {
        HandoverRun run = new HandoverRun(new SimulatedFirmware()).Go();
        Assert.Equal(6, run.RuntimeRegionBound);
        Assert.Equal(6u, run.Record.RuntimeRegionCount);
    }

    [Fact]
    public void All_other_options_reach_the_kernel()
    {
        var initrd = new PhysicalRange(new PhysicalAddress(0x8_4000_0000), new PhysicalAddress(0x8_4123_4567));
        HandoverRun run = new HandoverRun(new SimulatedFirmware())
        {
            BootArguments = "root=/dev/vda1 quiet",
            Initrd = initrd,
            KaslrSeed = 0x0123_4567_89ab_cdef,
            RngSeed = [1, 2, 3, 4, 5],
            DeviceTree = SampleTrees.Board,
        }.Go();
        run.AssertRelocated();
        KernelHandover handover = run.ReadAsKernel();
        Assert.Equal((initrd.Start, initrd.End), (handover.Initrd.Start, handover.Initrd.End));
        Assert.Equal("root=/dev/vda1 quiet", run.ChosenText("bootargs"));
        Assert.Equal("serial0:115200n8", run.ChosenText("stdout-path"));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(48)]
    [InlineData(56)]
    [InlineData(4096)]
    public void The_firmwares_stride_is_kept_from_end_to_end(ulong stride) =>
        new HandoverRun(new SimulatedFirmware(0x8_0000_0000) { DescriptorSizeBytes = stride }).Go().AssertRelocated();

    [Fact]
    public void Identity_leaves_each_region_where_it_is_and_SetVirtualAddressMap_alone()
    {
        var firmware = new SimulatedFirmware { GrowthAtExitRefusal = [3] };
        firmware.Map.Add(MapEntry.Runtime(0, 1));
        HandoverRun run = new HandoverRun(firmware) { Mode = VirtualMapMode.Identity }.Go();
        Assert.Equal(BootExitError.None, run.Error);
        run.AssertCallOrder();
        run.AssertInPlace();
        run.AssertHandedOver();
        Assert.Empty(firmware.VirtualMapInputs);
        Assert.All(
            run.FinalDescriptors(),
            region => Assert.Equal(region.IsRuntime ? region.PhysicalStart.Value : 0, region.VirtualStart.Value)
        );
        Assert.Equal("console=ttyAMA0", run.ChosenText("bootargs"));
        Assert.Equal(
            (0u, EfiStatus.Success, 0u),
            (run.Record.SetVirtualAddressMapCalls, run.Record.SetVirtualAddressMapStatus, run.Record.VirtualMapCrc)
        );
    }
}

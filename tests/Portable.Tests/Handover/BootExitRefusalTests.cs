using Keelson.DeviceTree;
using Keelson.Handover;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>
/// What stops the boot while it can still go back: everything is given back, and ExitBootServices is not tried.
/// </summary>
public class BootExitRefusalTests
{
    private static HandoverRun Refused(BootExitError expected, SimulatedFirmware firmware, byte[]? deviceTree = null)
    {
        List<MapEntry> before = [.. firmware.Map.Entries];
        HandoverRun run = new HandoverRun(firmware) { DeviceTree = deviceTree ?? [] }.Go();
        Assert.Equal(expected, run.Error);
        run.AssertNothingKept();
        Assert.Equal(before, firmware.Map.Entries);
        return run;
    }

    [Fact]
    public void An_allocation_that_fails()
    {
        HandoverRun run = Refused(BootExitError.OutOfMemory, new SimulatedFirmware { FailingAllocation = 1 });
        Assert.Equal(EfiStatus.OutOfResources, run.FirmwareStatus);
    }

    [Fact]
    public void Exactly_one_allocation_is_made()
    {
        HandoverRun run = new HandoverRun(new SimulatedFirmware { FailingAllocation = 2 }).Go();
        run.AssertRelocated();
        Assert.Single(run.Firmware.Calls, call => call.Service == FirmwareService.AllocatePages);
    }

    /// <summary>Scratch and buffer are then longer than all there is, and their sum is a page or so.</summary>
    [Fact]
    public void A_map_so_large_that_the_sum_of_what_it_needs_overflows()
    {
        const int Slack = BootExit<SimulatedServices>.SlackDescriptors;
        int entries = new SimulatedFirmware().Map.Entries.Count;
        ulong descriptors = 2 * ((ulong)entries + Slack) + Slack;
        ulong stride = (ulong)((UInt128.One << 64) / descriptors) + 1;
        HandoverRun run = Refused(BootExitError.NoMemoryMap, new SimulatedFirmware { DescriptorSizeBytes = stride });
        Assert.Equal(EfiStatus.BufferTooSmall, run.FirmwareStatus);
        Assert.DoesNotContain(run.Firmware.Calls, call => call.Service == FirmwareService.AllocatePages);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void An_allocation_that_fails_after_the_map_outgrew_its_room(int mapCall)
    {
        var firmware = new SimulatedFirmware
        {
            DescriptorSizeBytes = 4096,
            GrowthBeforeMapCall = { [mapCall] = 100 },
            FailingAllocation = 2,
        };
        HandoverRun run = new HandoverRun(firmware).Go();
        Assert.Equal(BootExitError.OutOfMemory, run.Error);
        Assert.Equal(EfiStatus.OutOfResources, run.FirmwareStatus);
        run.AssertNothingKept();
    }

    [Fact]
    public void Room_that_the_map_outgrew_is_given_back()
    {
        var firmware = new SimulatedFirmware { DescriptorSizeBytes = 4096, GrowthBeforeMapCall = { [2] = 100 } };
        byte[] tree = RawTree.Small().ToBlob();
        tree[0] ^= 1;
        HandoverRun run = new HandoverRun(firmware) { DeviceTree = tree }.Go();
        Assert.Equal(BootExitError.BadDeviceTree, run.Error);
        Assert.Equal(2, run.Firmware.Calls.Count(call => call.Service == FirmwareService.AllocatePages));
        run.AssertNothingKept();
    }

    [Theory]
    [InlineData(39)]
    [InlineData(24)]
    public void Memory_map_of_descriptors_that_are_too_small(ulong stride)
    {
        var firmware = new SimulatedFirmware { DescriptorSizeBytes = stride };
        Assert.Equal(MemoryMapError.DescriptorTooSmall, Refused(BootExitError.BadMemoryMap, firmware).MapError);
    }

    /// <summary>Linux warns of it, and reads the descriptors (drivers/firmware/efi/memmap.c, efi-init.c).</summary>
    [Theory]
    [InlineData(0u)]
    [InlineData(2u)]
    public void Memory_map_of_an_unknown_descriptor_version_boots_and_hands_it_on(uint version)
    {
        HandoverRun run = new HandoverRun(new SimulatedFirmware { DescriptorVersion = version }).Go();
        Assert.Equal(BootExitError.None, run.Error);
        Assert.Equal(version, run.ReadAsKernel().Map.DescriptorVersion);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void GetMemoryMap_that_always_fails(int mapCall)
    {
        var firmware = new SimulatedFirmware { MapCallStatus = { [mapCall] = EfiStatus.DeviceError } };
        Assert.Equal(EfiStatus.DeviceError, Refused(BootExitError.NoMemoryMap, firmware).FirmwareStatus);
    }

    [Fact]
    public void A_firmware_that_takes_an_empty_buffer_for_enough() =>
        Refused(BootExitError.NoMemoryMap, new SimulatedFirmware { MapCallStatus = { [1] = EfiStatus.Success } });

    public static TheoryData<string, byte[], DeviceTreeError> DamagedTrees()
    {
        byte[] magic = RawTree.Small().ToBlob();
        magic[0] ^= 1;
        byte[] small = RawTree.Small().ToBlob();
        RawTree unterminated = RawTree.Small();
        unterminated.Reservations.RemoveRange(16, 16);
        unterminated.Order = "tsm";
        return new TheoryData<string, byte[], DeviceTreeError>
        {
            { "bad magic", magic, DeviceTreeError.BadMagic },
            { "truncated", small[..^1], DeviceTreeError.Truncated },
            { "a header and no more", small[..40], DeviceTreeError.Truncated },
            { "unterminated reservations", unterminated.ToBlob(), DeviceTreeError.UnterminatedReservations },
            {
                "two roots",
                new RawTree().Reserve(0, 0).Begin("").End().Begin("").End().Finish().ToBlob(),
                DeviceTreeError.SecondRoot
            },
            { "no end", new RawTree().Reserve(0, 0).Begin("").End().ToBlob(), DeviceTreeError.MissingEnd },
        };
    }

    [Theory]
    [MemberData(nameof(DamagedTrees))]
    public void A_damaged_device_tree(string what, byte[] tree, DeviceTreeError expected)
    {
        HandoverRun run = Refused(BootExitError.BadDeviceTree, new SimulatedFirmware(), tree);
        Assert.True(expected == run.DeviceTreeError, $"{what}: {run.DeviceTreeError}");
    }
}

using Keelson.Handover;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>A RUNTIME descriptor that cannot be mapped costs itself; the other regions keep their services.</summary>
public class DroppedRegionTests
{
    [Theory]
    [InlineData(0x9_0000_0000, 0, VirtualMapMode.Relocated)]
    [InlineData(0x9_0000_0000, ulong.MaxValue, VirtualMapMode.Relocated)]
    [InlineData(0xffff_ffff_ffff_f000, 2, VirtualMapMode.Relocated)]
    [InlineData(1ul << 50, 0x10, VirtualMapMode.Relocated)]
    [InlineData(0x9_0000_0800, 1, VirtualMapMode.Relocated)]
    [InlineData(0x9_0000_0000, 0, VirtualMapMode.Identity)]
    public void Runtime_services_stay_enabled(ulong start, ulong pageCount, VirtualMapMode mode)
    {
        var firmware = new SimulatedFirmware();
        int good = firmware.Map.Entries.Count(entry => entry.IsRuntime);
        MapEntry bad = MapEntry.Device(start, pageCount);
        firmware.Map.Add(bad);
        HandoverRun run = new HandoverRun(firmware) { Mode = mode }.Go();
        Assert.Equal(BootExitError.None, run.Error);
        run.AssertCallOrder();
        Assert.Equal((uint)good, run.Record.RuntimeRegionCount);
        Assert.Equal("console=ttyAMA0", run.ChosenText("bootargs"));
        Assert.Equal(mode == VirtualMapMode.Relocated ? 1 : 0, run.Firmware.VirtualMapInputs.Count);
        Assert.All(
            run.Firmware.VirtualMapInputs,
            input => Assert.Equal(good * (int)firmware.DescriptorSizeBytes, input.Descriptors.Length)
        );
        MemoryDescriptor dropped = Assert.Single(
            run.FinalDescriptors(),
            region => region.PhysicalStart.Value == start && region.PageCount == pageCount
        );
        Assert.Equal(bad.Attributes & ~MemoryAttributes.Runtime, dropped.Attributes);
        Assert.Equal(ulong.MaxValue, dropped.VirtualStart.Value);
        Assert.DoesNotContain(
            run.FinalDescriptors(),
            region => region.IsRuntime && region.VirtualStart.Value == ulong.MaxValue
        );
    }
}

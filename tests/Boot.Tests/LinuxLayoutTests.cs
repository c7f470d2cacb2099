using Keelson.Tools.Linux;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// The layout is Linux's layout: where Linux's own stub calls SetVirtualAddressMap, it gives every region the address
/// that ours gives it. Both maps are read out of the memory of machines that have just panicked for want of a root file
/// system.
/// </summary>
public sealed class LinuxLayoutTests
{
    private const ulong MemoryStart = 0x4000_0000;
    private const int MemoryMegabytes = 256;
    private const string PanicLine = "Unable to mount root fs";

    [Theory]
    // The stub of a kernel with 4 KB pages only relocates where it knows that the firmware can't do without: by this
    // version in SMBIOS.
    [InlineData("virt-aavmf", Stock.Kernel61, "cortex-a57", "type=4,version=eMAG")]
    // With larger pages it always does.
    [InlineData("virt-aavmf", Stock.Kernel16K, "cortex-a76", null)]
    [InlineData("virt-uboot", Stock.Kernel16K, "cortex-a76", null)]
    public async Task Both_stubs_give_each_region_the_same_address(
        string machine,
        string name,
        string cpu,
        string? smbios
    )
    {
        StockKernel kernel = Stock.Require(name);
        Task<HandedMap> own = BootAsync(BootedBy.ItsOwnStub);
        HandedMap ours = await BootAsync(BootedBy.Keelson);
        Assert.InRange(ours.Runtime.Count, 3, 32);
        Assert.All(ours.Runtime, region => Assert.InRange(region.Virtual, 0x2000_0000UL, 0x10_0000_0000UL));
        Assert.Equal((await own).Runtime, ours.Runtime);

        async Task<HandedMap> BootAsync(BootedBy stub)
        {
            IReadOnlyList<HandedMap> maps = [];
            QemuResult run = await Machine.RunAsync(
                LinuxRun.Options($"layout-{machine}-{name}-{stub}", kernel.Image, null, "console=ttyAMA0", stub) with
                {
                    Machine = machine,
                    Cpu = cpu,
                    MemoryMegabytes = MemoryMegabytes,
                    ExtraArguments = smbios is null ? [] : ["-smbios", smbios],
                    MeetingLine = PanicLine,
                    OnMeeting = async guest =>
                    {
                        maps = await HandedMap.FindAsync(guest, MemoryStart, MemoryMegabytes << 20);
                        await guest.StopAsync();
                    },
                }
            );
            run.RequireExit(QemuExit.Stopped).RequireInOrder(PanicLine);
            // Copies of one tree may lie about; they name one map.
            HandedMap first =
                maps.Count > 0
                    ? maps[0]
                    : throw new InvalidOperationException("no device tree with a memory map in the guest");
            Assert.All(maps, map => Assert.Equal(first.Runtime, map.Runtime));
            return first;
        }
    }
}

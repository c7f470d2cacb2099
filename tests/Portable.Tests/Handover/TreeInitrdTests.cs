using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>An initial ramdisk that a loader wrote into the device tree, and what only looks like one.</summary>
public class TreeInitrdTests
{
    private const ulong PageBytes = 0x1000;
    private const ulong Pages = 4;

    [Fact]
    public void What_a_loader_took_for_it_reaches_the_kernel() =>
        Assert.Equal((0x10, 0x3123), Boot(0x10, 0x3123, MemoryType.LoaderData));

    [Theory]
    [InlineData(0, 4 * 0x1000, MemoryType.LoaderData, true)]
    [InlineData(0, 4 * 0x1000 + 1, MemoryType.LoaderData, false)]
    [InlineData(-1, 4 * 0x1000, MemoryType.LoaderData, false)]
    [InlineData(0x20, 0x20, MemoryType.LoaderData, false)]
    [InlineData(0x20, 0x10, MemoryType.LoaderData, false)]
    [InlineData(0, 0x1000, MemoryType.Conventional, false)]
    [InlineData(0, 0x1000, MemoryType.BootServicesData, false)]
    [InlineData(0, 0x1000, MemoryType.RuntimeServicesData, false)]
    public void One_that_lies_elsewhere_is_of_another_boot(int start, int end, MemoryType type, bool isKept) =>
        Assert.Equal(isKept ? (start, end) : null, Boot(start, end, type));

    [Fact]
    public void One_of_the_stubs_own_is_in_its_place()
    {
        PhysicalRange own = PhysicalRange.FromSize(new PhysicalAddress(0x8_4000_0000), 0x1_0000);
        HandoverRun run = Run(0, 0x1000, MemoryType.LoaderData, own, isAllowed: true, out _);
        Assert.Equal(own, run.ReadAsKernel().Initrd);
    }

    [Fact]
    public void Where_none_is_taken_from_others_it_is_left_out() =>
        Assert.True(
            Run(0, 0x1000, MemoryType.LoaderData, default, isAllowed: false, out _).ReadAsKernel().Initrd.IsEmpty
        );

    /// <returns>Both as offsets from the memory's start; null where the kernel gets none.</returns>
    private static (int Start, int End)? Boot(int start, int end, MemoryType type)
    {
        PhysicalRange initrd = Run(start, end, type, default, isAllowed: true, out ulong memory).ReadAsKernel().Initrd;
        return initrd.IsEmpty ? null : ((int)(initrd.Start.Value - memory), (int)(initrd.End.Value - memory));
    }

    private static HandoverRun Run(
        int start,
        int end,
        MemoryType type,
        PhysicalRange own,
        bool isAllowed,
        out ulong memory
    )
    {
        SimulatedFirmware firmware = new();
        Assert.Equal(
            EfiStatus.Success,
            firmware.AllocatePages(
                type == MemoryType.Conventional ? MemoryType.LoaderData : type,
                Pages,
                AlignedPages.Highest,
                out PhysicalAddress address
            )
        );
        if (type == MemoryType.Conventional)
        {
            firmware.FreePages(address, Pages);
        }

        memory = address.Value;
        static string Cells(ulong value) => $"<0x{value >> 32:x} 0x{(uint)value:x}>";
        string tree =
            $"/dts-v1/; / {{ chosen {{ linux,initrd-start = {Cells(memory + (ulong)start)}; "
            + $"linux,initrd-end = {Cells(memory + (ulong)end)}; }}; }};";
        return new HandoverRun(firmware)
        {
            DeviceTree = Dtc.Compile(tree),
            Initrd = own,
            KeepsInitrdOfTree = isAllowed,
        }.Go();
    }
}

using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>A device tree that keeps memory from everybody, and firmware that knows of it or not.</summary>
public sealed class ReservedMemoryTests : IDisposable
{
    private const string Finding =
        "# finding KF-080 warning 0x45000000, 16 pages, ReservedMemoryType: is kept from everybody by the device "
        + "tree, and is free to boot services: 0x";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-reserved-");

    [Fact]
    public async Task Firmware_that_gives_it_away_is_named()
    {
        QemuResult run = await BootAsync("virt-aavmf");
        run.RequirePassingReport();
        run.RequireInOrder(Finding);
    }

    [Fact]
    public async Task Firmware_that_reserves_it_is_not()
    {
        QemuResult run = await BootAsync("virt-uboot");
        run.RequirePassingReport();
        Assert.DoesNotContain(run.Lines, line => line.Text.Contains("KF-080", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<QemuResult> BootAsync(string machine)
    {
        using FatDisk disk = new(Built.Product);
        string[] flags = machine == "virt-aavmf" ? disk.FlagsOfEdk2 : disk.Flags;
        return await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "reserved-" + machine,
                Machine = machine,
                MemoryMegabytes = 128,
                ExtraArguments = [.. flags, "-dtb", ChangedTree.MakeWithReserved(_folder, 0x4500_0000)],
            }
        );
    }
}

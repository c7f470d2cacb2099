using Keelson.Tools.Linux;
using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>kexec between stock kernels and ours, in both directions: the runtime services stay where the first boot stub put them.</summary>
public sealed class LinuxKexecTests
{
    [Theory]
    [InlineData(Stock.Kernel61)]
    [InlineData(Stock.Kernel612)]
    public async Task Linux_starts_Linux_by_kexec(string next)
    {
        StockKernel first = Stock.Require(Stock.Kernel61);
        StockKernel second = Stock.Require(next);
        string initrd = Stock.Archive($"kexec-{next}.cpio", () => new GuestArchive(first, second).WithNextKernel(
            second.Image, new GuestArchive(first, second).Finish(), Options("facts,time,variables,read,delete,wait,log")));
        MetGuest met = new();
        QemuResult run = await Machine.RunAsync(met.Meet(Stock.Boot($"linux-kexec-{next}", first, initrd, "") with { CommandLine = Options("facts,write,kexec") }));
        run.RequireExit(QemuExit.GuestShutdown).RequireInOrder("guest: kexec loaded", GuestFacts.StartLine, GuestFacts.EndLine);
        GuestFacts[] kernels = [.. GuestFacts.Of(run)];
        Assert.Equal([first.Release, second.Release], kernels.Select(facts => facts.One("kernel")));
        Assert.Contains(kernels[1].Log, line => line.Text == "Remapping and enabling EFI services.");
        Assert.Equal(kernels[0].All("wrote"), kernels[1].All("read"));
        Assert.Contains(kernels[1].All("rtc"), line => line.StartsWith("rtc-efi", StringComparison.Ordinal));
        Assert.Equal(kernels[0].Handover.MapStart.Value, kernels[1].Handover.MapStart.Value);
        Assert.Equal(met.Map!.Relaid, met.Map.Runtime);
    }

    [Theory]
    [InlineData("dt", EntryLevel.El1)]
    [InlineData("acpi", EntryLevel.El2)]
    public async Task Linux_starts_the_kernel_shim_by_kexec(string tables, EntryLevel level)
    {
        QemuResult run = await BootShimFromLinuxAsync($"linux-kexec-shim-{tables}", Stock.Kernel61, BootedBy.Keelson, options => options with
        {
            FirmwareTables = tables == "acpi" ? FirmwareTables.Acpi : FirmwareTables.DeviceTree, EntryLevel = level,
        });
        run.RequireInOrder("guest: kexec loaded", "keelson: entered at EL", "KTAP version 1", ReportVerdict.PassedLine);
        run.RequirePassingReport();
    }

    [Theory]
    [InlineData(Stock.Kernel61, null, "virtual addresses are physical ones")]
    [InlineData(Stock.Kernel61, "type=4,version=eMAG", "from 0x20000000")]
    public async Task A_board_that_runs_Linux_by_its_own_stub_is_tested_by_kexec(string kernel, string? smbios, string layout)
    {
        QemuResult run = await BootShimFromLinuxAsync($"linux-own-kexec-shim-{smbios}", kernel, BootedBy.ItsOwnStub, options => options with
        {
            ExtraArguments = smbios is null ? [] : ["-smbios", smbios],
        });
        run.RequireInOrder("guest: kexec loaded", "keelson: entered at EL", layout, ReportVerdict.PassedLine);
        run.RequirePassingReport();
    }

    private static Task<QemuResult> BootShimFromLinuxAsync(string name, string kernelName, BootedBy stub, Func<QemuRunOptions, QemuRunOptions> configure)
    {
        StockKernel kernel = Stock.Require(kernelName);
        string initrd = Stock.Archive($"{name}.cpio", () => new GuestArchive(kernel).WithNextKernel(Products.KernelShim(Repository.Current), null, ""));
        return Machine.RunAsync(configure(Stock.Boot(name, kernel, initrd, "facts,kexec", stub)));
    }

    private static string Options(string steps) => $"{LinuxRun.BaseCommandLine} keelson.guest={steps} {Stock.VariableOptions} keelson.value=from-the-first";
}

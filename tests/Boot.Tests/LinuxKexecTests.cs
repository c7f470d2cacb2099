using Keelson.Tools.Images;
using Keelson.Tools.Linux;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// kexec between stock kernels and ours, in both directions: the runtime services stay where the first boot stub put
/// them.
/// </summary>
public sealed class LinuxKexecTests
{
    [Theory]
    [InlineData(Stock.Kernel61)]
    [InlineData(Stock.Kernel612)]
    public async Task Linux_starts_Linux_by_kexec(string next)
    {
        StockKernel first = Stock.Require(Stock.Kernel61);
        StockKernel second = Stock.Require(next);
        string initrd = Stock.Archive(
            $"kexec-{next}.cpio",
            () =>
                new GuestArchive(first, second).WithNextKernel(
                    second.Image,
                    new GuestArchive(first, second).Finish(),
                    Options("facts,time,variables,read,delete,wait,log")
                )
        );
        GuestSession met = new();
        QemuResult run = await Machine.RunAsync(
            met.Meet(
                Stock.Boot($"linux-kexec-{next}", first, initrd, "") with
                {
                    CommandLine = Options("facts,write,kexec"),
                }
            )
        );
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder("guest: kexec loaded", GuestFacts.StartLine, GuestFacts.EndLine);
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
        QemuResult run = await BootShimFromLinuxAsync(
            $"linux-kexec-shim-{tables}",
            Stock.Kernel61,
            BootedBy.Keelson,
            options =>
                options with
                {
                    FirmwareTables = tables == "acpi" ? FirmwareTables.Acpi : FirmwareTables.DeviceTree,
                    EntryLevel = level,
                }
        );
        run.RequireInOrder("guest: kexec loaded", "keelson: entered at EL", "KTAP version 1", ReportVerdict.PassedLine);
        run.RequirePassingReport();
    }

    [Theory]
    [InlineData(Stock.Kernel61, "dt", EntryLevel.El1, null, "runtime regions are identity-mapped")]
    [InlineData(Stock.Kernel612, "acpi", EntryLevel.El2, null, "runtime regions are identity-mapped")]
    [InlineData(Stock.Kernel61, "dt", EntryLevel.El1, "type=4,version=eMAG", "from 0x20000000")]
    public async Task A_board_that_runs_Linux_by_its_own_stub_is_tested_by_kexec(
        string kernel,
        string tables,
        EntryLevel level,
        string? smbios,
        string layout
    )
    {
        string name = $"linux-own-kexec-shim-{tables}{(smbios is null ? "" : "-svam")}";
        QemuResult run = await BootShimFromLinuxAsync(
            name,
            kernel,
            BootedBy.ItsOwnStub,
            options =>
                options with
                {
                    FirmwareTables = tables == "acpi" ? FirmwareTables.Acpi : FirmwareTables.DeviceTree,
                    EntryLevel = level,
                    ExtraArguments = smbios is null ? [] : ["-smbios", smbios],
                }
        );
        run.RequireInOrder("guest: kexec loaded", "keelson: entered at EL", layout, ReportVerdict.PassedLine);
        run.RequirePassingReport();
    }

    [Theory]
    [InlineData(Stock.Kernel61, "dt", EntryLevel.El1, "cortex-a57", "")]
    [InlineData(Stock.Kernel612, "acpi", EntryLevel.El2, "cortex-a57", "keelson.kexec=2 ")]
    [InlineData(Stock.Kernel16K, "dt", EntryLevel.El1, "max,pauth-impdef=on", "keelson.chain=4k,64k ")]
    public async Task The_kernel_shim_starts_Linux_by_kexec(
        string name,
        string tables,
        EntryLevel level,
        string cpu,
        string chain
    )
    {
        StockKernel kernel = Stock.Require(name);
        string run = $"shim-kexec-{name}";
        string guest = Stock.Archive(run + "-guest.cpio", () => new GuestArchive(kernel));
        string initrd = Stock.FileFor(run + ".cpio");
        CpioWriter files = new();
        files.Add("linux", File.ReadAllBytes(kernel.Image));
        files.Add("guest", File.ReadAllBytes(guest));
        AtomicFile.WriteIfChanged(initrd, files.Finish());

        GuestSession met = new();
        QemuResult result = await Machine.RunAsync(
            met.Meet(
                new()
                {
                    Name = run,
                    EfiApplication = Built.Product,
                    Initrd = initrd,
                    MemoryMegabytes = 1024,
                    Timeout = TimeLimit.OfWork(15),
                    CommandLine =
                        $"{chain}keelson.next=linux keelson.next.initrd=guest -- "
                        + $"{Options("facts,time,variables,write,read,delete,wait,log")}",
                    FirmwareTables = tables == "acpi" ? FirmwareTables.Acpi : FirmwareTables.DeviceTree,
                    EntryLevel = level,
                    Cpu = cpu,
                }
            )
        );
        result
            .RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder("KTAP version 1", "keelson: kexec: ", GuestFacts.StartLine, GuestFacts.EndLine);
        Assert.All(result.Reports, report => Assert.Equal(0, report.FailedCount));
        GuestFacts facts = Assert.Single(GuestFacts.Of(result));
        Assert.Equal(kernel.Release, facts.One("kernel"));
        Assert.Contains(facts.Log, line => line.Text == "Remapping and enabling EFI services.");
        Assert.Equal(["from-the-first"], facts.All("read"));
        Assert.Contains(facts.All("rtc"), line => line.StartsWith("rtc-efi", StringComparison.Ordinal));
        Assert.Equal(met.Map!.Relaid, met.Map.Runtime);
    }

    [Theory]
    [InlineData("keelson.next=missing -- x", "kexec refused: no file missing in the initrd")]
    [InlineData(
        "keelson.next=kernel-shim-4k keelson.next.initrd=missing",
        "kexec refused: no file missing in the initrd"
    )]
    [InlineData("keelson.next=text", "kexec refused: invalid Image: truncated: shorter than the 64-byte header")]
    public async Task Image_that_cannot_be_started_is_refused_by_name(string options, string refusal)
    {
        string initrd = Stock.FileFor("shim-kexec-refused.cpio");
        CpioWriter files = new();
        files.Add("text", "no kernel"u8);
        AtomicFile.WriteIfChanged(initrd, files.Finish());
        QemuResult result = await Machine.RunAsync(
            new()
            {
                Name = "shim-kexec-refused-" + options.Split(' ')[0].Split('=')[1],
                EfiApplication = Built.Product,
                Initrd = initrd,
                CommandLine = options,
                MemoryMegabytes = 128,
            }
        );
        result.RequireExit(QemuExit.GuestShutdown).RequireInOrder("KTAP version 1", refusal, ReportVerdict.FailedLine);
    }

    private static Task<QemuResult> BootShimFromLinuxAsync(
        string name,
        string kernelName,
        BootedBy stub,
        Func<QemuRunOptions, QemuRunOptions> configure
    )
    {
        StockKernel kernel = Stock.Require(kernelName);
        string initrd = Stock.Archive(
            $"{name}.cpio",
            () => new GuestArchive(kernel).WithNextKernel(Products.KernelShim(Repository.Current), null, "")
        );
        return Machine.RunAsync(configure(Stock.Boot(name, kernel, initrd, "facts,kexec", stub)));
    }

    private static string Options(string steps) =>
        $"{LinuxRun.BaseCommandLine} keelson.guest={steps} {Stock.VariableOptions} keelson.value=from-the-first";
}

using System.Globalization;
using Keelson.Handover;
using Keelson.Tools.Linux;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// Stock kernels through our stub: they find the runtime services, use them, and complain of nothing that their own
/// stub would have spared them.
/// </summary>
public sealed class LinuxTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-linux-");

    [Theory]
    [InlineData(Stock.Kernel61, "dt", EntryLevel.El1, 1024, "cortex-a57")]
    [InlineData(Stock.Kernel61, "acpi", EntryLevel.El2, 6144, "cortex-a57")]
    [InlineData(Stock.Kernel612, "acpi", EntryLevel.El1, 1024, "cortex-a72")]
    [InlineData(Stock.Kernel612, "dt", EntryLevel.El2, 1024, "cortex-a57")]
    [InlineData(Stock.Kernel16K, "dt", EntryLevel.El1, 1024, "max,pauth-impdef=on")]
    public async Task Runtime_services_work_in_a_stock_kernel(
        string name,
        string tables,
        EntryLevel level,
        int memory,
        string cpu
    )
    {
        StockKernel kernel = Stock.Require(name);
        string run = $"linux-{name}-{tables}-{level}-{memory}";
        string initrd = Stock.Archive(name + ".cpio", () => new GuestArchive(kernel));
        QemuRunOptions Configure(QemuRunOptions options) =>
            options with
            {
                FirmwareTables = tables == "acpi" ? FirmwareTables.Acpi : FirmwareTables.DeviceTree,
                EntryLevel = level,
                MemoryMegabytes = memory,
                Cpu = cpu,
                // With ACPI there is no tree to bring the board's seeds, so the firmware gets a source of its own.
                ExtraArguments = tables == "acpi" ? ["-device", "virtio-rng-pci"] : [],
            };

        GuestSession met = new();
        Task<QemuResult> own = Machine.RunAsync(
            Configure(Stock.Boot(run + "-own", kernel, initrd, "facts,log", BootedBy.ItsOwnStub))
        );
        QemuResult ours = await Machine.RunAsync(
            met.Meet(
                Configure(Stock.Boot(run, kernel, initrd, "facts,time,variables,write,read,delete,wait,log")) with
                {
                    CommandLine =
                        $"{LinuxRun.BaseCommandLine} keelson.guest=facts,time,variables,write,read,delete,wait,log "
                        + $"{Stock.VariableOptions} keelson.value=written-by-linux",
                }
            )
        );
        ours.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "SetVirtualAddressMap from 0x20000000: EFI_SUCCESS",
                GuestFacts.StartLine,
                GuestFacts.EndLine
            );
        GuestFacts facts = Assert.Single(GuestFacts.Of(ours));

        // No copy of the kernel, and the initrd once, though QEMU both offers it and writes "initrd=initrd" into the
        // options.
        ours.RequireInOrder(
            " bytes in place at ",
            $": 0 bytes from .initrd, 0 from files, {new FileInfo(initrd).Length} from LoadFile2"
        );

        // The kernel took what it was handed for EFI, and uses it.
        Assert.Equal(kernel.Release, facts.One("kernel"));
        Assert.Contains(facts.Log, line => line.Text == "Remapping and enabling EFI services.");
        Assert.Contains(
            facts.Log,
            line =>
                line.Text.StartsWith("efi: EFI v2.", StringComparison.Ordinal)
                && line.Text.EndsWith("by EDK II", StringComparison.Ordinal)
        );
        Assert.Contains(
            facts.All("variable"),
            line => line.StartsWith("BootOrder-8be4df61-93ca-11d2-aa0d-00e098032b8c 07000000", StringComparison.Ordinal)
        );
        Assert.Equal(["written-by-linux"], facts.All("wrote"));
        Assert.Equal(["written-by-linux"], facts.All("read"));
        Assert.Contains("deleted", ours.Lines.Select(line => line.Text.Replace("guest: ", "")));
        RequireTime(facts);
        RequireTree(facts);

        // The map in the machine's memory has the addresses of our rule.
        Assert.NotEmpty(met.Map!.Runtime);
        Assert.Equal(met.Map.Relaid, met.Map.Runtime);
        Assert.Equal(0x2000_0000UL, met.Map.Runtime[0].Virtual & ~0x1f_ffffUL);

        // Nothing in the log that the kernel's own stub does not bring as well.
        GuestFacts reference = Assert.Single(GuestFacts.Of((await own).RequireExit(QemuExit.GuestShutdown)));
        Assert.Empty(LogComparison.OnlyIn(facts.Log, reference.Log));
    }

    [Fact]
    public async Task A_variable_that_Linux_writes_is_there_after_a_reboot()
    {
        StockKernel kernel = Stock.Require(Stock.Kernel61);
        string initrd = Stock.Archive("persist.cpio", () => new GuestArchive(kernel));
        string store = Path.Combine(_folder.FullName, "vars.fd");
        string value = "at-" + DateTime.UtcNow.Ticks.ToString(CultureInfo.InvariantCulture);
        QemuResult first = await Machine.RunAsync(Boot("write", "write"));
        Assert.Equal([value], Assert.Single(GuestFacts.Of(first)).All("wrote"));
        QemuResult second = await Machine.RunAsync(Boot("read", "read,delete"));
        Assert.Equal([value], Assert.Single(GuestFacts.Of(second)).All("read"));
        QemuResult third = await Machine.RunAsync(Boot("gone", "read"));
        Assert.Equal(["nothing"], Assert.Single(GuestFacts.Of(third)).All("read"));

        QemuRunOptions Boot(string name, string steps) =>
            Stock.Boot("linux-persist-" + name, kernel, initrd, steps) with
            {
                VariableStore = store,
                CommandLine =
                    $"{LinuxRun.BaseCommandLine} keelson.guest={steps} {Stock.VariableOptions} keelson.value={value}",
            };
    }

    /// <summary>Another firmware: no SetVariable and no clock at run time, no LoadFile2, regions of 4 KB.</summary>
    [Fact]
    public async Task A_stock_kernel_boots_under_U_Boot_with_what_the_unified_image_carries()
    {
        StockKernel kernel = Stock.Require(Stock.Kernel61);
        string initrd = Stock.Archive("uboot.cpio", () => new GuestArchive(kernel));
        GuestSession met = new();
        QemuResult run = await Machine.RunAsync(
            met.Meet(
                LinuxRun.Options(
                    "linux-uboot",
                    kernel.Image,
                    initrd,
                    $"{LinuxRun.BaseCommandLine} keelson.guest=facts,variables,wait,log",
                    BootedBy.Keelson,
                    InitrdSource.Carried
                ) with
                {
                    Machine = "virt-uboot",
                }
            )
        );
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "SetVirtualAddressMap from 0x20000000: EFI_SUCCESS",
                GuestFacts.StartLine,
                GuestFacts.EndLine
            );
        GuestFacts facts = Assert.Single(GuestFacts.Of(run));
        Assert.Contains(facts.Log, line => line.Text == "Remapping and enabling EFI services.");
        Assert.NotEmpty(facts.All("variable"));
        Assert.Equal(met.Map!.Relaid, met.Map.Runtime);
        Assert.DoesNotContain(facts.Log, line => line.Text.Contains("Firmware Bug", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>rtc-efi is there and says what this machine's clock says, which QEMU gives to the guest.</summary>
    private static void RequireTime(GuestFacts facts)
    {
        string clock = Assert.Single(facts.All("rtc"), line => line.StartsWith("rtc-efi", StringComparison.Ordinal));
        long seconds = long.Parse(clock.Split(' ')[^1], CultureInfo.InvariantCulture);
        Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - seconds, -5, 120);
    }

    /// <summary>/sys/firmware/fdt, which is what the next kernel gets at kexec, has the whole contract.</summary>
    private static void RequireTree(GuestFacts facts)
    {
        KernelHandover handover = facts.Handover;
        Assert.True(handover.HasBootRecord);
        Assert.Equal(1u, handover.Map.DescriptorVersion);
        Assert.False(handover.Initrd.IsEmpty);
    }
}

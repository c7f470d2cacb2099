using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// Chains of kernels in one boot: each generation's report passes, and all of them agree on what must not change.
/// </summary>
public sealed class KexecTests
{
    [Theory]
    [InlineData("dt", EntryLevel.El1, "")]
    [InlineData("acpi", EntryLevel.El2, "")]
    [InlineData("dt", EntryLevel.El2, "efi=novamap")]
    [InlineData("acpi", EntryLevel.El1, "efi=novamap")]
    public async Task Five_generations_in_five_slots(string tables, EntryLevel level, string options)
    {
        QemuResult run = await RunAsync(
            $"five-{tables}-{level}-{options}",
            $"keelson.kexec=5 {options}",
            run =>
                run with
                {
                    EntryLevel = level,
                    FirmwareTables = tables == "acpi" ? FirmwareTables.Acpi : FirmwareTables.DeviceTree,
                }
        );
        IReadOnlyList<GenerationSummary> generations = RequireChain(run, 5);
        Assert.Equal(5, generations.Select(one => one.Slot).Distinct().Count());
        Assert.All(generations.Skip(1), one => Assert.True(one.JumpMicroseconds > 0));
        run.RequireInOrder(
            $"entered at EL{(level == EntryLevel.El1 ? 1 : 2)}",
            "generation 5 of 5",
            "boot: entered with MMU off",
            $"# EL{(level == EntryLevel.El1 ? 1 : 2)}"
        );
    }

    /// <summary>In a layout of its own, which each of them finds again.</summary>
    [Fact]
    public async Task Granules_4K_64K_16K_4K_on_a_processor_that_has_them_all()
    {
        QemuResult run = await RunAsync(
            "granules-max",
            "keelson.chain=4k,64k,16k,4k keelson.layout=reversed",
            run => run with { Cpu = "max,pauth-impdef=on", EntryLevel = EntryLevel.El2 }
        );
        Assert.Equal(["4 KB", "64 KB", "16 KB", "4 KB"], RequireChain(run, 4).Select(one => one.Granule));
        run.RequireInOrder(
            "keelson-stub: layout reversed: 7 runtime regions, 0x20000000 to 0x2",
            "ok 26 6/8 layout computed again matches the memory map # reversed, 7 regions from 0x20000000 to 0x2"
        );
    }

    [Fact]
    public async Task Granules_4K_64K_4K_on_cortex_a57()
    {
        QemuResult run = await RunAsync("granules-a57", "keelson.chain=4k,64k,4k");
        Assert.Equal(["4 KB", "64 KB", "4 KB"], RequireChain(run, 3).Select(one => one.Granule));
    }

    [Theory]
    [InlineData("")]
    [InlineData("efi=novamap")]
    public async Task Regions_of_4K_alignment_under_U_Boot_and_64K_pages(string options)
    {
        QemuResult run = await RunAsync(
            $"uboot-{options}",
            $"keelson.chain=4k,64k,4k {options}",
            run => run with { Machine = "virt-uboot" }
        );
        RequireChain(run, 3);
        run.RequireInOrder("descriptor size 40", "generation 2 of 3", "# finding KF-008 warning ", "generation 3 of 3");
    }

    [Fact]
    public async Task SetVirtualAddressMap_that_is_not_advertised_is_not_called()
    {
        QemuResult run = await RunAsync(
            "nosvam",
            "nosvam -- keelson.kexec=2",
            run => run with { EfiApplication = Built.Launcher, Initrd = Built.Product }
        );
        run.RequireInOrder(
            "SetVirtualAddressMap not called: runtime regions identity-mapped",
            "generation 2 of 2",
            "kexec: SetVirtualAddressMap called at most once since reset # 0 time(s)"
        );
        RequireChain(run, 2);
    }

    [Fact]
    public async Task Forty_generations_use_no_more_memory_than_one()
    {
        QemuResult run = await RunAsync(
            "forty",
            "keelson.kexec=40 keelson.poison=0",
            run => run with { Timeout = TimeLimit.OfWork(20) }
        );
        IReadOnlyList<GenerationSummary> generations = RequireChain(run, 40);
        Assert.Single(generations.Select(one => one.Layout).Distinct());
        GenerationSummary[] later = [.. generations.Skip(1)];
        long[] jumps = [.. later.Select(one => one.JumpMicroseconds ?? 0).Order()];
        double[] shares = [.. later.Select(one => one.CacheShare ?? 0).Order()];
        FigureFile.Write(
            "kexec",
            [
                $"kexec, jump to the next kernel's first line: {jumps[jumps.Length / 2]} us (median of "
                    + $"{jumps.Length}), cache maintenance {shares[shares.Length / 2]:P1} of the way",
            ]
        );
    }

    [Theory]
    [InlineData("map-crc", "EFI memory map differs from generation 1: CRC 0x")]
    [InlineData("missing-property", "no linux,uefi-mmap-size in /chosen")]
    [InlineData("truncated", "kexec refused: invalid Image: truncated")]
    [InlineData("overlap", "kexec refused: a segment overlaps the EFI memory map")]
    [InlineData("busy-processor", "kexec refused: processor 0x1 does not switch off")]
    public async Task An_invalid_handover_is_refused_with_its_reason(string fault, string refusal)
    {
        QemuResult run = await RunAsync(
            $"fault-{fault}",
            $"keelson.kexec=3 keelson.kexec-fault={fault}",
            run => run with { ProcessorCount = 2 }
        );
        run.RequireInOrder("generation 1 of 3", "fatal: " + refusal, "keelson: report failed");
        run.RequireExit(QemuExit.GuestShutdown);
        Assert.DoesNotContain(
            run.Lines,
            line => line.Text.StartsWith("keelson: generation 2 of 3: slot", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_granule_that_the_processor_lacks_is_refused_before_the_jump()
    {
        QemuResult run = await RunAsync("fault-granule", "keelson.chain=4k,16k");
        run.RequireInOrder(
            "fatal: kexec refused: 16 KB pages of the next Image not supported by this processor",
            "keelson: report failed"
        );
        Assert.Single(run.Lines, line => line.Text.StartsWith("keelson: entered at EL", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FirmwareTables.DeviceTree)]
    [InlineData(FirmwareTables.Acpi)]
    public async Task Without_virtual_addresses_runtime_services_are_disabled_and_the_chain_continues(
        FirmwareTables tables
    )
    {
        QemuResult run = await RunAsync(
            $"fault-no-virt-{tables}",
            "keelson.kexec=3 keelson.kexec-fault=no-virt",
            run => run with { FirmwareTables = tables }
        );
        run.RequireInOrder(
            "runtime services disabled",
            "GetTime gives a time # SKIP efi=noruntime",
            "generation 2 of 3",
            "runtime services disabled",
            "generation 3 of 3",
            "keelson: report passed"
        );
        Assert.DoesNotContain(run.Lines, line => line.Text == "keelson: calling GetTime");
    }

    /// <summary>Which make none: GenerationChainTests.</summary>
    [Fact]
    public async Task A_chain_that_makes_no_sense_is_refused()
    {
        QemuResult run = await RunAsync("options", "keelson.chain=4k,32k");
        run.RequireInOrder(
            "fatal: keelson.kexec= takes a number from 1 to 1000, keelson.chain= a list of 4k, 16k and 64k",
            "keelson: report failed"
        );
        run.RequireExit(QemuExit.GuestShutdown);
    }

    private static Task<QemuResult> RunAsync(
        string name,
        string options,
        Func<QemuRunOptions, QemuRunOptions>? change = null
    )
    {
        QemuRunOptions run = new()
        {
            Name = "kexec-" + name.Replace("=", "-", StringComparison.Ordinal),
            EfiApplication = Built.Product,
            CommandLine = options.Trim(),
            MemoryMegabytes = 128,
        };
        return Machine.RunAsync(change is null ? run : change(run));
    }

    /// <summary>Every generation reported, passed, and saw the layout that the first one saw.</summary>
    private static IReadOnlyList<GenerationSummary> RequireChain(QemuResult run, int generations)
    {
        Assert.Equal(generations, run.RequirePassingReport().Count);
        IReadOnlyList<GenerationSummary> summaries = GenerationSummary.Of(run.Lines.Select(line => line.Text));
        Assert.Equal(Enumerable.Range(1, generations), summaries.Select(one => one.Generation));
        Assert.Single(summaries.Select(one => one.Layout).Distinct());
        return summaries;
    }
}

using Keelson.Tools.Qemu;
using Xunit;
using static Keelson.Boot.Tests.HostileFirmware;

namespace Keelson.Boot.Tests;

/// <summary>
/// AAVMF with a device tree, ACPI tables or other tables that are bent: what a kernel would trip over is named.
/// </summary>
public sealed class HostileMachineTests
{
    [Fact]
    public async Task A_device_tree_that_is_none_is_passed_over_where_ACPI_describes_the_machine()
    {
        QemuResult run = await BootAsync("tree-magic", "virt-aavmf-acpi");
        run.RequireInOrder("warning: firmware's device tree ignored: ");
        run.RequirePassingReport();
    }

    /// <summary>The stub's line is not all that is said of it: it stands in the report as well.</summary>
    [Theory]
    [InlineData("tree-version")]
    [InlineData("tree-size")]
    public async Task A_device_tree_that_cannot_be_read_is_named_in_the_report(string setting)
    {
        QemuResult run = await BootAsync(setting, "virt-aavmf-acpi");
        run.RequireInOrder("# finding KF-057 warning device tree: is not what it is listed as: 0x4");
        run.RequirePassingReport();
    }

    /// <summary>SMC where there is no EL3, HVC at EL2: who starts a processor, or switches off, does without.</summary>
    [Theory]
    [InlineData(EntryLevel.El1)]
    [InlineData(EntryLevel.El2)]
    public async Task PSCI_by_the_wrong_conduit_is_one_error(EntryLevel level)
    {
        QemuResult run = await BootAsync("tree-psci-other", level: level, processors: 2);
        RequireOneError(run, "KF-075 error PSCI by a conduit that takes an exception: is refused by kernels (ACPI 6.5");
    }

    /// <summary>As the first processor's is another from ExitBootServices on.</summary>
    [Fact]
    public async Task A_counter_of_another_frequency_on_another_processor_is_one_error() =>
        RequireOneError(
            await BootAsync("exit-state-cntfrq", processors: 2),
            "KF-085 error CNTFRQ_EL0: is not the same on every processor: 28945568 Hz, and 62500000 Hz on processor 0x1"
        );

    /// <summary>Where ACPI alone describes the machine.</summary>
    [Theory]
    [InlineData(
        "acpi-profile-old",
        "KF-075 error ACPI without a FADT of 5.1 or later: is refused by kernels (ACPI 6.5"
    )]
    [InlineData("acpi-profile-legacy", "KF-075 error ACPI FADT without HW_REDUCED_ACPI: is refused by kernels (ACPI ")]
    [InlineData("acpi-timer-none", "KF-075 error ACPI without a GTDT that has a timer of EL1: is refused by kernels")]
    [InlineData("acpi-processor-other", "KF-075 error ACPI without a MADT that has the processor which runs: is ref")]
    public async Task A_machine_that_ACPI_describes_wrongly_is_one_error(string setting, string finding)
    {
        QemuResult run = await BootAsync(setting, "virt-aavmf-acpi");
        RequireOneError(run, finding);
    }

    /// <summary>Nothing that kernels use before a driver of theirs has looked for it is taken on trust.</summary>
    [Theory]
    [InlineData("tree-interrupts-hole", "virt-aavmf")]
    [InlineData("tree-interrupts-hole", "virt-aavmf-gicv3")]
    [InlineData("acpi-interrupts-hole", "virt-aavmf-acpi")]
    public async Task An_interrupt_controller_that_is_not_there_is_one_error(string setting, string machine)
    {
        QemuResult run = await BootAsync(setting, machine);
        RequireOneError(run, "KF-077 error ");
        run.RequireInOrder("keelson: no watchdog: the interrupt controller does not answer");
    }

    [Theory]
    [InlineData("display-hole", "0xf000000 (")]
    [InlineData("display-lost", "0x7fff00000000 (")]
    public async Task A_framebuffer_that_is_not_there_is_one_error(string setting, string seen)
    {
        QemuResult run = await BootAsync(setting);
        RequireOneError(run, "KF-077 error framebuffer of the screen: is described and does not answer: " + seen);
    }

    /// <summary>Left running by firmware that used it, or by nothing to be started with.</summary>
    [Theory]
    [InlineData("processor-on", "virt-aavmf", "0x1: CPU_ON fails, and it is not off")]
    [InlineData("tree-psci-none", "virt-aavmf", "0x1: there is no PSCI")]
    [InlineData("acpi-psci-none", "virt-aavmf-acpi", "0x1: there is no PSCI")]
    public async Task A_processor_that_cannot_be_started_is_one_error(string setting, string machine, string seen)
    {
        QemuResult run = await BootAsync(setting, machine, processors: 2);
        RequireOneError(run, "KF-077 error processor that PSCI is to start: is described and does not answer: " + seen);
    }

    /// <summary>And nowhere else is that table.</summary>
    [Fact]
    public async Task A_table_of_the_RSDT_that_is_nowhere_is_one_error() =>
        RequireFinding(
            await BootAsync("inside-acpi-root-narrow-lost", "virt-aavmf-acpi"),
            "KF-045 error table of the ACPI RSDT: leads to no memory of the map: 0xf000000 ("
        );

    /// <summary>Kernels go by the RSDT then.</summary>
    [Fact]
    public async Task A_root_pointer_without_an_XSDT_is_a_warning_where_there_is_an_RSDT()
    {
        QemuResult run = await BootAsync("acpi-narrow", "virt-aavmf-acpi");
        run.RequireInOrder("# finding KF-057 warning ACPI XSDT: is not what it is listed as: 0x0 (");
        run.RequirePassingReport();
    }

    /// <summary>What the firmware uses of a device that a table names is said, and named in a fault.</summary>
    [Fact]
    public async Task A_device_that_ACPI_names_is_told_by_the_table()
    {
        QemuResult run = await BootAsync("acpi-shared,map-no-clock", "virt-aavmf-acpi");
        run.RequireInOrder(
            "# finding KF-059 warning ACPI DBG2: is given to the kernel, and runtime services use it: 0x4"
        );
        RequireFinding(
            run,
            "KF-017 error GetTime: took an exception: data abort, FAR 0x9010000 = physical, MemoryMappedIO 0x9010000 + "
                + "0x0 in ACPI MCFG, ELR 0x2"
        );
    }

    /// <summary>In one boot, the console among what is left.</summary>
    [Fact]
    public async Task Tables_that_ACPI_loses_are_each_named()
    {
        QemuResult run = await BootAsync("acpi-entry-lost,acpi-definitions-lost,acpi-sum", "virt-aavmf-acpi");
        RequireFinding(run, "KF-045 error table of the ACPI XSDT: leads to no memory of the map: 0x7fff00000000 (");
        Assert.Equal(
            [2, 1],
            ((string[])["KF-045 error table", "KF-057 warning table"]).Select(finding =>
                run.Lines.Count(line => line.Text.StartsWith("# finding " + finding, StringComparison.Ordinal))
            )
        );
    }

    /// <summary>Tables of boot time may (UEFI 2.10, 2.3.6): kernels copy them before they use that memory.</summary>
    [Fact]
    public async Task Tables_in_memory_of_boot_services_are_no_fault()
    {
        QemuResult run = await BootAsync("loose-smbios-sound,loose-resources-none");
        run.RequirePassingReport();
        Assert.DoesNotContain(run.Lines, line => line.Text.StartsWith("# finding KF-057", StringComparison.Ordinal));
        Assert.DoesNotContain(run.Lines, line => line.Text.StartsWith("# finding KF-045", StringComparison.Ordinal));
    }

    /// <summary>
    /// Memory that a vendor has a type of its own for is the firmware's as any other, and kernels read tables there.
    /// </summary>
    [Fact]
    public async Task Tables_in_memory_of_a_vendors_type_are_read()
    {
        QemuResult run = await BootAsync("map-tables-oem", "virt-aavmf-acpi");
        run.RequirePassingReport();
        Assert.DoesNotContain(run.Lines, line => line.Text.StartsWith("# finding KF-045", StringComparison.Ordinal));
        // The interrupt controller, without which there is no watchdog, is in ACPI's tables alone.
        run.RequireInOrder("every call came back in time # within 10 s");
    }

    /// <summary>Of three in one boot, none hides another.</summary>
    [Fact]
    public async Task What_only_the_stub_sees_and_a_shared_device_are_named_and_the_report_passes()
    {
        QemuResult run = await BootAsync(
            "boot-crc,tree-enabled,stack-executable,inside-smbios-loop,inside-vendor-lines"
        );
        // The vendor's name is the vendor's to choose, and no line of ours.
        run.RequireInOrder("keelson: firmware: A??not ok 1 # finding?[2J?keelson: report passed, revision ");
        run.RequireInOrder("# finding KF-057 warning SMBIOS structures: is not what it is listed as: 0x4");
        run.RequireInOrder("# finding KF-059 warning pl031@9010000: ");
        run.RequireInOrder("# finding KF-060 warning EFI_BOOT_SERVICES: ");
        run.RequireInOrder("# finding KF-061 note memory: is not protected while boot services last: HSI STACKX ");
        run.RequirePassingReport();
        // Two devices, and the note that AAVMF always has; what takes long does so on a busy host.
        Assert.Equal(
            6,
            run.Lines.Count(line =>
                line.Text.StartsWith("# finding ", StringComparison.Ordinal)
                && !line.Text.StartsWith("# finding KF-038 ", StringComparison.Ordinal)
            )
        );
    }

    /// <summary>In one boot: each begins as it should, or nearly.</summary>
    [Fact]
    public async Task Tables_that_do_not_add_up_or_claim_more_memory_than_there_is_are_named_and_the_report_passes()
    {
        QemuResult run = await BootAsync("smbios-huge,resources-huge,root-extended,inside-list-loop");
        run.RequirePassingReport();
        Assert.Equal(
            ["ACPI RSDP", "EFI_SYSTEM_RESOURCE_TABLE", "SMBIOS 3 entry point", "node of LINUX_EFI_MEMRESERVE_TABLE"],
            run.Lines.Where(line => line.Text.StartsWith("# finding KF-057 warning ", StringComparison.Ordinal))
                .Select(line => line.Text["# finding KF-057 warning ".Length..].Split(": ")[0])
                .Order(StringComparer.Ordinal)
        );
    }
}

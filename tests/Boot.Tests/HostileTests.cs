using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Xunit;
using static Keelson.Boot.Tests.HostileFirmware;

namespace Keelson.Boot.Tests;

/// <summary>
/// AAVMF with one thing bent by tests/guests/hostile: each fault is named by its number and its service or region, and
/// the run comes to its end.
/// </summary>
public sealed class HostileTests
{
    /// <summary>
    /// The guest changes nothing; and a map that changes once under its key is nobody's fault, nor is a pointer of a
    /// table that is the firmware's own, and converted.
    /// </summary>
    [Theory]
    [InlineData("nothing")]
    [InlineData("driver-pointer-table-own")]
    [InlineData("exit-refused-1")]
    [InlineData("display-sound")]
    // Registers of a server, of every kind of device memory, and a clock of every other second.
    [InlineData("map-device-mixed,driver-answer-time-coarse")]
    public async Task Unbent_firmware_passes(string setting) => (await BootAsync(setting)).RequirePassingReport();

    [Theory]
    [InlineData("GetTime-february", "KF-032 error GetTime: is no time: GetTime gives a time: EFI_SUCCESS: 2026-02-31")]
    // It stands at another time than the one before ExitBootServices, which comes first.
    [InlineData("GetTime-stopped", "KF-033 error GetTime: stands still")]
    [InlineData("GetTime-x18", "KF-034 error GetTime: changed registers that it must keep: x18 (")]
    [InlineData(
        "GetTime-x19+x20+x21+x22+x23+x24+x25+x26+x27+x28+x29+d8+d9+d10+d11+d12+d13+d14+d15",
        "KF-034 error GetTime: changed registers that it must keep: x19 x20 x21 x22 x23 x24 x25 x26 x27 x28 x29 "
            + "d8 d9 d10 d11 d12 d13 d14 d15 ("
    )]
    [InlineData("GetTime-daif", "KF-034 error GetTime: changed registers that it must keep: DAIF (")]
    [InlineData("GetTime-mask", "KF-034 error GetTime: changed registers that it must keep: DAIF (")]
    [InlineData("GetTime-spsel", "KF-034 error GetTime: changed registers that it must keep: ")]
    [InlineData(
        "GetTime-vbar+tpidr+mdscr+mair+fpcr+cpacr+sp-el0+tpidr-el0+cntkctl+cntp+cntv",
        "KF-034 error GetTime: changed registers that it must keep: VBAR_EL1 TPIDR_EL1 CPACR_EL1 MDSCR_EL1 MAIR_EL1 "
            + "FPCR SP_EL0 TPIDR_EL0 CNTKCTL_EL1 CNTP_CTL_EL0 CNTV_CTL_EL0 ("
    )]
    [InlineData("GetTime-before-time", "KF-049 error GetTime: went past the end of an argument: wrote before")]
    [InlineData("GetNextVariableName-same-name", "KF-043 error GetNextVariableName: ")]
    [InlineData("GetNextVariableName-new-names", "KF-043 error GetNextVariableName: ")]
    [InlineData("SetVariable-out-of-resources", "KF-042 error SetVariable: ")]
    [InlineData("SetVariable-write-protected", "KF-042 error SetVariable: ")]
    [InlineData("properties-wakeup", "KF-019 error GetWakeupTime: ")]
    [InlineData("svam-unsupported", "KF-035 error SetVirtualAddressMap: failed: EFI_UNSUPPORTED")]
    [InlineData("svam-late-error", "KF-035 error SetVirtualAddressMap: failed: EFI_DEVICE_ERROR")]
    [InlineData(
        "svam-fault",
        "KF-035 error SetVirtualAddressMap: failed: EFI_ABORTED: data abort, FAR 0x7fff00000000 (in"
    )]
    [InlineData(
        "svam-state-x18+x19+x20+x21+x22+x23+x24+x25+x26+x27+x28+x29+d8+d9+d10+d11+d12+d13+d14+d15+stack+spsel",
        "KF-034 error SetVirtualAddressMap: changed registers that it must keep: x18 x19 x20 x21 x22 x23 x24 x25 x26 "
            + "x27 x28 x29 d8 d9 d10 d11 d12 d13 d14 d15 SP SPSel ("
    )]
    [InlineData(
        "svam-state-vbar+tpidr+sctlr+tcr+ttbr0+ttbr1+mair+mdscr+fpcr+mask-all",
        "KF-034 error SetVirtualAddressMap: changed registers that it must keep: DAIF TTBR0_EL1 TTBR1_EL1 SCTLR_EL1 "
            + "VBAR_EL1 TPIDR_EL1 MDSCR_EL1 TCR_EL1 MAIR_EL1 FPCR ("
    )]
    [InlineData(
        "exit-state-x18+x19+x28+x29+d8+d15+stack+spsel+cpacr",
        "KF-034 error ExitBootServices: changed registers that it must keep: x18 x19 x28 x29 d8 d15 SP SPSel CPACR_EL1"
    )]
    [InlineData("svam-twice", "KF-017 error a second SetVirtualAddressMap: took an exception: data abort, FAR 0x7fff")]
    // On a stack that ends at a page of nobody's: nothing else is lost.
    [InlineData("svam-overflow", "KF-035 error SetVirtualAddressMap: failed: EFI_ABORTED: data abort, FAR 0x")]
    [InlineData("svam-twice-overflow", "KF-017 error a second SetVirtualAddressMap: took an exception: data abort, F")]
    [InlineData("svam-twice-success", "KF-040 error a second SetVirtualAddressMap: ")]
    [InlineData("map-version", "KF-035 error SetVirtualAddressMap: failed: EFI_INVALID_PARAMETER")]
    [InlineData("map-no-runtime-attribute", "KF-011 error ")]
    [InlineData("map-no-runtime", "KF-014 error ")]
    [InlineData("map-beyond", "KF-006 error 0x4000000000000, ")]
    [InlineData("map-free-huge", "KF-006 error 0x80000000, 1099511627776 pages, ConventionalMemory: lies beyond the")]
    [InlineData("map-empty", "KF-004 error 0x20000000, 0 pages, RuntimeServicesData")]
    [InlineData("map-wraps", "KF-005 error 0x20000000, 4503599627370496 pages, RuntimeServicesData")]
    [InlineData("map-duplicate", "KF-002 error ")]
    [InlineData("map-nested", "KF-003 error ")]
    [InlineData("map-runtime-in-free", "KF-012 error ")]
    [InlineData("mat-count", "KF-022 error ")]
    [InlineData("mat-nowhere", "KF-045 error EFI_MEMORY_ATTRIBUTES_TABLE: ")]
    [InlineData("claims-device", "KF-045 error EFI_RT_PROPERTIES_TABLE: leads to no memory of the map: 0xf000000 (")]
    [InlineData("reservations-nowhere", "KF-045 error LINUX_EFI_MEMRESERVE_TABLE: ")]
    [InlineData("vendor-nowhere", "KF-045 error EFI_SYSTEM_TABLE.FirmwareVendor: ")]
    [InlineData("map-no-such-memory", "KF-054 error 0x80000000 to 0x84000000: ")]
    [InlineData("map-no-such-end", "KF-054 error 0x50000000 to 0x50100000: ")]
    [InlineData(
        "map-no-clock",
        "KF-017 error GetTime: took an exception: data abort, FAR 0x9010000 = physical, MemoryMappedIO 0x9010000 + "
            + "0x0 in pl031@9010000, ELR 0x2"
    )]
    [InlineData(
        "GetTime-null",
        "KF-017 error GetTime: took an exception: instruction abort, FAR 0x0 (in no region, physical flash@0)"
    )]
    [InlineData("system-signature", "KF-078 error EFI_SYSTEM_TABLE: has a header of something else")]
    [InlineData("boot-short", "KF-078 error EFI_BOOT_SERVICES: has a header of something else")]
    [InlineData("runtime-revision", "KF-078 error EFI_RUNTIME_SERVICES: has a header of something else")]
    [InlineData("mat-outside", "KF-023 error ")]
    [InlineData("mat-type", "KF-024 error ")]
    [InlineData("mat-empty", "KF-025 error ")]
    [InlineData("attributes-data-read-only", "KF-053 error ")]
    public async Task An_error_is_named_and_fails_the_report(string setting, string finding) =>
        RequireFinding(await BootAsync(setting), finding);

    /// <summary>
    /// A service that gives one status whatever it is asked, a table that is not there: one fault, and one error,
    /// however many results need it.
    /// </summary>
    [Theory]
    [InlineData("svam-nothing", "KF-046 error SetVirtualAddressMap: ")]
    [InlineData("driver-always-GetTime-success", "KF-032 error GetTime: is no time: GetTime gives a time: EFI_SUCCESS")]
    [InlineData("driver-always-GetTime-unsupported,properties-no-alarm", "KF-019 error GetTime: is claimed and ")]
    [InlineData("driver-always-GetTime-device-error", "KF-073 error GetTime: says that its hardware failed: GetTime g")]
    [InlineData("driver-always-GetWakeupTime-invalid", "KF-040 error GetWakeupTime: ")]
    [InlineData("driver-always-GetVariable-success", "KF-040 error GetVariable: ")]
    [InlineData("driver-always-GetVariable-device-error", "KF-073 error GetVariable: ")]
    [InlineData("driver-always-GetNextVariableName-device-error", "KF-073 error GetNextVariableName: ")]
    [InlineData("driver-always-SetTime-device-error -- keelson.time=set", "KF-073 error SetTime: ")]
    [InlineData("tree-timer-none", "KF-075 error device tree without a timer of the architecture: is refused by ker")]
    [InlineData("after-tables-lost", "KF-045 error EFI_SYSTEM_TABLE.ConfigurationTable: leads to no memory of the map")]
    [InlineData("tree-controller-none", "KF-075 error device tree without an interrupt controller that the timer lead")]
    [InlineData("tree-processor-other", "KF-075 error device tree without the processor which runs: is refused")]
    [InlineData("driver-always-GetVariable-too-small", "KF-040 error GetVariable: ")]
    [InlineData("driver-always-GetVariable-not-found", "KF-040 error GetVariable: ")]
    [InlineData("driver-always-GetNextVariableName-success", "KF-043 error GetNextVariableName: ")]
    [InlineData(
        "driver-always-SetVariable-success",
        "KF-041 error SetVariable: a variable does not read back as written: GetVariable reads it back: EFI_NOT_FOUND"
    )]
    // Without EFI_RT_PROPERTIES_TABLE.
    [InlineData("driver-always-SetVariable-unsupported", "KF-019 error SetVariable: is claimed and unsupported: Set")]
    [InlineData("driver-always-SetVariable-timeout", "KF-040 error SetVariable: ")]
    [InlineData("driver-always-QueryVariableInfo-narrow-7", "KF-040 error QueryVariableInfo: ")]
    [InlineData("driver-always-QueryVariableInfo-success", "KF-040 error QueryVariableInfo: ")]
    [InlineData("driver-always-GetNextHighMonotonicCount-success", "KF-040 error GetNextHighMonotonicCount: ")]
    [InlineData("driver-always-GetNextHighMonotonicCount-not-ready", "KF-040 error GetNextHighMonotonicCount: ")]
    [InlineData("driver-always-QueryCapsuleCapabilities-aborted", "KF-040 error QueryCapsuleCapabilities: ")]
    [InlineData("driver-always-QueryCapsuleCapabilities-oem-5", "KF-040 error QueryCapsuleCapabilities: ")]
    [InlineData("driver-always-SetTime-warning-4 -- keelson.time=set", "KF-040 error SetTime: ")]
    [InlineData(
        "driver-pointer-table-resources",
        "KF-055 error EFI_SYSTEM_TABLE.ConfigurationTable: was changed after E"
    )]
    [InlineData("exit-refused-2", "KF-069 error ExitBootServices: did not end boot services: 2 times before it did")]
    [InlineData("GetVariable-no-nul", "KF-049 error GetVariable: went past the end of an argument: ")]
    [InlineData("map-runtime-nowhere", "KF-054 error 0x80000000, 16 pages, RuntimeServicesData: is claimed to be mem")]
    [InlineData("attributes-unsorted", "KF-026 error 0x4")]
    [InlineData("attributes-twice", "KF-027 error 0x4")]
    [InlineData("attributes-longer", "KF-028 error 0x4")]
    [InlineData("attributes-code-forbidden", "KF-053 error GetTime: faults under EFI_MEMORY_ATTRIBUTES_TABLE, and no")]
    // What an application put in its place, in memory of its own.
    [InlineData(
        "lent-services",
        "KF-012 error EFI_RUNTIME_SERVICES: overlaps memory that is free for the kernel: EFI_"
    )]
    [InlineData(
        "lent-tables",
        "KF-012 error EFI_SYSTEM_TABLE.ConfigurationTable: overlaps memory that is free for the"
    )]
    [InlineData("root-lost", "KF-045 error ACPI XSDT: leads to no memory of the map: 0x7fff00000000 (")]
    [InlineData("root-null", "KF-045 error ACPI XSDT: leads to no memory of the map: 0x0 (")]
    [InlineData("loose-root-sound", "KF-012 error ACPI RSDP: overlaps memory that is free for the kernel: 0x4")]
    [InlineData("root-self", "KF-012 error ACPI XSDT: overlaps memory that is free for the kernel: 0x40000000 (")]
    [InlineData(
        "map-no-system-table",
        "KF-039 error runtime services: no runtime service can be called: system table at 0x4"
    )]
    public async Task One_fault_is_one_error(string setting, string finding)
    {
        QemuResult run = await BootAsync(setting);
        RequireOneError(run, finding);
    }

    /// <summary>
    /// The bug of AMD Seattle. The guest compares what it writes at the new addresses with what the old ones show.
    /// </summary>
    [Theory]
    [InlineData(EntryLevel.El1)]
    [InlineData(EntryLevel.El2)]
    public async Task New_addresses_used_too_early_are_led_to_their_memory_and_the_services_work(EntryLevel level)
    {
        QemuResult run = await BootAsync("svam-early", level: level);
        KtapDocument report = RequireFinding(
            run,
            "KF-052 error SetVirtualAddressMap: used new virtual addresses before it returned: "
        );
        KtapResult failed = Assert.Single(report.Results, result => result.Outcome == KtapOutcome.Failed);
        Assert.Equal("6/8 no new address was used before SetVirtualAddressMap returned", failed.Description);
    }

    /// <summary>Where no kernel can be entered, the machine is reset: the next start says what is missing.</summary>
    [Theory]
    [InlineData("exit-loop-unwatched -- keelson.watchdog=1", 1, "keelson-stub: calling ExitBootServices")]
    [InlineData("exit-loop-masked -- keelson.watchdog=1", 2, "keelson-stub: calling ExitBootServices")]
    [InlineData("svam-loop-masked -- keelson.watchdog=1", 2, "keelson-stub: calling SetVirtualAddressMap")]
    [InlineData("exit-abort", 1, "fatal: exception: ESR 0x96000004, FAR 0x7fff00000000")]
    public async Task What_does_not_come_back_before_the_kernel_ends_in_a_reset(
        string setting,
        int processors,
        string last
    ) => (await BootAsync(setting, processors: processors)).RequireExit(QemuExit.GuestReset).RequireInOrder(last);

    [Theory]
    [InlineData("map-uncached", "KF-010 warning ")]
    // By its own word, which is no fault of the firmware's.
    [InlineData("driver-answer-store-full", "KF-082 warning SetVariable: the variable store is full: SetVariable of 1")]
    [InlineData("map-free-runtime", "KF-013 warning ")]
    [InlineData("map-device-huge", "KF-081 warning 0x10000000000, 268435456 pages, MemoryMappedIO: does not fit below")]
    // Who is not advertised may answer anything: no kernel asks.
    [InlineData("properties-no-variables,SetVariable-write-protected", "KF-020 warning SetVariable: answers, unadv")]
    [InlineData("map-type-unknown", "KF-066 warning 0x4")]
    [InlineData("map-unaccepted-more", "KF-067 note 0x80000000, 16384 pages, UnacceptedMemoryType: ")]
    [InlineData("svam-left-vendor", "KF-071 warning EFI_SYSTEM_TABLE.FirmwareVendor: is a physical address still: 0x4")]
    [InlineData("svam-left-tables", "KF-071 warning EFI_SYSTEM_TABLE.ConfigurationTable: is a physical address still")]
    [InlineData("SetTime-null", "KF-072 warning SetTime: leads to no memory of the runtime services: 0x0 (UEFI 2.10, ")]
    [InlineData("console-null", "KF-084 warning EFI_SYSTEM_TABLE: has no ConOut (UEFI 2.10, 4.3)")]
    [InlineData("mat-version", "KF-074 warning EFI_MEMORY_ATTRIBUTES_TABLE: is of a version that is not known (UEFI ")]
    [InlineData("attributes-bare", "KF-029 warning 0x4")]
    [InlineData(
        "svam-stale-runtime",
        "KF-016 warning EFI_RUNTIME_SERVICES: the CRC32 of the runtime services table is"
    )]
    [InlineData("map-tables-uncached", "KF-010 warning LINUX_EFI_MEMRESERVE_TABLE: ")]
    // Of version 2, as edk2 has it since 2023.
    [InlineData("attributes-version-2,driver-always-QueryCapsuleCapabilities-unsupported", "KF-018 note QueryCapsule")]
    public async Task A_warning_is_named_and_the_report_passes(string setting, string finding)
    {
        QemuResult run = await BootAsync(setting);
        run.RequireInOrder("# finding " + finding);
        run.RequirePassingReport();
    }

    /// <summary>The report is the finding: there is no kernel to make one.</summary>
    [Theory]
    [InlineData("map-error", "KF-068 error GetMemoryMap: gave no memory map that can be used: EFI_DEVICE_ERROR")]
    [InlineData("map-stride-none", "KF-068 error GetMemoryMap: gave no memory map that can be used: descriptors of le")]
    [InlineData("map-size-odd", "KF-068 error GetMemoryMap: gave no memory map that can be used: a size that is not a")]
    [InlineData("tree-torn", "KF-070 error device tree: cannot be used, and nothing else describes the machine: ")]
    [InlineData("exit-device-error", "KF-069 error ExitBootServices: did not end boot services: EFI_DEVICE_ERROR")]
    public async Task What_the_stub_ends_at_is_a_finding_and_a_failed_report(string setting, string finding)
    {
        QemuResult run = await BootAsync(setting);
        run.RequireInOrder("keelson-stub: error: ", "# finding " + finding, ReportVerdict.FailedLine);
        Assert.False(run.Verdict().Passed);
    }

    /// <summary>4,096 regions and more, in no order.</summary>
    [Fact]
    public async Task A_map_of_many_regions_passes()
    {
        QemuResult run = await BootAsync("map-crowd-2048 -- keelson.rounds=1");
        run.RequirePassingReport();
        run.RequireInOrder("keelson-stub: allocation check: 1 byte, 2 MB aligned, ", "keelson: EFI memory map: 4");
    }

    [Fact]
    public async Task At_EL2_the_register_of_EL2_is_named() =>
        RequireFinding(
            await BootAsync("svam-state-x19+cptr", level: EntryLevel.El2),
            "KF-034 error SetVirtualAddressMap: changed registers that it must keep: x19 CPTR_EL2 ("
        );

    [Theory]
    [InlineData("properties-malformed", "KF-021 warning ")]
    // The region that was cut in two is one in EFI_MEMORY_ATTRIBUTES_TABLE.
    [InlineData("map-off-64k", "KF-008 warning ", "KF-028 error ")]
    public async Task A_warning_beside_an_error_is_named(string setting, params string[] findings)
    {
        QemuResult run = await BootAsync(setting);
        Assert.All(findings, finding => RequireFinding(run, finding));
        KtapDocument report = Assert.Single(run.Reports);
        Assert.DoesNotContain(
            report.Results,
            result => result.Outcome == KtapOutcome.Failed && result.Description.Contains("well-formed")
        );
    }

    /// <summary>Fewer bytes than were offered are an initrd for Linux as well; none is better than a part.</summary>
    [Theory]
    [InlineData("initrd-short", " bytes from .initrd, 0 from files, 4096 from LoadFile2", "keelson: report passed")]
    [InlineData(
        "initrd-huge",
        "keelson-stub: error: an initrd of 18446744073709551615 bytes does not fit within 32 GB of the kernel at",
        "hostile: child returned EFI_BAD_BUFFER_SIZE"
    )]
    [InlineData(
        "initrd-fails",
        "keelson-stub: warning: initrd from LoadFile2: EFI_DEVICE_ERROR: booting without it",
        "keelson: report passed"
    )]
    public async Task An_initrd_that_is_not_as_it_was_offered_is_named(string setting, string said, string end) =>
        (await BootAsync(setting)).RequireExit(QemuExit.GuestShutdown).RequireInOrder(said, end);

    /// <summary>
    /// One boot, and a start of the product for each: it says what there was no memory for and gives all back, or does
    /// without as far as ExitBootServices, which here always fails.
    /// </summary>
    [Fact]
    public async Task Each_allocation_that_is_refused_is_named_and_nothing_is_kept()
    {
        QemuResult run = await BootAsync("each-allocation");
        run.RequireExit(QemuExit.GuestShutdown).RequireInOrder("hostile: each allocation refused");
        string[] outcomes =
        [
            .. run
                .Lines.Select(line => line.Text)
                .Where(text => text.Contains(": child returned ", StringComparison.Ordinal)),
        ];
        foreach (string kind in (string[])["pages", "pool"])
        {
            Assert.Single(outcomes, text => text.StartsWith($"hostile: {kind} ") && text.Contains(" not asked for: "));
        }

        string[] ends = [.. outcomes.Where(text => text.Contains("EFI_OUT_OF_RESOURCES", StringComparison.Ordinal))];
        Assert.InRange(ends.Length, 3, 40);
        // A page or two are the firmware's own: tables, its lists.
        Assert.All(ends, text => Assert.Matches(@", kept [012] pages, ", text));
        // Started by a shell, which has none, it would be reset minutes later.
        Assert.All(outcomes, text => Assert.EndsWith(", watchdog 0 s", text, StringComparison.Ordinal));
        Assert.All(
            outcomes.Except(ends),
            text => Assert.Contains("child returned EFI_LOAD_ERROR", text, StringComparison.Ordinal)
        );
        Assert.Equal(
            ends.Length,
            run.Lines.Count(line =>
                line.Text.StartsWith("keelson-stub: error: ", StringComparison.Ordinal)
                && !line.Text.Contains("error: ExitBootServices", StringComparison.Ordinal)
            )
        );
    }
}

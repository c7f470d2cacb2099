using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Xunit;

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
    public async Task Unbent_firmware_passes(string setting) => (await BootAsync(setting)).RequirePassingReport();

    [Theory]
    [InlineData(
        "GetTime-abort",
        "KF-017 error GetTime: took an exception: data abort, FAR 0x1000 (in no region, physical flash@0)"
    )]
    [InlineData("GetWakeupTime-abort", "KF-017 error GetWakeupTime: ")]
    [InlineData("GetVariable-abort", "KF-017 error GetVariable: ")]
    [InlineData("GetVariable-undefined", "KF-017 error GetVariable: took an exception: undefined instruction, ELR 0x2")]
    [InlineData(
        "GetVariable-unconverted",
        "KF-017 error GetVariable: took an exception: data abort, FAR 0x40200000 = ph"
    )]
    [InlineData("GetVariable-overflow", "KF-017 error GetVariable: ")]
    [InlineData(
        "GetVariable-jump",
        "KF-017 error GetVariable: took an exception: instruction abort, FAR 0x70000000 (in"
    )]
    [InlineData("GetVariable-jump-high", "KF-017 error GetVariable: ")]
    [InlineData(
        "GetVariable-jump-image",
        "KF-017 error GetVariable: took an exception: instruction abort, FAR 0xffff8"
    )]
    [InlineData("GetVariable-jump-data", "KF-017 error GetVariable: ")]
    [InlineData(
        "GetVariable-past-data",
        "KF-049 error GetVariable: went past the end of an argument: data abort, FAR 0xf"
    )]
    [InlineData("GetTime-past-time", "KF-049 error GetTime: ")]
    [InlineData("GetNextVariableName-long-name", "KF-049 error GetNextVariableName: ")]
    [InlineData("GetNextVariableName-abort", "KF-017 error GetNextVariableName: ")]
    [InlineData("SetVariable-abort", "KF-017 error SetVariable: ")]
    [InlineData("QueryVariableInfo-undefined", "KF-017 error QueryVariableInfo: ")]
    [InlineData("GetNextHighMonotonicCount-abort", "KF-017 error GetNextHighMonotonicCount: ")]
    [InlineData("QueryCapsuleCapabilities-abort", "KF-017 error QueryCapsuleCapabilities: ")]
    public async Task The_first_fault_is_told_once_and_nobody_else_is_blamed(string setting, string finding)
    {
        QemuResult run = await BootAsync(setting);
        KtapDocument report = RequireFinding(run, finding);
        string service = setting.Split('-')[0];
        Assert.Single(
            run.Lines,
            line =>
                line.Text.StartsWith("# finding KF-017", StringComparison.Ordinal)
                || line.Text.StartsWith("# finding KF-049", StringComparison.Ordinal)
        );
        // The service's own group, or the one that met the fault first, and the sum of all calls.
        Assert.All(
            report.Results.Where(result => result.Outcome == KtapOutcome.Failed),
            result => Assert.Contains(result.Group, new[] { service, "calls" })
        );
        Assert.InRange(report.FailedCount, 1, 2);
        Assert.Contains(report.Results, result => result.Reason == finding[..6] + " comes first");
    }

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
    [InlineData("svam-nothing", "KF-046 error SetVirtualAddressMap: ")]
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
        "KF-055 error EFI_SYSTEM_TABLE.ConfigurationTable: was changed by Se"
    )]
    [InlineData("exit-refused-2", "KF-069 error ExitBootServices: did not end boot services: 2 times before it did")]
    [InlineData("GetVariable-no-nul", "KF-049 error GetVariable: went past the end of an argument: ")]
    [InlineData("map-runtime-nowhere", "KF-054 error 0x80000000, 16 pages, RuntimeServicesData: is claimed to be mem")]
    [InlineData("attributes-unsorted", "KF-026 error 0x4")]
    [InlineData("attributes-twice", "KF-027 error 0x4")]
    [InlineData("attributes-longer", "KF-028 error 0x4")]
    [InlineData("attributes-code-forbidden", "KF-053 error GetTime: faults under EFI_MEMORY_ATTRIBUTES_TABLE, and no")]
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
        RequireFinding(run, finding);
        Assert.Single(run.Lines, line => line.Text.StartsWith("# finding ") && line.Text.Contains(" error "));
    }

    /// <summary>
    /// A healthy alarm and a clock, each of a driver that the firmware relocates; and that AAVMF keeps what is set.
    /// </summary>
    [Fact]
    public async Task Runtime_drivers_without_a_fault_pass_with_the_clock_set_and_set_back()
    {
        QemuResult run = await BootAsync("driver-alarm,driver-pointer-converted -- keelson.time=set");
        run.RequirePassingReport();
        KtapDocument report = Assert.Single(run.Reports);
        string[] groups = ["SetTime", "SetWakeupTime", "UpdateCapsule"];
        Assert.All(
            report.Results.Where(result => groups.Contains(result.Group)),
            result => Assert.NotEqual(KtapOutcome.Failed, result.Outcome)
        );
        Assert.Equal(
            10,
            report.Results.Count(result => groups.Contains(result.Group) && result.Outcome == KtapOutcome.Passed)
        );
    }

    /// <summary>Of a driver of subsystem EFI_RUNTIME_DRIVER, at its new addresses.</summary>
    [Theory]
    [InlineData(
        "driver-clock-ignored,driver-alarm-ignored -- keelson.time=set",
        "KF-063 error SetTime: does not read back as it was set: SetTime sets the clock: EFI_SUCCESS: 2024-02-29 13:14",
        "KF-063 error SetWakeupTime: does not read back as it was set: SetWakeupTime sets an alarm in an hour: "
    )]
    [InlineData(
        "driver-clock-zone,driver-alarm-stays -- keelson.time=set",
        "KF-063 error SetTime: ",
        "KF-063 error SetWakeupTime: does not read back as it was set: SetWakeupTime puts the alarm back: "
    )]
    [InlineData(
        "driver-clock-accepts,driver-alarm-abort -- keelson.time=set",
        "KF-040 error SetTime: gave an answer that is not allowed: SetTime refuses what is no time: EFI_SUCCESS: 1899",
        "KF-017 error SetWakeupTime: took an exception: data abort, FAR 0x1000 (in no region, physical flash@0)"
    )]
    [InlineData("driver-clock-hour -- keelson.time=set", "KF-063 error SetTime: ")]
    [InlineData(
        "driver-pointer-unconverted",
        "KF-017 error GetTime: took an exception: instruction abort, FAR 0x4",
        " = physical, RuntimeServicesCode 0x"
    )]
    [InlineData(
        "driver-pointer-boot",
        "KF-017 error GetTime: took an exception: data abort, FAR 0x4",
        " = physical, BootServicesData 0x"
    )]
    [InlineData("driver-event-early", "KF-052 error SetVirtualAddressMap: used new virtual addresses before it ")]
    [InlineData(
        "driver-event-abort",
        "KF-035 error SetVirtualAddressMap: failed: EFI_ABORTED: data abort, FAR 0x7fff0"
    )]
    public async Task A_fault_of_a_runtime_driver_is_named(string setting, string finding, string more = "")
    {
        QemuResult run = await BootAsync(setting);
        RequireFinding(run, finding);
        Assert.Contains(
            run.Lines,
            line => line.Text.StartsWith("# finding ", StringComparison.Ordinal) && line.Text.Contains(more)
        );
    }

    /// <summary>What kernels ask for and a self-test that always asks the same way does not.</summary>
    [Theory]
    [InlineData("abort-capabilities", "KF-017 error GetTime: took an exception: data abort, FAR 0x1000 (in no region")]
    [InlineData("abort-size", "KF-017 error GetVariable: took an exception: data abort, FAR 0x1000 (in no region")]
    [InlineData("abort-small", "KF-017 error GetNextVariableName: took an exception: data abort, FAR 0x1000 (in no re")]
    [InlineData("abort-volatile", "KF-017 error QueryVariableInfo: took an exception: data abort, FAR 0x1000 (in no r")]
    [InlineData("abort-long-name", "KF-017 error SetVariable: took an exception: data abort, FAR 0x1000 (in no region")]
    [InlineData(
        "abort-large-read",
        "KF-017 error GetVariable: took an exception: data abort, FAR 0x1000 (in no region"
    )]
    [InlineData("abort-masked", "KF-017 error GetTime: took an exception: data abort, FAR 0x1000 (in no region")]
    public async Task A_fault_in_one_path_of_a_service_is_met(string path, string finding) =>
        RequireFinding(await BootAsync("driver-answer-" + path), finding);

    /// <summary>Who gave the answer is named, once, and nobody else, whatever follows from it.</summary>
    [Theory]
    [InlineData("time-back", "KF-064 error GetTime: does not go on as time does: GetTime advances: 20")]
    [InlineData("time-jump", "KF-064 error GetTime: does not go on as time does: GetTime advances: 20")]
    [InlineData("set-lost", "KF-041 error SetVariable: a variable does not read back as written: GetVariable reads ")]
    [InlineData("set-lost-7", "KF-041 error SetVariable: a variable does not read back as written: GetVariable reads ")]
    [InlineData("set-lost-9", "KF-041 error SetVariable: a variable does not read back as written: GetNextVariable")]
    [InlineData("set-keeps", "KF-041 error SetVariable: a variable does not read back as written: GetVariable of ")]
    [InlineData("get-other", "KF-041 error GetVariable: a variable does not read back as written: GetVariable rea")]
    // It is in the enumeration.
    [InlineData("get-not-found", "KF-041 error GetVariable: a variable does not read back as written: GetVariable rea")]
    // Contents of more than 1,024 bytes lose their end in the store, or differ behind it when they are read.
    [InlineData("set-large", "KF-041 error SetVariable: a variable does not read back as written: GetVariable reads ")]
    [InlineData("get-large", "KF-041 error GetVariable: a variable does not read back as written: GetVariable reads ")]
    [InlineData("set-touches-data", "KF-065 error SetVariable: changed an argument that it may only read")]
    [InlineData("get-touches-name", "KF-065 error GetVariable: changed an argument that it may only read")]
    [InlineData("next-empty-3", "KF-043 error GetNextVariableName: the enumeration does not come to its end: an em")]
    [InlineData("next-again", "KF-040 error GetNextVariableName: gave an answer that is not allowed: GetNextVariable")]
    [InlineData("next-small", "KF-040 error GetNextVariableName: gave an answer that is not allowed: GetNextVariable")]
    [InlineData("next-loop", "KF-043 error GetNextVariableName: the enumeration does not come to its end: the same")]
    [InlineData(
        "next-hidden",
        "KF-040 error GetNextVariableName: gave an answer that is not allowed: each variable of"
    )]
    [InlineData(
        "get-any-vendor",
        "KF-040 error GetVariable: gave an answer that is not allowed: GetVariable of the sa"
    )]
    [InlineData(
        "get-any-case",
        "KF-040 error GetVariable: gave an answer that is not allowed: GetVariable of the name"
    )]
    [InlineData(
        "get-late",
        "KF-049 error GetVariable: went past the end of an argument: wrote before the beginning of"
    )]
    [InlineData(
        "set-volatile",
        "KF-040 error SetVariable: gave an answer that is not allowed: SetVariable of a volati"
    )]
    [InlineData("query-more-5", "KF-051 error QueryVariableInfo: ")]
    public async Task A_wrong_answer_is_held_against_the_service_that_gave_it(string answer, string finding)
    {
        QemuResult run = await BootAsync("driver-answer-" + answer);
        RequireFinding(run, finding);
        Assert.Single(run.Lines, line => line.Text.StartsWith("# finding ") && line.Text.Contains(" error "));
    }

    /// <summary>
    /// edk2 takes back what deleted variables had at a start alone: a chain that wrote in each generation ran into a
    /// full store, and blamed the firmware.
    /// </summary>
    [Fact]
    public async Task A_chain_leaves_the_last_quarter_of_the_store_alone()
    {
        QemuResult run = await BootAsync("driver-answer-query-little -- keelson.kexec=2");
        run.RequirePassingReport();
        run.RequireInOrder(
            "ok 1 SetVariable of 16 bytes # EFI_SUCCESS",
            "ok 1 GetNextHighMonotonicCount counts by one # EFI_SUCCESS",
            "keelson: generation 1 of 2: slot ",
            "ok 1 SetVariable of 16 bytes # SKIP the generations before filled the store",
            "SetVariable with an empty name # EFI_INVALID_PARAMETER",
            "ok 1 GetNextHighMonotonicCount counts by one # SKIP the generations before filled the store",
            "GetNextHighMonotonicCount with a NULL buffer # EFI_INVALID_PARAMETER"
        );
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

    /// <summary>The verdict was said by then: it is taken back.</summary>
    [Theory]
    [InlineData("ResetSystem-success", "KF-047 error ResetSystem: came back: EFI_SUCCESS")]
    [InlineData(
        "ResetSystem-abort",
        "KF-017 error ResetSystem: took an exception: data abort, FAR 0x1000 (in no region, physical flash@0)"
    )]
    public async Task A_ResetSystem_that_comes_back_is_named_and_fails_the_report(string setting, string finding)
    {
        QemuResult run = await BootAsync(setting);
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(ReportVerdict.PassedLine, "# finding " + finding, ReportVerdict.FailedLine);
        Assert.False(run.Verdict().Passed);
    }

    /// <summary>The report is made by then, and nobody has read its verdict: there is one, that it failed.</summary>
    [Fact]
    public async Task A_fault_while_the_report_is_kept_fails_it()
    {
        QemuResult run = await BootAsync("driver-answer-abort-report");
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "SetVariable with a name of 96 characters and 1200 bytes # EFI_SUCCESS",
                "keelson: report kept for the next boot: SetVariable returned EFI_ABORTED",
                "# finding KF-017 error SetVariable: took an exception: data abort, FAR 0x1000 (in no region",
                ReportVerdict.FailedLine
            );
        Assert.DoesNotContain(run.Lines, line => line.Text == ReportVerdict.PassedLine);
    }

    /// <summary>No other call of the same service fails, so only repetition shows it.</summary>
    [Fact]
    public async Task An_exception_now_and_then_is_told_with_how_often()
    {
        QemuResult run = await BootAsync("QueryVariableInfo-now-and-then");
        RequireFinding(run, "KF-017 error QueryVariableInfo: took an exception: undefined instruction, ELR 0x2");
        Assert.Contains(run.Lines, line => line.Text.Contains(", in 1 of 20 rounds (", StringComparison.Ordinal));
    }

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
        RequireFinding(run, "KF-075 error PSCI by a conduit that takes an exception: is refused by kernels (ACPI 6.5");
        Assert.Single(run.Lines, line => line.Text.StartsWith("# finding ") && line.Text.Contains(" error "));
    }

    /// <summary>What one service did to its arguments explains what is stored, and nothing else.</summary>
    [Fact]
    public async Task A_changed_argument_hides_no_fault_of_an_unrelated_service()
    {
        QemuResult run = await BootAsync(
            "driver-answer-get-touches-name,driver-always-QueryCapsuleCapabilities-aborted"
        );
        RequireFinding(run, "KF-040 error QueryCapsuleCapabilities: gave an answer that is not allowed: ");
        RequireFinding(run, "KF-065 error GetVariable: changed an argument that it may only read");
        Assert.Equal(2, run.Lines.Count(line => line.Text.StartsWith("# finding ") && line.Text.Contains(" error ")));
    }

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
        RequireFinding(run, finding);
        Assert.Single(run.Lines, line => line.Text.StartsWith("# finding ") && line.Text.Contains(" error "));
    }

    /// <summary>Nothing that kernels use before a driver of theirs has looked for it is taken on trust.</summary>
    [Theory]
    [InlineData("tree-interrupts-hole", "virt-aavmf")]
    [InlineData("tree-interrupts-hole", "virt-aavmf-gicv3")]
    [InlineData("acpi-interrupts-hole", "virt-aavmf-acpi")]
    public async Task An_interrupt_controller_that_is_not_there_is_one_error(string setting, string machine)
    {
        QemuResult run = await BootAsync(setting, machine);
        RequireFinding(run, "KF-077 error ");
        run.RequireInOrder("keelson: no watchdog: the interrupt controller does not answer");
        Assert.Single(run.Lines, line => line.Text.StartsWith("# finding ") && line.Text.Contains(" error "));
    }

    [Theory]
    [InlineData("display-hole", "0xf000000 (")]
    [InlineData("display-lost", "0x7fff00000000 (")]
    public async Task A_framebuffer_that_is_not_there_is_one_error(string setting, string seen)
    {
        QemuResult run = await BootAsync(setting);
        RequireFinding(run, "KF-077 error framebuffer of the screen: is described and does not answer: " + seen);
        Assert.Single(run.Lines, line => line.Text.StartsWith("# finding ") && line.Text.Contains(" error "));
    }

    /// <summary>Left running by firmware that used it, or by nothing to be started with.</summary>
    [Theory]
    [InlineData("processor-on", "virt-aavmf", "0x1: CPU_ON fails, and it is not off")]
    [InlineData("tree-psci-none", "virt-aavmf", "0x1: there is no PSCI")]
    [InlineData("acpi-psci-none", "virt-aavmf-acpi", "0x1: there is no PSCI")]
    public async Task A_processor_that_cannot_be_started_is_one_error(string setting, string machine, string seen)
    {
        QemuResult run = await BootAsync(setting, machine, processors: 2);
        RequireFinding(run, "KF-077 error processor that PSCI is to start: is described and does not answer: " + seen);
        Assert.Single(run.Lines, line => line.Text.StartsWith("# finding ") && line.Text.Contains(" error "));
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

    [Theory]
    [InlineData("GetTime-loop", "KF-048 error GetTime: did not return: ended after 4 s, at 0x2")]
    [InlineData("QueryVariableInfo-wait", "KF-048 error QueryVariableInfo: did not return: ended after 4 s, at 0x2")]
    [InlineData("svam-loop", "KF-048 error SetVirtualAddressMap: did not return: ended after 4 s, at 0x")]
    public async Task A_call_that_does_not_come_back_is_ended_and_the_run_goes_on(string setting, string finding)
    {
        QemuResult run = await BootAsync(setting + " -- keelson.watchdog=4");
        KtapDocument report = RequireFinding(run, finding);
        Assert.Contains(report.Results, result => result.Reason == "KF-048 comes first");
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

    /// <summary>The first core here that has it.</summary>
    [Fact]
    public async Task A_service_that_leaves_PAN_set_is_named() =>
        RequireFinding(
            await BootAsync("GetTime-pan", cpu: "max,pauth-impdef=on"),
            "KF-034 error GetTime: changed registers that it must keep: PAN ("
        );

    /// <summary>What is compared at some calls alone; no core here has PSTATE.SSBS, or TCO.</summary>
    [Fact]
    public async Task A_service_that_changes_what_hardly_any_touches_is_named() =>
        RequireFinding(
            await BootAsync(
                "GetTime-context+cache+counters+uao+dit+cntp-time+cntv-time+priorities+interrupts",
                "virt-aavmf-gicv3",
                cpu: "max,pauth-impdef=on"
            ),
            "KF-034 error GetTime: changed registers that it must keep: CONTEXTIDR_EL1 CSSELR_EL1 PMCR_EL0 UAO DIT "
                + "CNTP_CVAL_EL0 ICC_PMR_EL1 ICC_IGRPEN1_EL1 CNTV_CVAL_EL0 ("
        );

    [Theory]
    [InlineData("map-uncached", "KF-010 warning ")]
    [InlineData("map-free-runtime", "KF-013 warning ")]
    [InlineData("properties-no-variables", "KF-020 warning GetVariable: ")]
    [InlineData("map-type-unknown", "KF-066 warning 0x4")]
    [InlineData("map-unaccepted-more", "KF-067 note 0x80000000, 16384 pages, UnacceptedMemoryType: ")]
    [InlineData("svam-left-vendor", "KF-071 warning EFI_SYSTEM_TABLE.FirmwareVendor: is a physical address still: 0x4")]
    [InlineData("svam-left-tables", "KF-071 warning EFI_SYSTEM_TABLE.ConfigurationTable: is a physical address still")]
    [InlineData("SetTime-null", "KF-072 warning SetTime: leads to no memory of the runtime services: 0x0 (UEFI 2.10, ")]
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

    /// <summary>Nothing on the processor that makes such a call can end it.</summary>
    [Theory]
    [InlineData("GetTime-loop-masked", "GetTime: did not return: for 2 s, with interrupts masked: call 1, seen by pro")]
    [InlineData("GetVariable-elsewhere-loop-masked", "GetVariable: did not return: for 2 s, with interrupts masked: ")]
    public async Task A_call_that_masks_interrupts_and_does_not_come_back_is_named_by_another_processor(
        string setting,
        string finding
    ) =>
        (await BootAsync(setting + " -- keelson.watchdog=2", processors: 2))
            .RequireExit(QemuExit.GuestReset)
            .RequireInOrder("# finding KF-048 error " + finding, "keelson: resetting", ReportVerdict.FailedLine);

    [Fact]
    public async Task A_fault_on_another_processor_is_told_as_that()
    {
        QemuResult run = await BootAsync("GetVariable-elsewhere-abort", processors: 2);
        RequireFinding(
            run,
            "KF-017 error GetVariable: took an exception: data abort, FAR 0x1000 (in no region, physical flash@0)"
        );
        Assert.Contains(run.Lines, line => line.Text.Contains(", on another processor (", StringComparison.Ordinal));
    }

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
        Assert.All(ends, text => Assert.Matches(@", kept [012] pages$", text));
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

    private static KtapDocument RequireFinding(QemuResult run, string finding)
    {
        run.RequireExit(QemuExit.GuestShutdown).RequireInOrder("# finding " + finding, ReportVerdict.FailedLine);
        KtapDocument report = Assert.Single(run.Reports);
        Assert.Empty(report.Problems);
        // Who reads results alone sees it as well: no error without one that fails.
        Assert.NotEqual(0, report.FailedCount);
        return report;
    }

    private static Task<QemuResult> BootAsync(
        string setting,
        string machine = "virt-aavmf",
        EntryLevel level = EntryLevel.El1,
        int processors = 1,
        string? cpu = null
    ) =>
        Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "hostile-" + setting,
                Machine = machine,
                EfiApplication = Built.Hostile,
                Initrd = Built.Product,
                // All memory that the firmware ever had is filled, and what one looks for is not in the rest.
                CommandLine = setting + (setting.Contains(" -- ") ? " " : " -- ") + "keelson.poison=16",
                MemoryMegabytes = 256,
                EntryLevel = level,
                ProcessorCount = processors,
                Cpu = cpu,
            }
        );
}

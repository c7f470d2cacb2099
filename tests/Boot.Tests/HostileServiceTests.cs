using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Xunit;
using static Keelson.Boot.Tests.HostileFirmware;

namespace Keelson.Boot.Tests;

/// <summary>
/// AAVMF with a runtime service that is bent: who gave the wrong answer, or none, is named, and nobody else.
/// </summary>
public sealed class HostileServiceTests
{
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
    [InlineData(
        "SetVariable-deep-40",
        "KF-017 error SetVariable: took an exception: data abort, FAR 0xffffe000001fa000 = below the 16 KB of its "
            + "stack, "
    )]
    [InlineData("QueryVariableInfo-undefined", "KF-017 error QueryVariableInfo: ")]
    [InlineData("GetNextHighMonotonicCount-abort", "KF-017 error GetNextHighMonotonicCount: ")]
    [InlineData(
        "QueryCapsuleCapabilities-user",
        "KF-017 error QueryCapsuleCapabilities: took an exception: instruction abort at EL0, FAR 0x2"
    )]
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

    /// <summary>
    /// A healthy alarm, which has no time while it is off, a clock of every other second, and capsules, of drivers
    /// that the firmware relocates; a variable whose name has 700 characters; and that AAVMF keeps what is set.
    /// </summary>
    [Fact]
    public async Task Runtime_drivers_without_a_fault_pass_with_the_clock_set_and_set_back()
    {
        QemuResult run = await BootAsync(
            "driver-alarm-unset,driver-clock-coarse,driver-capsules-known,driver-pointer-converted,name-long "
                + "-- keelson.time=set"
        );
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
    // Fields that are left as the caller had them; a deletion as kernels ask for it; a write into a table.
    [InlineData(
        "driver-answer-time-partial,driver-alarm-untouched,driver-answer-set-bare-delete,driver-answer-query-table",
        "KF-032 error GetTime: is no time: GetTime gives a time: EFI_SUCCESS: 20",
        "KF-032 error GetWakeupTime: is no time: ",
        "KF-040 error SetVariable: gave an answer that is not allowed: SetVariable with size 0 deletes: EFI_INVALID_PA",
        "KF-055 error EFI_RUNTIME_SERVICES: was changed after ExitBootServices: by QueryVariableInfo"
    )]
    [InlineData(
        "driver-answer-zone-turns,driver-answer-get-attributes-late,driver-answer-next-deep",
        "KF-064 error GetTime: does not go on as time does: ",
        "KF-041 error SetVariable: a variable does not read back as written: GetVariable answers the same each time: ",
        "KF-083 warning GetNextVariableName: needs more than 8 KB of stack: 1"
    )]
    [InlineData(
        "driver-answer-count-again,driver-capsules-reset,driver-alarm-blank",
        "KF-032 error GetWakeupTime: is no time: GetWakeupTime returns a status that is defined for it: EFI_SUCCESS: 0",
        "KF-073 error GetNextHighMonotonicCount: says that its hardware failed: GetNextHighMonotonicCount counts by "
            + "one: EFI_SUCCESS, 2 and then EFI_DEVICE_ERROR",
        "KF-040 error QueryCapsuleCapabilities: gave an answer that is not allowed: QueryCapsuleCapabilities of an "
            + "unknown capsule: EFI_SUCCESS, reset 0x4d"
    )]
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
    public async Task A_fault_of_a_runtime_driver_is_named(string setting, string finding, params string[] more)
    {
        QemuResult run = await BootAsync(setting);
        RequireFinding(run, finding);
        Assert.All(
            more,
            text =>
                Assert.Contains(
                    run.Lines,
                    line => line.Text.StartsWith("# finding ", StringComparison.Ordinal) && line.Text.Contains(text)
                )
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
    // From its first call at run time on, whatever it gave to the boot services.
    [InlineData("time-freezes", "KF-033 error GetTime: stands still: GetTime advances: EFI_SUCCESS, within 20")]
    [InlineData("time-jump", "KF-064 error GetTime: does not go on as time does: GetTime advances: 20")]
    [InlineData("set-lost", "KF-041 error SetVariable: a variable does not read back as written: GetVariable reads ")]
    [InlineData("set-lost-5", "KF-041 error SetVariable: a variable does not read back as written: GetVariable reads ")]
    [InlineData("set-lost-9", "KF-041 error SetVariable: a variable does not read back as written: GetNextVariable")]
    [InlineData("set-keeps", "KF-041 error SetVariable: a variable does not read back as written: GetVariable of ")]
    [InlineData("get-other", "KF-041 error GetVariable: a variable does not read back as written: GetVariable rea")]
    // It is in the enumeration.
    [InlineData("get-not-found", "KF-041 error GetVariable: a variable does not read back as written: GetVariable rea")]
    // Contents of more than 1,024 bytes lose their end in the store, or differ behind it when they are read.
    [InlineData("set-large", "KF-041 error SetVariable: a variable does not read back as written: GetVariable reads ")]
    [InlineData("get-large", "KF-041 error GetVariable: a variable does not read back as written: GetVariable reads ")]
    // What the next one does to the one before, as a store that reclaims room may.
    [InlineData("set-neighbour", "KF-041 error SetVariable: a variable does not read back as written: GetVariable rea")]
    [InlineData("set-deletes-more", "KF-041 error SetVariable: a variable does not read back as written: GetNextVar")]
    [InlineData("set-append-of-nothing", "KF-041 error SetVariable: a variable does not read back as written: GetVa")]
    // Whoever compares sizes alone takes it for the one that is there.
    [InlineData("set-same-size", "KF-041 error SetVariable: a variable does not read back as written: GetVariable an")]
    [InlineData("next-ghost", "KF-040 error GetNextVariableName: gave an answer that is not allowed: each variable o")]
    [InlineData("set-touches-data", "KF-065 error SetVariable: changed an argument that it may only read")]
    [InlineData("get-touches-name", "KF-065 error GetVariable: changed an argument that it may only read")]
    [InlineData("next-empty-3", "KF-043 error GetNextVariableName: the enumeration does not come to its end: GetNextV")]
    [InlineData("next-again", "KF-040 error GetNextVariableName: gave an answer that is not allowed: GetNextVariable")]
    [InlineData("next-small", "KF-040 error GetNextVariableName: gave an answer that is not allowed: GetNextVariable")]
    [InlineData("next-loop", "KF-043 error GetNextVariableName: the enumeration does not come to its end: GetNextV")]
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
    // The next call goes through the pointer that it spoiled.
    [InlineData("query-system-table", "KF-055 error EFI_SYSTEM_TABLE: was changed after ExitBootServices: by Query")]
    public async Task A_wrong_answer_is_held_against_the_service_that_gave_it(string answer, string finding)
    {
        QemuResult run = await BootAsync("driver-answer-" + answer);
        RequireOneError(run, finding);
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

    /// <summary>The verdict was said by then: it is taken back.</summary>
    [Theory]
    [InlineData("ResetSystem-success", "KF-047 error ResetSystem: came back: EFI_SUCCESS")]
    [InlineData(
        "ResetSystem-abort",
        "KF-017 error ResetSystem: took an exception: data abort, FAR 0x1000 (in no region, physical flash@0)"
    )]
    // A kernel has the table's permissions in force to the end.
    [InlineData("ResetSystem-own-code-off", "KF-017 error ResetSystem: took an exception: data abort, FAR 0x2")]
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

    /// <summary>What one service did to its arguments explains what is stored, and nothing else.</summary>
    [Fact]
    public async Task A_changed_argument_hides_no_fault_of_an_unrelated_service()
    {
        QemuResult run = await BootAsync(
            "driver-answer-get-touches-name,driver-always-QueryCapsuleCapabilities-aborted,driver-clock-ignored "
                + "-- keelson.time=set"
        );
        RequireFinding(run, "KF-040 error QueryCapsuleCapabilities: gave an answer that is not allowed: ");
        RequireFinding(run, "KF-065 error GetVariable: changed an argument that it may only read");
        RequireFinding(run, "KF-063 error SetTime: does not read back as it was set: ");
        Assert.Equal(3, Errors(run).Count());
    }

    [Theory]
    [InlineData("GetTime-loop", "KF-048 error GetTime: did not return: ended after 4 s, at 0x2")]
    [InlineData("exit-state-active,GetTime-loop", "KF-048 error GetTime: did not return: ended after 4 s, at 0x2")]
    [InlineData("QueryVariableInfo-wait", "KF-048 error QueryVariableInfo: did not return: ended after 4 s, at 0x2")]
    [InlineData("svam-loop", "KF-048 error SetVirtualAddressMap: did not return: ended after 4 s, at 0x")]
    public async Task A_call_that_does_not_come_back_is_ended_and_the_run_goes_on(string setting, string finding)
    {
        QemuResult run = await BootAsync(setting + " -- keelson.watchdog=4");
        KtapDocument report = RequireFinding(run, finding);
        Assert.Contains(report.Results, result => result.Reason == "KF-048 comes first");
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

    /// <summary>Nothing on the processor that makes such a call can end it.</summary>
    [Theory]
    [InlineData(
        "GetTime-loop-masked",
        "GetTime: did not return: for 2 s, with interrupts masked or its timer off: cal"
    )]
    [InlineData(
        "GetVariable-elsewhere-loop-masked",
        "GetVariable: did not return: for 2 s, with interrupts masked or "
    )]
    public async Task A_call_that_masks_interrupts_and_does_not_come_back_is_named_by_another_processor(
        string setting,
        string finding
    ) =>
        (await BootAsync(setting + " -- keelson.watchdog=2", processors: 2))
            .RequireExit(QemuExit.GuestReset)
            .RequireInOrder("# finding KF-048 error " + finding, "keelson: resetting", ReportVerdict.FailedLine);

    [Fact]
    public async Task Another_answer_on_another_processor_is_held_against_each_service()
    {
        QemuResult run = await BootAsync(
            "driver-answer-set-elsewhere,driver-answer-get-other-elsewhere,driver-answer-query-elsewhere",
            processors: 2
        );
        RequireFinding(run, "KF-051 error SetVariable: answers the same question differently: SetVariable from ano");
        RequireFinding(run, "KF-051 error GetVariable: answers the same question differently: GetVariable from ano");
        RequireFinding(run, "KF-051 error QueryVariableInfo: answers the same question differently: QueryVariableI");
        Assert.Equal(3, Errors(run).Count());
    }

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
}

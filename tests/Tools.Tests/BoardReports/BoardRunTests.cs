using Keelson.Tools.BoardReports;
using Keelson.Tools.Reports;
using Xunit;

namespace Keelson.Tools.Tests.BoardReports;

/// <summary>Runs as a log has them, whole or not.</summary>
public class BoardRunTests
{
    [Fact]
    public void A_whole_run_has_its_firmware_services_times_and_what_was_not_asked()
    {
        BoardRun run = Assert.Single(SampleLog.Read(SampleLog.Passing));

        Assert.Equal((RunForm.Log, RunVerdict.Passed), (run.Form, run.Verdict));
        Assert.Empty(run.Reasons);
        Assert.Equal("UEFI firmware (version 1.2 built at 13:10:49 on Nov  5 2024)", run.Identity.FirmwareName);
        Assert.Equal(
            ("EDK II", "2.7", "4"),
            (run.Identity.Firmware, run.Identity.UefiVersion, run.Identity.Processors)
        );
        ServiceSummary time = run.Services.Single(one => one.Name == "GetTime");
        Assert.Equal((ServiceState.Passed, "EFI_SUCCESS"), (time.State, time.Answer));
        Assert.Equal(new CallSummary(20, 10, 12, 686), time.Times);
        NotAsked notAsked = Assert.Single(run.NotAsked);
        Assert.Equal("no EFI_RT_PROPERTIES_TABLE", notAsked.Reason);
        Assert.Equal(["GetTime as advertised"], notAsked.Names);
    }

    /// <summary>The machine is reset, or the report was made by then: no result tells of it.</summary>
    [Theory]
    [InlineData(
        "keelson: calling QueryVariableInfo",
        "# finding KF-048 error QueryVariableInfo: did not return: for 2 s (U)"
    )]
    [InlineData("keelson: calling QueryVariableInfo", "")]
    [InlineData("", "# finding KF-047 error QueryVariableInfo: came back: EFI_SUCCESS (UEFI 2.10, 8.5.1)")]
    public void A_service_without_a_result_has_failed_where_a_finding_or_the_end_says_so(string call, string end)
    {
        string[] lines = [.. SampleLog.Passing[..^1], call, end];
        BoardRun run = Assert.Single(SampleLog.Read(lines));
        Assert.Equal(ServiceState.Failed, run.Services.Single(one => one.Name == "QueryVariableInfo").State);
        Assert.Equal(ServiceState.Passed, run.Services.Single(one => one.Name == "GetTime").State);
    }

    [Fact]
    public void A_service_with_a_warning_has_not_failed() =>
        Assert.Equal(
            ServiceState.Passed,
            Assert
                .Single(
                    SampleLog.Read([
                        .. SampleLog.Passing[..^1],
                        "# finding KF-038 warning GetTime: took longer than 100 ms: 200 ms (Keelson)",
                        SampleLog.Passing[^1],
                    ])
                )
                .Services.Single(one => one.Name == "GetTime")
                .State
        );

    [Fact]
    public void A_finding_has_its_parts_and_its_addresses()
    {
        SeenFinding finding = Assert.Single(Assert.Single(SampleLog.Read(SampleLog.Failing)).Findings);

        Assert.Equal(
            ("KF-017", "error", "GetVariable", "took an exception", "UEFI 2.10, 8.1"),
            (finding.Id, finding.Severity, finding.Subject, finding.Summary, finding.Rule)
        );
        Assert.StartsWith("data abort, FAR", finding.Seen);
        Assert.Equal(
            [
                new FaultAddress("FAR", 0x1000, null, "in no region"),
                new FaultAddress("ELR", 0x20010040, 0x4fc00040, "RuntimeServicesCode 0x4fc00000 + 0x40"),
            ],
            finding.Addresses
        );
    }

    [Fact]
    public void Of_a_severity_the_worst_comes_first_and_unknown_findings_stay()
    {
        BoardRun run = Assert.Single(
            SampleLog.Read(
                "# finding KF-018 note A: b",
                "# finding KF-999 warning C: is new: d (Rule 1)",
                "# finding KF-001 error region 0x4000: E: overlaps another region (UEFI 2.10, 7.2.3)",
                "# finding KF-001 error: 7 more"
            )
        );
        Assert.Equal(["KF-001", "KF-001", "KF-999", "KF-018"], run.Findings.Select(one => one.Id));
        Assert.Equal("region 0x4000: E", run.Findings[0].Subject);
        Assert.Equal("7 more", run.Findings[1].Summary);
        Assert.Null(run.Findings[2].Known);
    }

    [Fact]
    public void A_log_that_ends_in_a_call_names_the_service()
    {
        int call = Array.IndexOf(SampleLog.Passing, "keelson: calling GetVariable");
        BoardRun run = Assert.Single(SampleLog.Read(SampleLog.Passing[..(call + 1)]));
        Assert.Equal(RunVerdict.Incomplete, run.Verdict);
        Assert.Equal(["the log ends in a call of GetVariable, which did not return"], run.Reasons);
    }

    [Fact]
    public void A_log_that_ends_in_a_call_of_the_stub_names_the_service()
    {
        string[] lines = ["keelson-stub: started at EL1 on UEFI 2.7", "keelson-stub: calling GetTime"];
        BoardRun run = Assert.Single(SampleLog.Read(lines));
        Assert.Equal(["the log ends in a call of GetTime, which did not return"], run.Reasons);
        run = Assert.Single(SampleLog.Read([.. lines, "keelson-stub: kernel of 194048 bytes loaded at 0x40200000"]));
        Assert.StartsWith("the log ends before the report does; its last line is 'kee", Assert.Single(run.Reasons));
    }

    [Fact]
    public void One_finding_is_one()
    {
        BoardRun run = Assert.Single(SampleLog.Read(SampleLog.Failing));
        Assert.Contains("1 error, ", run.CountsOfFindings());
        Assert.EndsWith("0 notes", run.CountsOfFindings());
    }

    [Fact]
    public void A_log_that_ends_early_is_neither_passed_nor_failed()
    {
        BoardRun run = Assert.Single(SampleLog.Read(SampleLog.Passing[..^1]));
        Assert.Equal(RunVerdict.Incomplete, run.Verdict);
        Assert.StartsWith(
            "the log ends before the report does; its last line is '# 3 passed",
            Assert.Single(run.Reasons)
        );
        Assert.Equal(RunVerdict.Failed, Assert.Single(SampleLog.Read(SampleLog.Failing[..^1])).Verdict);
    }

    [Fact]
    public void What_comes_after_the_end_is_not_the_reports() =>
        Assert.Equal(
            RunVerdict.Passed,
            Assert.Single(SampleLog.Read([.. SampleLog.Passing, "U-Boot 2026.01", "Terminating..."])).Verdict
        );

    [Fact]
    public void A_report_that_says_passed_and_lacks_a_result_did_not_pass()
    {
        BoardRun run = Assert.Single(
            SampleLog.Read([
                .. SampleLog.Passing.Where(line => !line.StartsWith("  ok 1 every", StringComparison.Ordinal)),
            ])
        );
        Assert.Equal(RunVerdict.Failed, run.Verdict);
    }

    [Fact]
    public void A_recorder_that_stayed_on_has_several_runs()
    {
        IReadOnlyList<BoardRun> runs = SampleLog.Read([.. SampleLog.Failing, "", .. SampleLog.Passing]);
        Assert.Equal([RunVerdict.Failed, RunVerdict.Passed], runs.Select(one => one.Verdict));
        Assert.Equal(["board.log", "board.log, run 2"], runs.Select(one => one.Title));
    }

    [Fact]
    public void A_start_that_only_brings_an_earlier_report_is_no_run()
    {
        string[] bringing =
        [
            "keelson-stub: started at EL1 on UEFI 2.7",
            "keelson-stub: report of the previous run written to \\keelson\\report.ktap and report.txt",
        ];
        Assert.Single(SampleLog.Read([.. SampleLog.Passing, .. bringing]));
    }

    [Fact]
    public void A_fatal_line_is_the_reason()
    {
        BoardRun run = Assert.Single(
            SampleLog.Read([.. SampleLog.Passing[..4], "keelson: fatal: invalid memory map", "keelson: report failed"])
        );
        Assert.Equal(RunVerdict.Failed, run.Verdict);
        Assert.Equal("keelson: fatal: invalid memory map", run.Reasons[0]);
    }

    [Fact]
    public void A_kept_report_has_numbers_and_its_services_by_group()
    {
        BoardRun run = Assert.Single(
            SampleLog.Read(
                "# firmware: EDK II, revision 0x10000, UEFI 2.7",
                "KTAP version 1",
                "1..1",
                "  KTAP version 1",
                "  # Subtest: GetTime",
                "  1..2",
                "  ok 1",
                "  ok 2 # SKIP",
                "ok 1 GetTime",
                "# report passed"
            )
        );
        Assert.Equal((RunForm.Kept, RunVerdict.Passed), (run.Form, run.Verdict));
        Assert.Equal(new ResultCounts(1, 0, 1), run.Counts);
        Assert.Equal(ServiceState.Passed, run.Services[0].State);
        Assert.Equal(["GetTime 2"], Assert.Single(run.NotAsked).Names);
    }

    [Fact]
    public void The_short_form_has_its_failures_findings_and_sum()
    {
        BoardRun run = Assert.Single(
            SampleLog.Read(
                "firmware: EDK II, revision 0x10000, UEFI 2.7",
                "SMBIOS system: Example, Board, A",
                SampleLog.Finding[2..],
                "not ok 1 GetVariable of a non-existent variable # EFI_ABORTED",
                "83 passed, 1 failed, 12 skipped; findings: 1 errors, 0 warnings, 0 notes",
                "report failed"
            )
        );
        Assert.Equal((RunForm.Summary, RunVerdict.Failed), (run.Form, run.Verdict));
        Assert.Equal(new ResultCounts(83, 1, 12), run.Counts);
        Assert.Equal("KF-017", Assert.Single(run.Findings).Id);
        Assert.Equal(ServiceState.Failed, run.Services.Single(one => one.Name == "GetVariable").State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_photograph_has_the_end_of_a_report_with_and_without_its_indentation(bool isFlat)
    {
        // From the middle of a group on, with a line that the screen broke.
        int from = Array.IndexOf(SampleLog.Failing, "  # Subtest: GetVariable") + 1;
        string[] screen =
        [
            .. SampleLog
                .Failing[from..]
                .SelectMany(line => line == SampleLog.Finding ? [line[..100], line[100..]] : new[] { line }),
        ];
        BoardRun run = Assert.Single(SampleLog.Read([.. screen.Select(line => isFlat ? line.TrimStart() : line)]));

        Assert.Equal(RunVerdict.Failed, run.Verdict);
        Assert.Equal(new ResultCounts(2, 1, 1), run.Counts);
        Assert.Equal(
            ["GetVariable of a non-existent variable", "every call came back in time"],
            run.Results.Select(one => one.Name)
        );
        Assert.Equal(2, Assert.Single(run.Findings).Addresses.Count);
        Assert.Equal("UEFI 2.10, 8.1", run.Findings[0].Rule);
    }
}

using System.Text;
using Keelson.Findings;
using Keelson.Reports;
using Keelson.Text;
using Xunit;

namespace Keelson.Portable.Tests;

public class KtapReportTests
{
    private readonly struct ListSink(List<string> lines) : ITextSink
    {
        public void WriteLine(scoped ReadOnlySpan<byte> line) => lines.Add(Encoding.ASCII.GetString(line));
    }

    private readonly List<string> _lines = [];

    private KtapReport<ListSink> Begin(int groups)
    {
        var report = new KtapReport<ListSink>(new ListSink(_lines), groups);
        report.Begin();
        return report;
    }

    [Fact]
    public void Groups_are_subtests_with_plans_names_are_stable_and_values_stand_behind_a_mark()
    {
        KtapReport<ListSink> report = Begin(3);
        report.BeginGroup("map"u8, 2);
        report.Check(true, "regions"u8, $"{3} of them");
        report.Note($"hash {0x12ul:x}");
        report.Skip("wakeup time"u8, "EFI_UNSUPPORTED"u8);
        report.EndGroup("map"u8);
        report.BeginGroup("time"u8, 1);
        report.Check(false, "get time"u8);
        report.EndGroup("time"u8);
        report.BeginGroup("kexec"u8, 1);
        report.Skip("token"u8, "generation 1"u8);
        report.EndGroup("kexec"u8);
        Assert.Equal(
            [
                "KTAP version 1",
                "1..3",
                "  KTAP version 1",
                "  # Subtest: map",
                "  1..2",
                "  ok 1 regions # 3 of them",
                "# hash 12",
                "  ok 2 wakeup time # SKIP EFI_UNSUPPORTED",
                "ok 1 map",
                "  KTAP version 1",
                "  # Subtest: time",
                "  1..1",
                "  not ok 1 get time",
                "not ok 2 time",
                "  KTAP version 1",
                "  # Subtest: kexec",
                "  1..1",
                "  ok 1 token # SKIP generation 1",
                "ok 3 kexec # SKIP no result",
            ],
            _lines
        );
        Assert.Equal((1, 1, 2), (report.Passed, report.Failed, report.Skipped));
        Assert.False(report.IsPass);
    }

    [Theory]
    [InlineData(1, 2, 2, 0, 0, true)]
    [InlineData(1, 2, 1, 0, 1, true)]
    [InlineData(1, 2, 1, 1, 0, false)]
    [InlineData(1, 2, 1, 0, 0, false)]
    [InlineData(1, 2, 3, 0, 0, false)]
    [InlineData(1, 2, 0, 0, 2, false)]
    [InlineData(2, 2, 2, 0, 0, false)]
    [InlineData(0, 2, 2, 0, 0, false)]
    public void Report_passes_when_the_plan_is_complete_and_a_result_passed(
        int groups,
        int planned,
        int passed,
        int failed,
        int skipped,
        bool expected
    )
    {
        KtapReport<ListSink> report = Begin(groups);
        report.BeginGroup("a"u8, planned);
        for (int i = 0; i < passed; i++)
        {
            report.Check(true, "b"u8);
        }

        for (int i = 0; i < failed; i++)
        {
            report.Check(false, "c"u8);
        }

        for (int i = 0; i < skipped; i++)
        {
            report.Skip("d"u8, "e"u8);
        }

        report.EndGroup("a"u8);
        Assert.Equal(expected, report.IsPass);
        bool isWhole = passed + failed + skipped == planned && failed == 0;
        Assert.StartsWith(isWhole ? "ok 1 a" : "not ok 1 a", _lines[^1]);
    }

    [Theory]
    [InlineData(FindingId.ServiceMissingUnannounced, "note", true)]
    [InlineData(FindingId.SystemTableCrc, "warning", true)]
    [InlineData(FindingId.ServiceFaulted, "error", false)]
    public void A_finding_has_number_severity_subject_what_was_seen_and_the_rule_and_an_error_fails(
        FindingId id,
        string severity,
        bool passes
    )
    {
        KtapReport<ListSink> report = Begin(1);
        report.BeginGroup("a"u8, 1);
        report.Check(true, "b"u8);
        report.Finding(id, "GetTime"u8, $"FAR {0x10}");
        report.EndGroup("a"u8);
        FindingFacts facts = id.Facts();
        Assert.Equal(
            $"# finding KF-{(int)id:000} {severity} GetTime: {Encoding.ASCII.GetString(facts.Summary)}: FAR 16 "
                + $"({Encoding.ASCII.GetString(facts.Rule)})",
            _lines[^2]
        );
        Assert.Equal(passes, report.IsPass);
        Assert.Equal(passes ? FindingId.None : id, report.Findings.FirstError);
    }

    /// <summary>What has been seen of two addresses in regions with long names takes a line by itself.</summary>
    [Fact]
    public void What_was_seen_leaves_room_for_the_rule()
    {
        string seen = new string('x', TextLine.CapacityBytes - 1) + "y";
        KtapReport<ListSink> report = Begin(1);
        report.BeginGroup("a"u8, 1);
        report.Check(false, "b"u8, $"{seen}");
        report.Finding(FindingId.ServiceFaulted, "GetVariable"u8, $"{seen}");
        report.Finding(FindingId.ServiceFaulted, "GetVariable"u8, $"{seen}z");
        Assert.Equal($"  not ok 1 b # {seen}", _lines[^3]);
        Assert.Equal($"# finding KF-017 error GetVariable: took an exception: {seen} (UEFI 2.10, 8.1)", _lines[^2]);
        Assert.EndsWith("x~ (UEFI 2.10, 8.1)", _lines[^1], StringComparison.Ordinal);
    }

    /// <summary>A vendor's name is the vendor's to choose.</summary>
    [Fact]
    public void What_was_seen_stays_in_its_line()
    {
        KtapReport<ListSink> report = Begin(1);
        report.BeginGroup("a"u8, 1);
        report.Check(true, "b"u8, $"{"x\r\nnot ok 1\u001b[2J\u007f".AsSpan()}");
        report.Finding(FindingId.TablesChanged, "c"u8, $"{"\nkeelson: report passed".AsSpan()}");
        Assert.Equal("  ok 1 b # x??not ok 1?[2J?", _lines[^2]);
        Assert.Contains(": ?keelson: report passed (", _lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_finding_met_a_thousand_times_is_counted_and_printed_eight_times()
    {
        KtapReport<ListSink> report = Begin(1);
        for (int i = 0; i < 1000; i++)
        {
            report.Finding(FindingId.RegionEmpty, "region"u8, $"{i}");
        }

        report.CloseFindings();
        Assert.Equal(1000, report.Findings.Errors);
        Assert.Equal(
            8,
            _lines.Count(line => line.StartsWith("# finding KF-004 error region", StringComparison.Ordinal))
        );
        Assert.Equal("# finding KF-004 error: 992 more", _lines[^1]);
    }

    [Fact]
    public void The_first_error_stays_the_first()
    {
        KtapReport<ListSink> report = Begin(1);
        report.Finding(FindingId.ServiceSlow, "a"u8, $"");
        report.Finding(FindingId.ServiceFaulted, "a"u8, $"");
        report.Finding(FindingId.AnswerNotAllowed, "a"u8, $"");
        Assert.Equal(FindingId.ServiceFaulted, report.Findings.FirstError);
        Assert.Equal((2, 1, 0), (report.Findings.Errors, report.Findings.Warnings, report.Findings.Notes));
    }
}

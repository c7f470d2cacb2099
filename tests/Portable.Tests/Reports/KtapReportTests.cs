using System.Text;
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

    private KtapReport<ListSink> Begin(int planned)
    {
        var report = new KtapReport<ListSink>(new ListSink(_lines), planned);
        report.Begin();
        return report;
    }

    [Fact]
    public void Version_and_plan_come_first_and_results_are_numbered()
    {
        KtapReport<ListSink> report = Begin(6);
        report.Check(true, $"map of {3} regions");
        report.Note($"hash {0x12ul:x}");
        report.Skip($"wakeup time", "EFI_UNSUPPORTED"u8);
        report.Check(false, $"get time");
        report.SkipGroup(2, "variables"u8, "gate closed"u8);
        report.Check(true, $"last");
        Assert.Equal(
            [
                "KTAP version 1",
                "1..6",
                "ok 1 map of 3 regions",
                "# hash 12",
                "ok 2 wakeup time # SKIP EFI_UNSUPPORTED",
                "not ok 3 get time",
                "ok 4 variables # SKIP gate closed",
                "ok 5 variables # SKIP gate closed",
                "ok 6 last",
            ],
            _lines
        );
        Assert.Equal((2, 1, 3, 6), (report.Passed, report.Failed, report.Skipped, report.Planned));
    }

    [Theory]
    [InlineData(3, 3, 0, 0, true)]
    [InlineData(3, 1, 0, 2, true)]
    [InlineData(3, 2, 1, 0, false)]
    [InlineData(3, 3, 1, 0, false)]
    [InlineData(3, 2, 0, 0, false)]
    [InlineData(3, 4, 0, 0, false)]
    [InlineData(3, 0, 0, 3, false)]
    [InlineData(3, 1, 0, 3, false)]
    [InlineData(0, 0, 0, 0, false)]
    public void Report_passes_when_the_plan_is_complete_and_a_result_passed(
        int planned,
        int passed,
        int failed,
        int skipped,
        bool expected
    )
    {
        KtapReport<ListSink> report = Begin(planned);
        for (int i = 0; i < passed; i++)
        {
            report.Check(true, $"a");
        }

        for (int i = 0; i < failed; i++)
        {
            report.Check(false, $"b");
        }

        report.SkipGroup(skipped, "c"u8, "d"u8);
        Assert.Equal(expected, report.IsPass);
        Assert.Equal(2 + passed + failed + skipped, _lines.Count);
    }

    [Fact]
    public void A_group_of_none_says_nothing()
    {
        KtapReport<ListSink> report = Begin(1);
        report.SkipGroup(0, "group"u8, "reason"u8);
        report.Check(true, $"one");
        Assert.Equal("ok 1 one", _lines[^1]);
        Assert.True(report.IsPass);
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using Keelson.Reports;
using Keelson.Tools.BoardReports;
using Keelson.Tools.Reports;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests.BoardReports;

/// <summary>What recorders make of a console, and files that are no log.</summary>
public class BoardLogTests
{
    private static readonly CultureInfo s_plain = CultureInfo.InvariantCulture;

    /// <summary>How recorders write the line with this index.</summary>
    public static TheoryData<string, Func<string, int, string>> Recorders { get; } =
        new()
        {
            { "plain", (line, _) => line },
            { "carriage returns", (line, _) => line + "\r" },
            { "minicom", (line, i) => string.Create(s_plain, $"[2026-11-26 08:{i % 60:00}:50] {line}") },
            { "grabserial", (line, i) => string.Create(s_plain, $"[{i * 0.5:F6} 0.000{i:000}] {line}") },
            { "tio", (line, i) => string.Create(s_plain, $"[08:59:{i % 60:00}.123] {line}") },
            { "LAVA's plain log", (line, i) => string.Create(s_plain, $"2026-11-26T08:59:50.{i:000000} {line}") },
            { "ts", (line, i) => $"{(i % 2 == 0 ? "Nov 30" : "Dec  1")} 08:59:50 {line}" },
            { "a kernel's log", (line, i) => string.Create(s_plain, $"[{i * 100.25, 12:F6}] {line}") },
            { "colours", (line, _) => $"\e[0;37m{line}\e[0m" },
            {
                "LAVA's output.yaml",
                (line, _) =>
                    "- "
                    + JsonSerializer.Serialize(
                        new
                        {
                            dt = "2026-11-26T08:59:50",
                            lvl = "target",
                            msg = line,
                        }
                    )
            },
        };

    [Theory]
    [MemberData(nameof(Recorders))]
    public void A_log_reads_the_same_whatever_recorded_it(string recorder, Func<string, int, string> record)
    {
        BoardRun plain = Assert.Single(SampleLog.Read(SampleLog.Failing));
        BoardRun run = Assert.Single(SampleLog.Read([.. SampleLog.Failing.Select(record)]));
        Assert.True(ReportJson.Write([plain]) == ReportJson.Write([run]), recorder);
        Assert.Equal(RunVerdict.Failed, run.Verdict);
        Assert.Equal(new ResultCounts(2, 1, 1), run.Counts);
        Assert.Equal("Example, Board <1>, A", run.Identity.Board);
    }

    [Fact]
    public void Encodings_of_Windows_are_read()
    {
        string text = SampleLog.Text(SampleLog.Passing);
        foreach (Encoding encoding in new Encoding[] { Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF8 })
        {
            BoardRun run = Assert.Single(SampleLog.Read([.. encoding.GetPreamble(), .. encoding.GetBytes(text)]));
            Assert.Equal(RunVerdict.Passed, run.Verdict);
        }
    }

    [Fact]
    public void A_report_that_waits_in_its_variable_is_read_from_efivarfs()
    {
        byte[] text = Encoding.ASCII.GetBytes(
            "# firmware: EDK II, revision 0x1, UEFI 2.7\nKTAP version 1\n1..1\nok 1\n# report passed\n"
        );
        byte[] record = new byte[KeptReport.CapacityBytes];
        text.CopyTo(record, KeptReport.HeaderBytes);
        int size = KeptReport.Seal(record, text.Length, 0, 1);
        BoardRun run = Assert.Single(SampleLog.Read([7, 0, 0, 0, .. record[..size]]));
        Assert.Equal((RunForm.Kept, RunVerdict.Passed), (run.Form, run.Verdict));
    }

    [Theory]
    [InlineData("is empty", new byte[0])]
    [InlineData("is compressed (gzip)", new byte[] { 0x1f, 0x8b, 8, 0 })]
    [InlineData("is a picture", new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10 })]
    [InlineData(
        "is no text: 3 of its 4 bytes are no characters, the first at offset 1 (0x00)",
        new byte[] { 65, 0, 1, 2 }
    )]
    [InlineData("holds no report: none of its 1 lines", new byte[] { (byte)'h', (byte)'i', (byte)'\n' })]
    public void What_is_no_log_is_said_so(string expected, byte[] file)
    {
        FailureException failure = Assert.Throws<FailureException>(() => SampleLog.Read(file));
        Assert.StartsWith("board.log " + expected, failure.What);
        Assert.NotEmpty(failure.Advice!);
    }
}

using System.Text.RegularExpressions;
using System.Xml.Linq;
using System.Xml.Schema;
using Keelson.Tools.Matrix;
using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

public class MatrixReportTests
{
    private static MachineOutcome Ran(string name, params string[] lines)
    {
        QemuResult run = new(
            name,
            [.. lines.Select(line => new ConsoleLine(TimeSpan.FromSeconds(1), line))],
            QemuExit.GuestShutdown,
            TimeSpan.FromSeconds(2.5),
            0,
            "",
            "t.txt",
            "qemu -x '<&>'"
        );
        ReportVerdict verdict = run.Verdict();
        return new MachineOutcome(name, "A board & its <firmware>.")
        {
            Run = run,
            Verdict = verdict,
            Reasons = verdict.Reasons,
            State = verdict.Passed ? MachineState.Passed : MachineState.Failed,
        };
    }

    internal static MachineOutcome[] Machines { get; } =
    [
        Ran(
            "good",
            "KTAP version 1",
            "1..3",
            "ok 1 GetTime gives a time # EFI_SUCCESS",
            "# finding KF-001 note it <hums>",
            "# finding KF-001 note it <hums>",
            "ok 2 a\u0001b",
            "ok 3 c # SKIP no \"reason\"",
            "# map 0x40000000 0x1000 ConventionalMemory 0xf 0x0",
            "keelson: report passed"
        ),
        Ran(
            "bad",
            "KTAP version 1",
            "1..2",
            "ok 1 a",
            "# ESR 0x96000006, FAR 0x1000 <device>",
            "not ok 2 SetVariable of 16 bytes # EFI_ABORTED & more",
            "keelson: report failed"
        ),
        new MachineOutcome("absent", "Not here.") { State = MachineState.Skipped, Reasons = ["no network; fetch it"] },
    ];

    [Fact]
    public void JUnits_xml_is_valid_and_counts_what_it_holds()
    {
        XDocument document = XDocument.Parse(
            JUnitXml.Of(Machines.Select(one => one.ToSuite()), new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc))
        );
        XmlSchemaSet schemas = new();
        schemas.Add(null, Path.Combine(Repository.Current.Root, "tests", "data", "junit.xsd"));
        document.Validate(schemas, (_, problem) => Assert.Fail(problem.Message));

        XElement[] suites = [.. document.Root!.Elements("testsuite")];
        Assert.Equal(
            ["good 4 0 1 2.500", "bad 3 1 0 2.500", "absent 1 0 1 0.000"],
            suites.Select(one =>
                $"{one.Attribute("name")!.Value} {one.Attribute("tests")!.Value} {one.Attribute("failures")!.Value} "
                + $"{one.Attribute("skipped")!.Value} {one.Attribute("time")!.Value}"
            )
        );
        Assert.Equal("2026-01-02T03:04:05", suites[0].Attribute("timestamp")!.Value);
        XElement failure = suites[1].Descendants("failure").Last();
        Assert.Equal("not ok 2 SetVariable of 16 bytes # EFI_ABORTED & more", failure.Attribute("message")!.Value);
        Assert.EndsWith("& more\n  # ESR 0x96000006, FAR 0x1000 <device>", failure.Value);
        Assert.Equal("no network; fetch it", suites[2].Descendants("skipped").Single().Attribute("message")!.Value);
        Assert.Contains("a\ufffdb", suites[0].Elements("testcase").Select(one => one.Attribute("name")!.Value));
    }

    [Fact]
    public void The_page_holds_all_machines_and_refers_to_nothing_outside()
    {
        string page = MatrixPage.Of(Machines, TimeSpan.FromSeconds(61));

        Assert.Contains("1 passed, 1 failed, 1 skipped, in 61 seconds", page);
        Assert.All(Machines, machine => Assert.Contains($"<section id=\"{machine.Name}\">", page));
        Assert.Equal(1, Regex.Count(page, "<li>KF-001 note it &lt;hums&gt;"));
        Assert.Contains("<li>no network; fetch it", page);
        // In the list of what failed, and beside the service.
        Assert.Equal(2, Regex.Count(page, "&amp; more<br>  # ESR 0x96000006, FAR 0x1000 &lt;device&gt;"));
        Assert.Contains("<svg", page);
        Assert.Contains("A board &amp; its &lt;firmware&gt;.", page);
        Assert.DoesNotMatch("(?i)(src|href)=\"[^#]|url\\(|@import|<script", page);
    }

    /// <summary>What all machines share is said once, for all of them; who failed stands before who did not.</summary>
    [Fact]
    public void What_is_the_same_everywhere_is_folded_and_failures_come_first()
    {
        string[] lines = ["KTAP version 1", "1..1", "# finding KF-018 note x: y", "ok 1 GetTime # EFI_UNSUPPORTED"];
        string page = MatrixPage.Of(
            [Ran("one", [.. lines, "keelson: report passed"]), Ran("two", [.. lines, "keelson: report passed"])],
            TimeSpan.Zero
        );

        Assert.Contains("<h3>Findings on every machine that ran</h3>", page);
        Assert.Equal(1, Regex.Count(page, "<li>KF-018"));
        Assert.Contains("<td>one, two<td", page);
        string all = MatrixPage.Of(Machines, TimeSpan.Zero);
        Assert.True(
            all.IndexOf("<section id=\"bad\"", StringComparison.Ordinal)
                < all.IndexOf("<section id=\"good\"", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named_before_anything_runs()
    {
        string file = Path.GetTempFileName();
        try
        {
            FailureException failure = Assert.Throws<FailureException>(() =>
                OutputFolder.Prepare(Path.Combine(file, "below"), "", "--output")
            );
            Assert.Contains("cannot write to " + file, failure.What);
        }
        finally
        {
            File.Delete(file);
        }
    }
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using System.Xml.Schema;
using Keelson.Tools.BoardReports;
using Keelson.Tools.Reports;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests.BoardReports;

/// <summary>What is made of runs: a page, JSON, JUnit's XML, a submission to KernelCI's database.</summary>
public partial class ReportPageTests
{
    private static BoardRun[] Runs() => [.. SampleLog.Read([.. SampleLog.Passing, .. SampleLog.Failing])];

    [Fact]
    public void What_is_wrong_comes_first_with_its_explanation_and_nothing_of_a_guest_is_markup()
    {
        string page = ReportPage.Of(Runs());

        int[] order =
        [
            page.IndexOf(">2 runs<", StringComparison.Ordinal),
            page.IndexOf(">What is wrong<", StringComparison.Ordinal),
            page.IndexOf("KF-017 took an exception", StringComparison.Ordinal),
            page.IndexOf("Rule: UEFI 2.10, 8.1", StringComparison.Ordinal),
            page.IndexOf("<dt>What to do<dd>A FAR in no region", StringComparison.Ordinal),
            page.IndexOf(">Memory<", StringComparison.Ordinal),
            page.IndexOf(">Runtime services<", StringComparison.Ordinal),
            page.IndexOf(">Firmware and board<", StringComparison.Ordinal),
            page.IndexOf(">What was not asked, and why<", StringComparison.Ordinal),
            page.IndexOf("Nothing that was asked.", StringComparison.Ordinal),
        ];
        Assert.DoesNotContain(-1, order);
        Assert.Equal(order.Order(), order);
        Assert.Contains("Example, Board &lt;1&gt;, A", page);
        Assert.Contains("says &lt;something&gt; in between", page);
        Assert.DoesNotContain("<1>", page);
        Assert.DoesNotContain("<something>", page);
        Assert.DoesNotMatch("(?i)(src|href)=\"[^#]|url\\(|@import|<script", page);
        Assert.Contains("prefers-color-scheme: dark", page);
    }

    [Fact]
    public void Addresses_are_marked_in_the_region_that_they_are_in()
    {
        string page = ReportPage.Of([SampleLog.Read(SampleLog.Failing)[0]]);
        // In the column of physical and in that of virtual addresses.
        Assert.Equal(2, Regex.Count(page, "<path class=\"mark\"[^>]*><title>ELR 0x(4fc00040|20010040)</title>"));
        Assert.Matches("<td>FAR<td><code>0x1000</code><td>in no region", page);
    }

    [Fact]
    public void Every_table_and_element_is_closed()
    {
        string page = ReportPage.Of(Runs()) + ComparisonPage.Of(RunComparison.Of(Runs()[0], Runs()[1]));
        foreach (
            string element in new[] { "table", "section", "article", "ul", "dl", "details", "div", "svg", "h3", "p" }
        )
        {
            Assert.Equal(Regex.Count(page, $"<{element}[ >]"), Regex.Count(page, $"</{element}>"));
        }
    }

    [Fact]
    public void Json_comes_back_as_it_was_written()
    {
        string json = ReportJson.Write(Runs());
        Assert.Equal(json, ReportJson.Write(ReportJson.Read("r.json", System.Text.Encoding.UTF8.GetBytes(json))));
        JsonNode run = JsonNode.Parse(json)!["runs"]![1]!;
        Assert.Equal("failed", (string?)run["verdict"]);
        Assert.Equal("0x20010040", (string?)run["findings"]![0]!["addresses"]![1]!["address"]);
        Assert.Equal(112, (int?)run["services"]![0]!["times"]!["medianMicroseconds"]);
    }

    /// <summary>docs/report.md names every member, so that who reads the file needs no source.</summary>
    [Fact]
    public void Every_member_of_the_json_is_documented()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Current.Root, "docs", "report.md"));
        string[] members =
        [
            .. Member().Matches(ReportJson.Write(Runs())).Select(match => match.Groups[1].Value).Distinct(),
        ];
        Assert.True(members.Length > 30);
        Assert.All(members, member => Assert.Contains($"`{member}`", page));
    }

    [Theory]
    [InlineData("{", "line 1")]
    [InlineData("{\"schema\": \"other\", \"version\": 1, \"runs\": []}", "schema 'other', version 1, 0 runs")]
    [InlineData("{\"schema\": \"keelson.report\", \"version\": 2, \"runs\": []}", "version 2")]
    [InlineData("{\"schema\": \"keelson.report\", \"version\": 1, \"runs\": [{}]}", "at $.runs[0]")]
    [InlineData("{\"schema\": \"keelson.report\", \"version\": 1, \"runs\": [null]}", "version 1, 0 runs")]
    [InlineData("{\"schema\": \"keelson.report\", \"version\": 1}", "runs")]
    public void Json_that_is_no_report_is_said_so(string json, string expected)
    {
        FailureException failure = Assert.Throws<FailureException>(() =>
            ReportJson.Read("r.json", System.Text.Encoding.UTF8.GetBytes(json))
        );
        Assert.StartsWith("r.json is JSON and no report", failure.What);
        Assert.Contains(expected, failure.What);
    }

    [Fact]
    public void JUnits_xml_is_valid_and_fails_as_the_run_does()
    {
        XDocument document = XDocument.Parse(JUnitXml.Of(Runs().Select(one => one.ToSuite()), DateTime.UnixEpoch));
        XmlSchemaSet schemas = new();
        schemas.Add(null, Path.Combine(Repository.Current.Root, "tests", "data", "junit.xsd"));
        document.Validate(schemas, (_, problem) => Assert.Fail(problem.Message));
        Assert.Equal([0, 2], document.Root!.Elements("testsuite").Select(one => (int)one.Attribute("failures")!));
    }

    /// <summary>The rules of kcidb_io/schema/v05_00.py for what is sent.</summary>
    [Fact]
    public void A_submission_keeps_the_rules_of_KCIDB()
    {
        JsonNode sent = JsonNode.Parse(KcidbSubmission.Of(Runs(), "mylab"))!;
        Assert.Equal((5, 0), ((int)sent["version"]!["major"]!, (int)sent["version"]!["minor"]!));
        JsonNode checkout = Assert.Single(sent["checkouts"]!.AsArray())!;
        JsonNode build = Assert.Single(sent["builds"]!.AsArray())!;
        Assert.Equal((string?)checkout["id"], (string?)build["checkout_id"]);
        Assert.Matches("^[a-z0-9_]*$", (string)build["architecture"]!);
        JsonNode[] tests = [.. sent["tests"]!.AsArray()!];
        Assert.All(
            tests,
            test =>
            {
                Assert.Equal((string?)build["id"], (string?)test["build_id"]);
                Assert.Equal("mylab", (string?)test["origin"]);
                Assert.StartsWith("mylab:", (string)test["id"]!);
                Assert.Matches(@"^([a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*)?$", (string)test["path"]!);
                Assert.Contains((string)test["status"]!, new[] { "FAIL", "ERROR", "MISS", "PASS", "DONE", "SKIP" });
                Assert.Empty(
                    test.AsObject()
                        .Select(member => member.Key)
                        .Except([
                            "build_id",
                            "id",
                            "origin",
                            "environment",
                            "path",
                            "comment",
                            "log_excerpt",
                            "status",
                            "misc",
                        ])
                );
            }
        );
        Assert.Equal(tests.Length, tests.Select(test => (string)test["id"]!).Distinct().Count());
        Assert.Equal(
            ["PASS", "PASS", "SKIP", "PASS", "PASS", "FAIL", "PASS", "SKIP", "FAIL", "PASS"],
            tests.Select(test => (string)test["status"]!)
        );
        Assert.Equal("keelson.GetTime.GetTime_gives_a_time", (string?)tests[1]["path"]);
    }

    [GeneratedRegex("^ *\"([A-Za-z]+)\": ", RegexOptions.Multiline)]
    private static partial Regex Member();
}

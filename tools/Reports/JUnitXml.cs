using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Keelson.Tools.Reports;

/// <summary>
/// Runs as JUnit's XML, in the form that Ant's task writes and that CI systems read: a suite per machine, a case per
/// result. The run itself is a case as well, so that a machine that said nothing still fails.
/// </summary>
internal static class JUnitXml
{
    public static string Of(IEnumerable<JUnitSuite> machines, DateTime ended)
    {
        XElement root = new("testsuites", machines.Select((one, index) => Suite(one, index, ended)));
        return new XDeclaration("1.0", "utf-8", null) + "\n" + root + "\n";
    }

    private static XElement Suite(JUnitSuite machine, int index, DateTime ended)
    {
        XElement[] cases = [RunCase(machine), .. ResultCases(machine)];
        return new XElement(
            "testsuite",
            new XAttribute("package", "keelson"),
            new XAttribute("id", index),
            new XAttribute("name", machine.Name),
            new XAttribute("timestamp", ended.ToString("s", CultureInfo.InvariantCulture)),
            new XAttribute("hostname", "localhost"),
            new XAttribute("tests", cases.Length),
            new XAttribute("failures", cases.Count(one => one.Element("failure") is not null)),
            new XAttribute("errors", 0),
            new XAttribute("skipped", cases.Count(one => one.Element("skipped") is not null)),
            new XAttribute("time", Seconds(machine)),
            new XElement(
                "properties",
                new XElement(
                    "property",
                    new XAttribute("name", "description"),
                    new XAttribute("value", Clean(machine.Description))
                )
            ),
            cases,
            new XElement("system-out", Clean(machine.SystemOut)),
            new XElement("system-err", Clean(machine.SystemErr))
        );
    }

    private static XElement RunCase(JUnitSuite machine)
    {
        XElement run = Case(machine, "the run and its verdict", Seconds(machine));
        // A result that failed is a case of its own, and is not counted here again.
        bool isTold = machine.Reports.Any(report => report.FailedCount > 0);
        string reasons = string.Join('\n', machine.Reasons.Where(reason => !(isTold && IsOfResults(reason))));
        if (machine.End == RunEnd.Skipped)
        {
            run.Add(new XElement("skipped", new XAttribute("message", Clean(reasons))));
        }
        else if (machine.End != RunEnd.Passed && !(isTold && reasons.Length == 0))
        {
            run.Add(Failure(reasons.Length > 0 ? reasons : "it did not end"));
        }

        return run;
    }

    private static bool IsOfResults(string reason) =>
        reason.Contains("not ok ", StringComparison.Ordinal)
        || reason.StartsWith($"the last line is '{ReportVerdict.FailedLine}'", StringComparison.Ordinal);

    private static IEnumerable<XElement> ResultCases(JUnitSuite machine)
    {
        IReadOnlyList<KtapDocument> reports = machine.Reports;
        foreach ((KtapDocument report, int generation) in reports.Select((one, index) => (one, index + 1)))
        {
            // Each kernel of a chain gives results of the same names.
            string place = reports.Count > 1 ? $".generation-{generation}" : "";
            foreach (KtapResult result in report.Results)
            {
                XElement one = Case(machine, result.Description, "0", $"{place}.{result.Group}".TrimEnd('.'));
                if (result.Outcome == KtapOutcome.Failed)
                {
                    one.Add(Failure(result.FailureText));
                }
                else if (result.Outcome == KtapOutcome.Skipped)
                {
                    one.Add(new XElement("skipped", new XAttribute("message", Clean(result.Reason))));
                }

                yield return one;
            }
        }
    }

    private static XElement Case(JUnitSuite machine, string name, string seconds, string place = "") =>
        new(
            "testcase",
            new XAttribute("name", Clean(name)),
            new XAttribute("classname", Clean($"keelson.{machine.Name}{place}")),
            new XAttribute("time", seconds)
        );

    private static XElement Failure(string text) =>
        new(
            "failure",
            new XAttribute("message", Clean(text.Split('\n')[0])),
            new XAttribute("type", "keelson"),
            Clean(text)
        );

    private static string Seconds(JUnitSuite machine) =>
        machine.Duration.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture);

    /// <summary>A guest may print what XML can't hold.</summary>
    private static string Clean(string text) => string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) ? c : '\ufffd'));
}

using System.Globalization;
using Keelson.Findings;
using Keelson.Tools.Pages;
using Keelson.Tools.Reports;

namespace Keelson.Tools.BoardReports;

/// <summary>One run on a page: its findings, where in memory they are, its services, what was not asked.</summary>
internal static class RunSection
{
    public static string VerdictCell(BoardRun run)
    {
        string verdict = run.Verdict.ToString().ToLowerInvariant();
        return $"<td class=\"{verdict}\">{verdict}";
    }

    public static void Add(HtmlPage page, BoardRun run, int index, int headingLevel)
    {
        string verdict = run.Verdict.ToString().ToLowerInvariant();
        page.Add($"<section id=\"run-{index}\">");
        page.Heading(headingLevel, run.Identity.Board);
        page.Add(
            $"<p><span class=\"badge {verdict}\">{verdict}</span> {HtmlPage.Text(run.Identity.FirmwareName)} &middot; "
                + $"{HtmlPage.Text(CountsOf(run))}</p>"
        );
        page.Paragraph(FormText(run));
        AddFindings(page, run);
        AddFailures(page, run);
        AddMemory(page, run);
        AddServices(page, run);
        AddIdentity(page, run);
        AddNotAsked(page, run);
        if (run.Lines.Count > 0)
        {
            page.Folded(
                $"the log, {run.Lines.Count} lines",
                $"<pre>{HtmlPage.Text(string.Join('\n', run.Lines))}</pre>"
            );
        }

        page.Add("</section>");
    }

    private static string CountsOf(BoardRun run) =>
        $"{run.Counts.Passed} passed, {run.Counts.Failed} failed, {run.Counts.Skipped} skipped; "
        + run.CountsOfFindings();

    private static string FormText(BoardRun run) =>
        $"From {run.Title}"
        + run.Form switch
        {
            RunForm.Kept => ", a report that was kept: what passed has a number and no name, and there are no times.",
            RunForm.Summary => ", the short form of a kept report: it has only what failed, findings and the sum.",
            RunForm.Part => ", of which the beginning is missing: there may be more that is not on this page.",
            _ => ".",
        };

    private static void AddFindings(HtmlPage page, BoardRun run)
    {
        page.Heading(PartLevel, "What is wrong");
        if (run.Findings.Count == 0 && run.Reasons.Count == 0)
        {
            page.Paragraph("Nothing that was asked.");
            return;
        }

        foreach (IGrouping<string, SeenFinding> same in run.Findings.GroupBy(one => one.Id))
        {
            AddFinding(page, [.. same]);
        }
    }

    private const int PartLevel = 3;

    private static void AddFinding(HtmlPage page, SeenFinding[] same)
    {
        SeenFinding first = same[0];
        string rules = string.Join("; ", same.Select(one => one.Rule).Where(rule => rule.Length > 0).Distinct());
        page.Add(
            $"<article class=\"finding {first.Severity}\">\n<h4>"
                + $"<span class=\"badge {first.Severity}\">{first.Severity}</span> "
                + $"{first.Id} {HtmlPage.Text(first.Summary)}</h4>"
        );
        if (rules.Length > 0)
        {
            page.Add($"<p class=\"rule\">Rule: {HtmlPage.Text(rules)}</p>");
        }

        page.Add($"<ul class=\"seen\">{string.Concat(same.Select(one => $"<li>{Seen(one)}"))}</ul>");
        if (first.Known is { } id)
        {
            FindingGuide guide = FindingGuide.Of(id);
            page.Add(
                $"<p>{HtmlPage.Text(guide.Meaning)}</p><dl><dt>How it shows<dd>{HtmlPage.Text(guide.Signs)}<dt>Known "
                    + $"cases<dd>{HtmlPage.Text(guide.Known)}<dt>What to do<dd>{HtmlPage.Text(guide.Action)}</dl>"
            );
        }
        else
        {
            page.Paragraph("This version of the tool does not know it: take the one of the commit below.");
        }

        page.Add("</article>");
    }

    private static string Seen(SeenFinding one)
    {
        string subject = one.Subject.Length > 0 ? $"<b>{HtmlPage.Text(one.Subject)}</b>" : HtmlPage.Text(one.Summary);
        return one.Seen.Length > 0 ? $"{subject}: {HtmlPage.Text(one.Seen)}" : subject;
    }

    private static void AddFailures(HtmlPage page, BoardRun run)
    {
        string[] failures =
        [
            .. run.Failures.Select(one =>
                string.Join('\n', [Place(one) + one.Title + With(one.Seen), .. one.Diagnostics.Where(IsValue)])
            ),
        ];
        page.List("Results that failed", failures);
        page.List(
            run.Verdict == RunVerdict.Incomplete ? "Why the verdict is open" : "Why the report did not pass",
            [.. run.Reasons.Where(reason => !reason.StartsWith("not ok ", StringComparison.Ordinal))]
        );
    }

    private static bool IsValue(string diagnostic) => !diagnostic.StartsWith("finding ", StringComparison.Ordinal);

    private static string Place(RunResult one) => one.Group.Length > 0 ? $"{one.Group}: " : "";

    private static string With(string seen) => seen.Length > 0 ? $": {seen}" : "";

    private static void AddMemory(HtmlPage page, BoardRun run)
    {
        MachineMaps maps = run.Maps;
        FaultAddress[] addresses = [.. run.Findings.SelectMany(one => one.Addresses).Distinct()];
        if (addresses.Length == 0 && maps.Regions.Count == 0)
        {
            return;
        }

        MapMark[] marks = [.. addresses.Select(one => new MapMark(one.Register, one.Address, one.Physical))];
        page.Heading(PartLevel, "Memory");
        if (addresses.Length > 0)
        {
            page.Table(
                "",
                ["register", "address", "where that is"],
                addresses.Select(one =>
                    $"<td>{one.Register}<td><code>0x{one.Address:x}</code><td>"
                    + HtmlPage.Text(one.Place.Length > 0 ? one.Place : "the log does not say")
                )
            );
        }

        if (maps.Regions.Count > 0)
        {
            page.Add($"<div class=\"wide\">{MemoryMapPicture.Of(maps, marks)}</div>");
        }
        else
        {
            page.Paragraph("No picture: the run had no option keelson.maps=yes.");
        }
    }

    private static void AddServices(HtmlPage page, BoardRun run)
    {
        page.Heading(PartLevel, "Runtime services");
        page.Table(
            "",
            ["service", "result", "answer", "calls", "minimum", "median", "maximum"],
            run.Services.Select(one =>
                $"<td>{one.Name}<td class=\"{ServiceCells.Style(one.State)}\">{ServiceCells.Name(one.State)}<td>"
                + HtmlPage.Text(one.Answer)
                + (
                    one.Times is { } times
                        ? $"<td class=\"n\">{times.Calls}{Time(times.MinimumMicroseconds)}"
                            + Time(times.MedianMicroseconds)
                            + Time(times.MaximumMicroseconds)
                        : "<td><td><td><td>"
                )
            )
        );
        if (run.Services.All(one => one.Times is null))
        {
            page.Paragraph("The report holds no times.");
        }
    }

    private static string Time(long microseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"<td class=\"n\">{microseconds} &micro;s");

    private static void AddIdentity(HtmlPage page, BoardRun run)
    {
        FirmwareIdentity who = run.Identity;
        (string What, string? Value)[] rows =
        [
            ("firmware", who.Firmware),
            ("firmware revision", who.FirmwareRevision),
            ("UEFI", who.UefiVersion),
            ("what it printed", who.Banner),
            ("model", who.Model),
            ("SMBIOS firmware", who.SmbiosFirmware),
            ("SMBIOS system", who.SmbiosSystem),
            ("SMBIOS board", who.SmbiosBoard),
            ("MIDR_EL1", who.Processor),
            ("entered at", who.Entered),
            ("processors", who.Processors),
            ("Keelson", who.Commit is null ? null : $"commit {who.Commit}, {who.PageSize} pages"),
        ];
        page.Heading(PartLevel, "Firmware and board");
        page.Table(
            "",
            [],
            rows.Where(row => row.Value is not null)
                .Select(row => $"<td>{row.What}<td>{HtmlPage.Text(row.Value!)}")
                .DefaultIfEmpty("<td>The log does not say.")
        );
    }

    private static void AddNotAsked(HtmlPage page, BoardRun run)
    {
        if (run.NotAsked.Count == 0)
        {
            return;
        }

        page.Heading(PartLevel, "What was not asked, and why");
        page.Table(
            "",
            ["why", "what"],
            run.NotAsked.Select(one =>
                $"<td class=\"why\">{HtmlPage.Text(one.Reason)}<td>"
                + string.Join("<br>", one.Names.Select(HtmlPage.Text))
            )
        );
    }
}

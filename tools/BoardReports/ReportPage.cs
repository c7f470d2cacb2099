using System.Globalization;
using Keelson.Tools.Pages;

namespace Keelson.Tools.BoardReports;

/// <summary>One page of one or several runs, for who has to mend the firmware: what is wrong comes first.</summary>
internal static class ReportPage
{
    private static readonly RunVerdict[] s_worstFirst = [RunVerdict.Failed, RunVerdict.Incomplete, RunVerdict.Passed];

    public static string Of(IReadOnlyList<BoardRun> runs)
    {
        BoardRun[] ordered = [.. runs.OrderBy(run => Array.IndexOf(s_worstFirst, run.Verdict))];
        HtmlPage page = new(runs.Count == 1 ? $"Keelson: {runs[0].Identity.Board}" : $"Keelson: {runs.Count} runs");
        if (ordered.Length > 1)
        {
            page.Heading(1, $"{ordered.Length} runs");
            AddOverview(page, ordered);
        }

        foreach ((BoardRun run, int index) in ordered.Select((run, index) => (run, index)))
        {
            RunSection.Add(page, run, index + 1, headingLevel: ordered.Length == 1 ? 1 : 2);
        }

        return page.ToString();
    }

    private static void AddOverview(HtmlPage page, BoardRun[] runs) =>
        page.Table(
            "",
            ["run", "board", "firmware", "verdict", "errors", "warnings", "notes", "passed", "failed", "skipped"],
            runs.Select(
                (run, index) =>
                    $"<td><a href=\"#run-{index + 1}\">{HtmlPage.Text(run.Title)}</a>"
                    + $"<td>{HtmlPage.Text(run.Identity.Board)}<td>"
                    + $"{HtmlPage.Text(run.Identity.FirmwareName)}{RunSection.VerdictCell(run)}"
                    + string.Concat(
                        new[]
                        {
                            run.CountOf("error"),
                            run.CountOf("warning"),
                            run.CountOf("note"),
                            run.Counts.Passed,
                            run.Counts.Failed,
                            run.Counts.Skipped,
                        }.Select(count => string.Create(CultureInfo.InvariantCulture, $"<td class=\"n\">{count}"))
                    )
            )
        );
}

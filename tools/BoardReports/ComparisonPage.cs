using Keelson.Tools.Pages;

namespace Keelson.Tools.BoardReports;

/// <summary>Two runs compared, on a page: what broke comes first.</summary>
internal static class ComparisonPage
{
    private static readonly (ChangeKind Kind, string Title)[] s_parts =
    [
        (ChangeKind.Broken, "What broke"),
        (ChangeKind.Slower, "What became slower"),
        (ChangeKind.NoLongerAsked, "What was asked and no longer is"),
        (ChangeKind.Mended, "What was mended"),
        (ChangeKind.Faster, "What became faster"),
        (ChangeKind.NewlyAsked, "What is asked for the first time, and holds"),
    ];

    public static string Of(RunComparison comparison)
    {
        HtmlPage page = new($"Keelson: {comparison.After.Identity.Board}, before and after");
        page.Heading(1, comparison.After.Identity.Board);
        page.Table(
            "",
            ["", "before", "after"],
            [
                Row("log", one => one.Title, comparison),
                Row("firmware", one => one.Identity.FirmwareName, comparison),
                $"<td>verdict{RunSection.VerdictCell(comparison.Before)}{RunSection.VerdictCell(comparison.After)}",
                Row("findings", one => $"{one.Counted("error")}, {one.Counted("warning")}", comparison),
                Row("Keelson", one => one.Identity.Commit ?? "unknown", comparison),
            ]
        );
        page.List("Beware", [.. comparison.Cautions]);
        foreach ((ChangeKind kind, string title) in s_parts)
        {
            AddPart(page, title, [.. comparison.Of(kind)]);
        }

        if (comparison.Changes.Count == 0)
        {
            page.Paragraph("Nothing changed.");
        }

        RunSection.Add(page, comparison.After, 1, headingLevel: 2);
        RunSection.Add(page, comparison.Before, 2, headingLevel: 2);
        return page.ToString();
    }

    /// <summary>The same for a terminal.</summary>
    public static IEnumerable<string> Text(RunComparison comparison)
    {
        foreach (string caution in comparison.Cautions)
        {
            yield return $"beware: {caution}";
        }

        foreach ((ChangeKind kind, string title) in s_parts)
        {
            Change[] changes = [.. comparison.Of(kind)];
            if (changes.Length > 0)
            {
                yield return $"{title}:";
            }

            foreach (Change one in changes)
            {
                yield return $"  {one.What}: {Or(one.Before)} -> {Or(one.After)}";
            }
        }

        if (comparison.Changes.Count == 0)
        {
            yield return "nothing changed";
        }
    }

    private static string Or(string value) => value.Length > 0 ? value : "nothing";

    private static string Row(string what, Func<BoardRun, string> value, RunComparison comparison) =>
        $"<td>{what}<td>{HtmlPage.Text(value(comparison.Before))}<td>{HtmlPage.Text(value(comparison.After))}";

    private static void AddPart(HtmlPage page, string title, Change[] changes)
    {
        if (changes.Length == 0)
        {
            return;
        }

        page.Heading(2, title);
        page.Table(
            "",
            ["what", "before", "after"],
            changes.Select(one =>
                $"<td>{HtmlPage.Text(one.What)}<td>{HtmlPage.Text(one.Before)}<td>{HtmlPage.Text(one.After)}"
            )
        );
    }
}

using System.Text;
using Keelson.Tools.Reports;

namespace Keelson.Tools.BoardReports;

/// <summary>The table of results in docs/boards.md: a line for each run.</summary>
public static class BoardTable
{
    private const string Head = """
        | board | firmware | Keelson | result | passed, failed, skipped | findings | services that work |
        |---|---|---|---|---|---|---|

        """;

    public static string Of(IEnumerable<BoardRun> runs)
    {
        StringBuilder table = new(Head);
        foreach (
            BoardRun run in runs.OrderBy(one => one.Identity.Board, StringComparer.Ordinal)
                .ThenBy(one => one.Identity.FirmwareName, StringComparer.Ordinal)
        )
        {
            string[] cells =
            [
                Cell(run.Identity.Board),
                Cell(run.Identity.FirmwareName),
                Cell(run.Identity.Commit ?? ""),
                run.Verdict.ToString().ToLowerInvariant(),
                $"{run.Counts.Passed}, {run.Counts.Failed}, {run.Counts.Skipped}",
                Findings(run),
                $"{run.Services.Count(one => one.State == ServiceState.Passed)} of {run.Services.Count}",
            ];
            table.Append($"| {string.Join(" | ", cells)} |\n");
        }

        return table.ToString().ReplaceLineEndings("\n");
    }

    private static string Findings(BoardRun run) =>
        string.Join(
            ", ",
            run.Findings.Select(one => one.Id)
                .Distinct()
                .Select(id => $"[{id}](findings.md#{id.ToLowerInvariant()})")
                .DefaultIfEmpty("none")
        );

    /// <summary>What a firmware calls itself may hold what a table is made of.</summary>
    private static string Cell(string text) =>
        string.Concat(
            text.Select(c =>
                char.IsControl(c) ? " "
                : c is '|' or '<' or '>' or '[' or ']' or '`' or '*' or '_' or '\\' ? $"\\{c}"
                : $"{c}"
            )
        );
}

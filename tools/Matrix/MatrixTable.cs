using Spectre.Console;

namespace Keelson.Tools.Matrix;

/// <summary>The matrix as a table for people: one row per machine, drawn again as machines begin and end.</summary>
internal static class MatrixTable
{
    public static Table Of(IEnumerable<MachineOutcome> machines)
    {
        Table table = new Table()
            .Border(TableBorder.Minimal)
            .AddColumn("machine")
            .AddColumn("result")
            .AddColumn(new TableColumn("passed").RightAligned())
            .AddColumn(new TableColumn("failed").RightAligned())
            .AddColumn(new TableColumn("skipped").RightAligned())
            .AddColumn(new TableColumn("findings").RightAligned())
            .AddColumn(new TableColumn("s").RightAligned());
        foreach (MachineOutcome one in machines)
        {
            table.AddRow(
                Markup.Escape(one.Name),
                ResultOf(one),
                Count(one.Verdict?.PassedCount),
                Count(one.Verdict?.FailedCount),
                Count(one.Verdict?.SkippedCount),
                Count(one.Run is null ? null : one.Findings.Count),
                one.Run is { } run ? $"{run.Duration.TotalSeconds:F1}" : ""
            );
        }

        return table;
    }

    /// <summary>The same in a line, for logs, which can't be drawn over.</summary>
    public static string Line(MachineOutcome one) =>
        one.Run is { } run && one.Verdict is { } verdict
            ? $"matrix: {one.Name}: {one.State.ToString().ToLowerInvariant()}, {verdict.PassedCount} passed, "
                + $"{verdict.FailedCount} failed, {verdict.SkippedCount} skipped, {run.Duration.TotalSeconds:F1} s"
            : $"matrix: {one.Name}: {one.State.ToString().ToLowerInvariant()}";

    private static string Count(int? number) => number is { } value ? $"{value}" : "";

    private static string ResultOf(MachineOutcome one) =>
        one.State switch
        {
            MachineState.Passed => "[green]passed[/]",
            MachineState.Failed => "[red]failed[/]",
            MachineState.Skipped => "[yellow]skipped[/]",
            MachineState.Running => "[blue]running[/]",
            _ => "[grey]waiting[/]",
        };
}

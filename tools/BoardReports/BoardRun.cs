using System.Text.Json.Serialization;
using Keelson.Tools.Reports;

namespace Keelson.Tools.BoardReports;

/// <summary>What became of a run.</summary>
public enum RunVerdict
{
    Passed,
    Failed,

    /// <summary>Nothing in it failed, and it does not come to its end: neither is known.</summary>
    Incomplete,
}

/// <summary>How much of a run there is to read.</summary>
public enum RunForm
{
    /// <summary>The console, from its beginning.</summary>
    Log,

    /// <summary><c>report.ktap</c>: results that passed have no names, and there are no times.</summary>
    Kept,

    /// <summary><c>report.txt</c>: only what failed, findings, and the sum.</summary>
    Summary,

    /// <summary>The beginning is missing, as on a photograph of a screen.</summary>
    Part,
}

/// <summary>One result.</summary>
/// <param name="Generation">The kernel of a chain, from 1.</param>
/// <param name="Name">The same in every run; empty where a kept report has only the number.</param>
/// <param name="Seen">What was seen, or why it was skipped.</param>
public sealed record RunResult(
    int Generation,
    string Group,
    int Number,
    string Name,
    KtapOutcome Outcome,
    string Seen,
    IReadOnlyList<string> Diagnostics
)
{
    [JsonIgnore]
    public string Title => Name.Length > 0 ? Name : $"result {Number}";

    internal KtapResult ToKtap() =>
        new(
            Group,
            Number,
            Title,
            Outcome,
            Outcome == KtapOutcome.Skipped ? Seen : "",
            Outcome == KtapOutcome.Skipped ? "" : Seen,
            Diagnostics
        );
}

/// <summary>What was not asked, by the reason.</summary>
public sealed record NotAsked(string Reason, IReadOnlyList<string> Names);

/// <summary>Results by outcome.</summary>
public sealed record ResultCounts(int Passed, int Failed, int Skipped);

/// <summary>One run of the product on a board, as far as a log has it.</summary>
/// <param name="Source">The file.</param>
/// <param name="Number">In the file, from 1.</param>
/// <param name="Reasons">Why it did not pass; empty where it did.</param>
/// <param name="Results">In the order of the report.</param>
/// <param name="MapLines">The lines of keelson.maps=yes, as the log has them.</param>
public sealed record BoardRun(
    string Source,
    int Number,
    RunForm Form,
    RunVerdict Verdict,
    IReadOnlyList<string> Reasons,
    FirmwareIdentity Identity,
    ResultCounts Counts,
    IReadOnlyList<SeenFinding> Findings,
    IReadOnlyList<ServiceSummary> Services,
    IReadOnlyList<RunResult> Results,
    IReadOnlyList<NotAsked> NotAsked,
    IReadOnlyList<string> MapLines
)
{
    /// <summary>Not in a report.json.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Lines { get; init; } = [];

    [JsonIgnore]
    public MachineMaps Maps => MachineMaps.Parse(MapLines);

    [JsonIgnore]
    public string Title => Number == 1 ? Source : $"{Source}, run {Number}";

    [JsonIgnore]
    public IEnumerable<RunResult> Failures => Results.Where(one => one.Outcome == KtapOutcome.Failed);

    /// <summary>Findings of a severity.</summary>
    /// <summary>How many there are of each severity, in words.</summary>
    public string CountsOfFindings() => $"{Counted("error")}, {Counted("warning")}, {Counted("note")}";

    public string Counted(string severity) => $"{CountOf(severity)} {severity}{(CountOf(severity) == 1 ? "" : "s")}";

    public int CountOf(string severity) => Findings.Count(one => one.Severity == severity);

    public JUnitSuite ToSuite() =>
        new(
            Title,
            $"{Identity.Board}, {Identity.FirmwareName}",
            Verdict == RunVerdict.Passed ? RunEnd.Passed : RunEnd.Failed,
            Reasons,
            TimeSpan.Zero,
            [
                .. Results
                    .GroupBy(one => one.Generation)
                    .Select(kernel => new KtapDocument(null, [.. kernel.Select(one => one.ToKtap())], [])),
            ],
            string.Join('\n', Lines),
            ""
        );
}

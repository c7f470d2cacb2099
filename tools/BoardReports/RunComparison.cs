using Keelson.Tools.Reports;

namespace Keelson.Tools.BoardReports;

/// <summary>What a change did.</summary>
public enum ChangeKind
{
    /// <summary>It held and does not, or a finding is new.</summary>
    Broken,

    /// <summary>The median of a service's calls grew by half and by at least 10 us.</summary>
    Slower,

    /// <summary>It was asked and no longer is.</summary>
    NoLongerAsked,

    /// <summary>It did not hold and does, or a finding is gone.</summary>
    Mended,

    /// <summary>The opposite of <see cref="Slower"/>.</summary>
    Faster,

    /// <summary>It was not asked and now holds.</summary>
    NewlyAsked,
}

/// <param name="What">A result or finding, by its name.</param>
/// <param name="Before">In the older run.</param>
/// <param name="After">In the newer one.</param>
public sealed record Change(ChangeKind Kind, string What, string Before, string After);

/// <summary>Two runs of one board: before and after an update of its firmware, for instance.</summary>
/// <param name="Cautions">Why the two may not be comparable.</param>
public sealed record RunComparison(
    BoardRun Before,
    BoardRun After,
    IReadOnlyList<string> Cautions,
    IReadOnlyList<Change> Changes
)
{
    private const long LeastMicroseconds = 10;

    public bool HasBroken => Changes.Any(one => one.Kind == ChangeKind.Broken);

    public IEnumerable<Change> Of(ChangeKind kind) => Changes.Where(one => one.Kind == kind);

    public static RunComparison Of(BoardRun before, BoardRun after) =>
        new(
            before,
            after,
            [.. CautionsOf(before, after)],
            [
                .. VerdictOf(before, after),
                .. FindingsOf(before, after),
                .. ResultsOf(before, after),
                .. TimesOf(before, after),
            ]
        );

    private static IEnumerable<string> CautionsOf(BoardRun before, BoardRun after)
    {
        if (before.Identity.Board != after.Identity.Board)
        {
            yield return $"these are two boards: {before.Identity.Board}, and {after.Identity.Board}";
        }

        if (before.Identity.Commit != after.Identity.Commit)
        {
            yield return $"two versions of Keelson asked: {before.Identity.Commit ?? "unknown"}, and "
                + $"{after.Identity.Commit ?? "unknown"}: what is new may have been there before";
        }

        foreach (BoardRun run in new[] { before, after }.Where(one => one.Verdict == RunVerdict.Incomplete))
        {
            yield return $"{run.Title} does not come to its end";
        }

        foreach (BoardRun run in new[] { before, after }.Where(one => one.Form is RunForm.Summary or RunForm.Part))
        {
            yield return $"{run.Title} does not name what passed: only failures and findings are compared";
        }
    }

    private static IEnumerable<Change> VerdictOf(BoardRun before, BoardRun after)
    {
        if (before.Verdict == RunVerdict.Passed && after.Verdict != RunVerdict.Passed)
        {
            yield return new Change(ChangeKind.Broken, "the report", "passed", Word(after));
        }
        else if (before.Verdict != RunVerdict.Passed && after.Verdict == RunVerdict.Passed)
        {
            yield return new Change(ChangeKind.Mended, "the report", Word(before), "passed");
        }
    }

    private static string Word(BoardRun run) => run.Verdict.ToString().ToLowerInvariant();

    private static IEnumerable<Change> FindingsOf(BoardRun before, BoardRun after)
    {
        ILookup<string, SeenFinding> old = before.Findings.ToLookup(one => one.Key);
        ILookup<string, SeenFinding> now = after.Findings.ToLookup(one => one.Key);
        foreach (IGrouping<string, SeenFinding> one in now.Where(one => !old.Contains(one.Key)))
        {
            yield return new Change(ChangeKind.Broken, Text(one.First()), "", one.First().Seen);
        }

        foreach (IGrouping<string, SeenFinding> one in old.Where(one => !now.Contains(one.Key)))
        {
            // A run that was cut short did not get to say it.
            if (after.Verdict != RunVerdict.Incomplete)
            {
                yield return new Change(ChangeKind.Mended, Text(one.First()), one.First().Seen, "");
            }
        }
    }

    private static string Text(SeenFinding one) =>
        $"{one.Id} {one.Severity}{(one.Subject.Length > 0 ? $" {one.Subject}" : "")}: {one.Summary}";

    private static IEnumerable<Change> ResultsOf(BoardRun before, BoardRun after)
    {
        // A kept report has numbers only, so that then both are compared by them.
        bool byNumber = before.Form == RunForm.Kept || after.Form == RunForm.Kept;
        ILookup<string, RunResult> old = before.Results.ToLookup(Key);
        foreach (IGrouping<string, RunResult> same in after.Results.GroupBy(Key))
        {
            RunResult now = Worst(same);
            KtapOutcome? was = old.Contains(same.Key) ? Worst(old[same.Key]).Outcome : null;
            string name = Name(now, old[same.Key]);
            if (now.Outcome == KtapOutcome.Failed && was != KtapOutcome.Failed)
            {
                yield return new Change(ChangeKind.Broken, name, Word(was), With("failed", now.Seen));
            }
            else if (now.Outcome == KtapOutcome.Passed && was == KtapOutcome.Failed)
            {
                yield return new Change(ChangeKind.Mended, name, With("failed", Worst(old[same.Key]).Seen), "passed");
            }
            else if (now.Outcome == KtapOutcome.Skipped && was is KtapOutcome.Passed or KtapOutcome.Failed)
            {
                yield return new Change(ChangeKind.NoLongerAsked, name, Word(was), With("skipped", now.Seen));
            }
            else if (now.Outcome == KtapOutcome.Passed && was == KtapOutcome.Skipped)
            {
                yield return new Change(ChangeKind.NewlyAsked, name, "skipped", "passed");
            }
        }

        string Key(RunResult one) => byNumber ? $"{one.Group} {one.Number}" : $"{one.Group} {one.Title}";
    }

    private static RunResult Worst(IEnumerable<RunResult> chain) =>
        chain.OrderBy(one => Array.IndexOf(s_worst, one.Outcome)).First();

    private static readonly KtapOutcome[] s_worst = [KtapOutcome.Failed, KtapOutcome.Skipped, KtapOutcome.Passed];

    private static string Name(RunResult now, IEnumerable<RunResult> old)
    {
        string name =
            now.Name.Length > 0 ? now.Name : old.FirstOrDefault(one => one.Name.Length > 0)?.Name ?? now.Title;
        return now.Group.Length > 0 ? $"{now.Group}: {name}" : name;
    }

    private static string Word(KtapOutcome? outcome) => outcome?.ToString().ToLowerInvariant() ?? "not in the report";

    private static string With(string outcome, string seen) => seen.Length > 0 ? $"{outcome}: {seen}" : outcome;

    private static IEnumerable<Change> TimesOf(BoardRun before, BoardRun after)
    {
        foreach (ServiceSummary now in after.Services)
        {
            if (
                now.Times is { } times
                && before.Services.FirstOrDefault(one => one.Name == now.Name)?.Times is { } old
                && ChangeOf(old.MedianMicroseconds, times.MedianMicroseconds) is { } kind
            )
            {
                yield return new Change(kind, now.Name, Median(old), Median(times));
            }
        }
    }

    private static string Median(CallSummary times) =>
        $"median {times.MedianMicroseconds} us, maximum {times.MaximumMicroseconds} us, {times.Calls} calls";

    private static ChangeKind? ChangeOf(long old, long now) =>
        IsLonger(old, now) ? ChangeKind.Slower
        : IsLonger(now, old) ? ChangeKind.Faster
        : null;

    private static bool IsLonger(long one, long other) => other - one >= LeastMicroseconds && other * 2 >= one * 3;
}

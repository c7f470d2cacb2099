namespace Keelson.Tools.Reports;

/// <summary>How one KTAP result line ended.</summary>
public enum KtapOutcome
{
    Passed,
    Failed,

    /// <summary><c>ok N description # SKIP reason</c>.</summary>
    Skipped,
}

/// <summary>One result line of a KTAP document.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Reason">The text after <c># SKIP</c> (or another directive); empty without one.</param>
/// <param name="Diagnostics">The <c># ...</c> lines between the result before and this one, without the mark.</param>
public sealed record KtapResult(
    int Number,
    string Description,
    KtapOutcome Outcome,
    string Reason,
    IReadOnlyList<string> Diagnostics
)
{
    /// <summary>A failure as a reader needs it: the result, then a line for each value printed with it.</summary>
    public string FailureText =>
        string.Join('\n', [$"not ok {Number} {Description}".TrimEnd(), .. Diagnostics.Select(one => $"  # {one}")]);
}

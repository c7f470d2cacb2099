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
/// <param name="Group">The subtest that it is in; empty outside of any.</param>
/// <param name="Number">Counted from 1, in its group.</param>
/// <param name="Description">The same in every run.</param>
/// <param name="Reason">The text after <c># SKIP</c>; empty without one.</param>
/// <param name="Seen">The text after <c>#</c> where no directive stands: what was seen in this run.</param>
/// <param name="Diagnostics">The <c># ...</c> lines between the result before and this one, without the mark.</param>
public sealed record KtapResult(
    string Group,
    int Number,
    string Description,
    KtapOutcome Outcome,
    string Reason,
    string Seen,
    IReadOnlyList<string> Diagnostics
)
{
    /// <summary>A failure as a line, with its group and what was seen.</summary>
    public string ToLine()
    {
        string place = Group.Length > 0 ? $"{Group}: " : "";
        string seen = Seen.Length > 0 ? $" # {Seen}" : "";
        return $"not ok {Number} {place}{Description}{seen}".TrimEnd();
    }

    /// <summary>A failure as a reader needs it: the result, then a line for each value printed with it.</summary>
    public string FailureText => string.Join('\n', [ToLine(), .. Diagnostics.Select(one => $"  # {one}")]);
}

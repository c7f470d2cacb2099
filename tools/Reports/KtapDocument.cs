namespace Keelson.Tools.Reports;

/// <summary>
/// One KTAP version 1 document (Linux, Documentation/dev-tools/ktap.rst). A console holds several when several kernels
/// reported in one run, for instance each generation of a kexec chain.
/// </summary>
/// <param name="PlannedCount">From <c>1..N</c>: groups, or results where there are no groups; null when the plan is
/// missing.</param>
/// <param name="Results">In the order they were printed, those of groups in place of the groups' own.</param>
/// <param name="Problems">Where the document breaks the format or its own plan; empty for a complete one.</param>
public sealed record KtapDocument(int? PlannedCount, IReadOnlyList<KtapResult> Results, IReadOnlyList<string> Problems)
{
    public int PassedCount => Results.Count(result => result.Outcome == KtapOutcome.Passed);
    public int FailedCount => Results.Count(result => result.Outcome == KtapOutcome.Failed);
    public int SkippedCount => Results.Count(result => result.Outcome == KtapOutcome.Skipped);

    /// <summary>Plan, numbering and count agree.</summary>
    public bool IsComplete => Problems.Count == 0;
}

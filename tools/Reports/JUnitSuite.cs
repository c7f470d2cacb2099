namespace Keelson.Tools.Reports;

/// <summary>How a run ended.</summary>
public enum RunEnd
{
    Passed,
    Failed,

    /// <summary>It was not run; <see cref="JUnitSuite.Reasons"/> says why.</summary>
    Skipped,
}

/// <summary>One run of a machine or board, as JUnit's XML has it.</summary>
/// <param name="Name">The same in every run of the same machine.</param>
/// <param name="Description">What the machine is.</param>
/// <param name="Reasons">Why it failed or was skipped; empty otherwise.</param>
/// <param name="Reports">One for each kernel of a chain.</param>
/// <param name="SystemOut">The console.</param>
/// <param name="SystemErr">What the emulator said.</param>
public sealed record JUnitSuite(
    string Name,
    string Description,
    RunEnd End,
    IReadOnlyList<string> Reasons,
    TimeSpan Duration,
    IReadOnlyList<KtapDocument> Reports,
    string SystemOut,
    string SystemErr
);

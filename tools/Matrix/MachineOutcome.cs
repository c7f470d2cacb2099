using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;

namespace Keelson.Tools.Matrix;

/// <summary>How far a machine of the matrix is, and how it ended.</summary>
public enum MachineState
{
    Waiting,
    Running,
    Passed,
    Failed,

    /// <summary>It can't be had here; <see cref="MachineOutcome.Reasons"/> says why.</summary>
    Skipped,
}

/// <summary>One machine of the matrix.</summary>
/// <param name="Name">Its file in <c>qemu-scripts/</c>.</param>
/// <param name="Description">What its file says of it.</param>
public sealed record MachineOutcome(string Name, string Description)
{
    public MachineState State { get; init; }

    /// <summary>Why it failed or was skipped; empty otherwise.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Null where it did not run.</summary>
    public QemuResult? Run { get; init; }

    /// <summary>Null where it did not run.</summary>
    public ReportVerdict? Verdict { get; init; }

    public IEnumerable<KtapResult> Results => Verdict?.Documents.SelectMany(document => document.Results) ?? [];

    /// <summary>What is true of this firmware, worth knowing and no failure.</summary>
    public IReadOnlyList<string> Findings => FindingLines.Of(Run?.Lines.Select(line => line.Text) ?? []);

    public JUnitSuite ToSuite() =>
        new(
            Name,
            Description,
            State switch
            {
                MachineState.Passed => RunEnd.Passed,
                MachineState.Skipped => RunEnd.Skipped,
                _ => RunEnd.Failed,
            },
            Reasons,
            Run?.Duration ?? TimeSpan.Zero,
            Verdict?.Documents ?? [],
            string.Join('\n', Run?.Lines.Select(line => line.ToString()) ?? []),
            Run?.QemuErrors ?? ""
        );
}

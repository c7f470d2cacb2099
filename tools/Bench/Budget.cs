namespace Keelson.Tools.Bench;

/// <summary>A limit that we set ourselves, and what others need for the same.</summary>
/// <param name="What">What is limited.</param>
/// <param name="Limit">The largest value that is good enough; null for what the peer takes.</param>
/// <param name="Value">Takes it out of the report; null when it was not measured.</param>
/// <param name="Peer">Who else does the same.</param>
/// <param name="PeerValue">Takes theirs out of the same report.</param>
public sealed record Budget(
    string What,
    long? Limit,
    Func<BenchReport, long?> Value,
    string Peer,
    Func<BenchReport, long?> PeerValue
)
{
    /// <summary>Every limit of the project.</summary>
    public static IReadOnlyList<Budget> All { get; } =
    [
        new(
            "own code without cache maintenance, Linux 6.1 in one image",
            60_000,
            report => report.CountsOf(ScenarioNames.InPlace("6.1"))?.Own,
            "Linux's own stub",
            report => report.CountsOf(ScenarioNames.LinuxAlone("6.1"))?.Own
        ),
        new(
            "one image with Linux 6.1: entry to kernel, SVAM done",
            3_750_000,
            report => report.CountsOf(ScenarioNames.InPlace("6.1"))?.Total,
            "systemd-stub 257, without SVAM",
            report => report.CountsOf(ScenarioNames.Systemd("257", "6.1"))?.Total
        ),
        new(
            "one image with Linux 6.12: entry to kernel, SVAM done",
            3_850_000,
            report => report.CountsOf(ScenarioNames.InPlace("6.12"))?.Total,
            "systemd-stub 257, without SVAM",
            report => report.CountsOf(ScenarioNames.Systemd("257", "6.12"))?.Total
        ),
        new(
            "around one runtime call, all guards on",
            440,
            report => Largest(AroundOf(report, ScenarioNames.GetTime), AroundOf(report, ScenarioNames.GetVariable)),
            "Linux 6.12, from its worker's first instruction to its last",
            report => AroundOf(report, ScenarioNames.LinuxCalls("6.12"))
        ),
        new(
            "one boot entry on a disk, Linux 6.1",
            4_900_000,
            report => report.CountsOf(ScenarioNames.ByEntry("6.1"))?.Total,
            "systemd-boot 257, without SVAM",
            report => report.CountsOf(ScenarioNames.SystemdBoot("257", "6.1"))?.Total
        ),
        new(
            "one image with Linux 6.1, with a TPM",
            null,
            report => report.CountsOf(ScenarioNames.Measured(ScenarioNames.InPlace("6.1")))?.Total,
            "systemd-stub 257, without SVAM",
            report => report.CountsOf(ScenarioNames.Measured(ScenarioNames.Systemd("257", "6.1")))?.Total
        ),
        new(
            "kexec of Linux 6.1: jump to first instruction",
            480_000,
            report => report.CountsOf(ScenarioNames.Kexec("6.1"))?.Total,
            "Linux 6.1, kexec -e",
            report => report.CountsOf(ScenarioNames.LinuxKexec("6.1"))?.Total
        ),
        new(
            "kexec of Linux 6.1: placing",
            1_200_000,
            report => report.CountsOf(ScenarioNames.Placing("6.1"))?.Total,
            "Linux 6.1, kexec -l",
            report => report.CountsOf(ScenarioNames.LinuxPlacing("6.1"))?.Total
        ),
        new(
            "1,000 boot entries instead of one, in thousandths of systemd-boot 257's",
            1_200,
            LoaderScenarios.ThousandthsOfPeer,
            "systemd-boot 257, same run",
            _ => 1_000
        ),
        new(
            "stub without payload, bytes",
            81_920,
            report => report.SizeOf(ImageSizes.Stub),
            "systemd-stub 257",
            report => report.SizeOf(ImageSizes.Systemd("257"))
        ),
    ];

    /// <summary>Holds the report against the limit.</summary>
    public Verdict Judge(BenchReport report)
    {
        long? peer = PeerValue(report);
        return new(What, Value(report), Limit ?? peer, Peer, peer);
    }

    /// <summary>The last mark stands before the gate's return, which is an instruction too.</summary>
    private static long? AroundOf(BenchReport report, string name) =>
        report.CountsOf(name) is { } counts ? counts.Total - counts.Firmware + 1 : null;

    /// <summary>Of those measured.</summary>
    private static long? Largest(params IEnumerable<long?> values) => values.Max();
}

/// <summary>A budget met, missed or not measured.</summary>
public sealed record Verdict(string What, long? Value, long? Limit, string Peer, long? PeerValue)
{
    /// <summary>At most 1 is good.</summary>
    public double? OfLimit => (double?)Value / Limit;

    public double? OfPeer => PeerValue is > 0 ? (double?)Value / PeerValue : null;

    public BudgetState State =>
        Value is null || Limit is null ? BudgetState.NotMeasured
        : Value <= Limit ? BudgetState.Met
        : BudgetState.Missed;
}

public enum BudgetState
{
    NotMeasured,
    Met,
    Missed,
}

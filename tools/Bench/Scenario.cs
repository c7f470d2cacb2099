using Keelson.Tools.Qemu;
using Keelson.Tools.Symbols;

namespace Keelson.Tools.Bench;

/// <summary>What the figures of a scenario are about: each has a table of its own.</summary>
public enum BenchGroup
{
    Boot,
    RuntimeCall,
    Kexec,
}

/// <summary>One machine, started with the plugin, and what is read out of its counts.</summary>
/// <param name="Name">What <c>--filter</c> looks in, and names the files of the run.</param>
/// <param name="PrepareAsync">Makes the inputs and says how to run them; called only when the scenario is
/// wanted.</param>
internal sealed record Scenario(
    BenchGroup Group,
    string Name,
    Func<BenchInputs, CancellationToken, Task<PreparedRun>> PrepareAsync
)
{
    /// <summary>One that only takes files.</summary>
    public Scenario(BenchGroup group, string name, Func<BenchInputs, PreparedRun> prepare)
        : this(group, name, (inputs, _) => Task.FromResult(prepare(inputs))) { }
}

/// <summary>A scenario whose files are there.</summary>
internal sealed record PreparedRun(QemuRunOptions Machine, Watch Watch, params IReadOnlyList<Segment> Segments)
{
    /// <summary>Of the image whose instructions are counted one by one; null when it is none of ours.</summary>
    public MapFile? Map { get; init; }

    /// <summary>For more than a boot; a few seconds otherwise.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Each run then has a TPM of its own, fresh.</summary>
    public bool HasTpm { get; init; }
}

/// <summary>A row of the result.</summary>
/// <param name="Name">Unique among all rows.</param>
/// <param name="Counts">Of the first run.</param>
/// <param name="Spread">By how much the others differed: all zero where a run can be repeated.</param>
public sealed record Measurement(BenchGroup Group, string Name, Counts Counts, Counts Spread);

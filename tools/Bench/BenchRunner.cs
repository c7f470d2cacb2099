using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Bench;

/// <summary>Runs scenarios, each as often as asked, and says whether the counts were the same every time.</summary>
internal sealed class BenchRunner(Repository repository, string plugin, int runs, Action<string> progress)
{
    /// <summary>A run takes a few seconds; on a machine busy with other work a multiple of that.</summary>
    private static readonly TimeSpan s_timeout = TimeLimit.OfWork(20);

    /// <returns>A row for each segment, and the counts of the last run.</returns>
    /// <exception cref="FailureException">A run did not come to the end of a segment.</exception>
    public async Task<(IReadOnlyList<Measurement> Rows, PreparedRun Run, CountFile Counts)> RunAsync(
        Scenario scenario,
        BenchInputs inputs,
        CancellationToken cancel
    )
    {
        PreparedRun prepared = await scenario.PrepareAsync(inputs, cancel);
        List<CountFile> counts = [];
        for (int run = 1; run <= runs; run++)
        {
            counts.Add(await CountAllAsync(scenario.Name, prepared, prepared.Timeout ?? s_timeout, cancel));
            progress($"{scenario.Name}: run {run} of {runs}");
        }

        return ([.. prepared.Segments.Select(segment => Measure(scenario, segment, counts))], prepared, counts[^1]);
    }

    /// <returns>What was counted in the run's first segment.</returns>
    /// <exception cref="FailureException">The run did not come through there.</exception>
    public async Task<Counts> CountOnceAsync(
        string name,
        PreparedRun prepared,
        TimeSpan timeout,
        CancellationToken cancel
    )
    {
        CountFile file = await CountAllAsync(name, prepared, timeout, cancel);
        return file.Between(prepared.Segments[0]) ?? throw NotThrough(prepared.Segments[0], file);
    }

    /// <returns>All marks of one run.</returns>
    /// <exception cref="FailureException">It did not end by itself.</exception>
    public async Task<CountFile> CountAllAsync(
        string title,
        PreparedRun prepared,
        TimeSpan timeout,
        CancellationToken cancel
    )
    {
        string name =
            "bench-"
            + new string([
                .. title.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '.' ? letter : '-'),
            ]);
        Directory.CreateDirectory(repository.Bench);
        string output = Path.Combine(repository.Bench, name + ".counts");
        File.Delete(output);
        using SoftwareTpm? tpm = prepared.HasTpm ? new SoftwareTpm() : null;
        QemuResult result = await QemuRun.RunAsync(
            prepared.Machine with
            {
                Name = name,
                ExtraArguments =
                [
                    .. prepared.Machine.ExtraArguments,
                    .. tpm?.Flags ?? [],
                    "-plugin",
                    prepared.Watch.ArgumentFor(plugin, output),
                ],
                Timeout = timeout,
            },
            cancel
        );
        if (result.Exit is QemuExit.TimedOut or QemuExit.Stopped || result.QemuStatus != 0 || !File.Exists(output))
        {
            string said = string.Concat(
                result
                    .Lines.Select(line => line.Text)
                    .Where(line => line.Contains("error: ", StringComparison.Ordinal))
                    .Append(result.QemuErrors)
                    .Where(text => text.Length > 0)
                    .Select(text => ": " + text)
            );
            throw new FailureException(
                $"{title}: {result.Exit} after {result.Duration.TotalSeconds:F0} s, status "
                    + $"{result.QemuStatus}{said}",
                $"read {Repository.Shorten(result.Transcript)}"
            );
        }

        return CountFile.Parse(File.ReadLines(output));
    }

    private Measurement Measure(Scenario scenario, Segment segment, List<CountFile> runs)
    {
        Counts[] counts = [.. runs.Select(run => run.Between(segment) ?? throw NotThrough(segment, run))];
        return new Measurement(scenario.Group, segment.Name, counts[0], Counts.SpreadOf(counts));
    }

    private static FailureException NotThrough(Segment segment, CountFile run) =>
        new(
            $"{segment.Name}: the run came past {MarksOf(run)}, and not from {segment.From} to {segment.To}",
            $"see its transcript in {Repository.Shorten(RunFolder.Path)}, and whether the marks stand there "
                + $"(tools/Bench/Scenarios.cs)"
        );

    private static string MarksOf(CountFile run) =>
        string.Join(", ", run.Marks.Select(mark => mark.Name).Distinct().DefaultIfEmpty("nothing"));
}

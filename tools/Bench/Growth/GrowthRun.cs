using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Bench.Growth;

/// <summary>Counts along the axes, and draws what came out.</summary>
internal sealed class GrowthRun(Repository repository, BenchRunner runner, BenchInputs inputs, Action<string> progress)
{
    /// <summary>Hundreds of generations, or a firmware that maps 64 GB page by page.</summary>
    private static readonly TimeSpan s_timeout = TimeLimit.OfWork(300);

    /// <returns>The curve.</returns>
    /// <exception cref="FailureException">A run did not come to its end.</exception>
    public async Task<GrowthCurve> MeasureAsync(GrowthAxis axis, CancellationToken cancel)
    {
        GrowthPoint[] points = axis.IsChain ? await ChainAsync(axis, cancel) : await RunsAsync(axis, cancel);
        string counted = axis.IsChain ? "from jump to jump, by number of" : "entry to kernel, by";
        GrowthCurve curve = new($"{counted} {axis.Name}", axis.Unit, points);
        AtomicFile.WriteIfChanged(
            Path.Combine(repository.Bench, "growth-" + axis.Name.Replace(' ', '-') + ".svg"),
            System.Text.Encoding.UTF8.GetBytes(GrowthChart.Draw(curve))
        );
        return curve;
    }

    private async Task<GrowthPoint[]> RunsAsync(GrowthAxis axis, CancellationToken cancel)
    {
        List<GrowthPoint> points = [];
        foreach (long size in axis.Sizes)
        {
            PreparedRun run = axis.Prepare(inputs, size);
            string name = $"growth {axis.Name} {size}";
            Counts counts = await runner.CountOnceAsync(name, run, s_timeout, cancel);
            points.Add(new GrowthPoint(size, counts.Own + counts.Cache, counts.Firmware));
            progress(
                $"{axis.Name}: {size} {axis.Unit}: {counts.Own + counts.Cache:N0} and {counts.Firmware:N0} of others"
            );
        }

        return [.. points];
    }

    /// <summary>What each generation costs, by its number: the marks of one run.</summary>
    private async Task<GrowthPoint[]> ChainAsync(GrowthAxis axis, CancellationToken cancel)
    {
        long last = axis.Sizes[^1];
        CountFile file = await runner.CountAllAsync(
            $"growth {axis.Name}",
            axis.Prepare(inputs, last),
            s_timeout,
            cancel
        );
        if (file.Marks.Count < last - 1)
        {
            throw new FailureException(
                $"{axis.Name}: the chain ended after {file.Marks.Count} of {last - 1} jumps",
                $"read its transcript in {Repository.Shorten(RunFolder.Path)}"
            );
        }

        // The first generations find things out that those after them are told.
        return
        [
            .. Steps(file.Marks.Count - 1)
                .Select(i =>
                {
                    Counts one = file.Marks[i].Before - file.Marks[i - 1].Before;
                    return new GrowthPoint(i + 1, one.Own + one.Cache, one.Firmware);
                }),
        ];
    }

    private static IEnumerable<int> Steps(int last) =>
        new[] { 3, 10, 30, 100, 300 }.Where(step => step < last).Append(last);
}

using System.Diagnostics;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Bench;

/// <summary>
/// Wall time. It depends on the computer and on what else it does, so it is no test: each run is followed by one of its
/// peer, and the medians are compared.
/// </summary>
internal static class Times
{
    private const double BootRatioBudget = 1.4;
    private const double NullBuildBudgetSeconds = 6;

    // Multiples of it lie evenly within a second, however many there are.
    private const double GoldenRatio = 0.618034;

    /// <param name="rounds">Runs of each, after one that warms up the page cache.</param>
    public static async Task<TimedRow> BootAsync(BenchInputs inputs, int rounds, CancellationToken cancel)
    {
        List<double> product = [],
            nothing = [];
        for (int round = 0; round <= rounds; round++)
        {
            // The product may wait for the second in which the clock is seen to go on. Runs that end with it would
            // begin the next pair at the same fraction of a second each time; so the pairs are spread over one.
            await Task.Delay(TimeSpan.FromSeconds(round * GoldenRatio % 1), cancel);
            double firmware = (await RunAsync(inputs, "nothing", inputs.Nothing, QemuExit.GuestShutdown, cancel))
                .Duration
                .TotalSeconds;
            QemuResult boot = await RunAsync(inputs, "product", inputs.Product, QemuExit.GuestShutdown, cancel);
            if (round == 0)
            {
                continue;
            }

            nothing.Add(firmware);
            product.Add(boot.Lines.First(line => line.Text == ReportVerdict.PassedLine).Time.TotalSeconds);
        }

        return new TimedRow(
            "reset to the report's last line",
            product,
            "reset to the end of an application that does nothing",
            nothing,
            BootRatioBudget
        );
    }

    /// <exception cref="FailureException">The build fails.</exception>
    public static TimedRow NullBuild(Repository repository, int rounds)
    {
        List<double> seconds = [];
        for (int round = 0; round <= rounds; round++)
        {
            Stopwatch clock = Stopwatch.StartNew();
            List<string> said = [];
            int? status = ChildProcess.RunCollected(
                DotnetHost.Path,
                [typeof(Times).Assembly.Location, "build"],
                TimeLimit.OfWork(30),
                said.Add,
                repository.Root
            );
            if (status != 0)
            {
                throw new FailureException($"build: {string.Join('\n', said)}", "mend the build first");
            }

            if (round > 0)
            {
                seconds.Add(clock.Elapsed.TotalSeconds);
            }
        }

        return new TimedRow("build with nothing changed", seconds, null, [], NullBuildBudgetSeconds);
    }

    private static async Task<QemuResult> RunAsync(
        BenchInputs inputs,
        string name,
        string application,
        QemuExit end,
        CancellationToken cancel
    )
    {
        using OwnedFolder scratch = OwnedFolder.Temporary("keelson-time-");
        QemuResult run = await QemuRun.RunAsync(
            new QemuRunOptions
            {
                Name = "time-" + name,
                EfiApplication = application,
                MemoryMegabytes = 128,
                // Flash as drives, for both: what QEMU takes for them was in all figures before.
                VariableStore = Path.Combine(scratch.Path, "vars.fd"),
            },
            cancel
        );
        return run.Exit == end && (application == inputs.Nothing || run.Verdict().Passed)
            ? run
            : throw new FailureException(
                $"the timed run of {Path.GetFileName(application)} ended as {run.Exit}",
                $"read {Repository.Shorten(run.Transcript)}"
            );
    }
}

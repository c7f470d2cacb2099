using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Keelson.Tools.Fuzzing;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary><c>fuzz</c>: damaged inputs into the parsers, for as long as one likes.</summary>
internal static class FuzzCommand
{
    private static readonly Option<double> s_minutes = new("--minutes")
    {
        Description = "how long, for all targets together",
        DefaultValueFactory = _ => 1,
    };
    private static readonly Option<string?> s_target = new("--target")
    {
        Description = "one of: " + string.Join(' ', FuzzTargets.All.Select(target => target.Name)),
    };
    private static readonly Option<ulong?> s_seed = new("--seed")
    {
        Description = "a number; the same gives the same inputs, by default another each time",
    };

    public static Command Create()
    {
        s_target.AcceptOnlyFromAmong([.. FuzzTargets.All.Select(target => target.Name)]);
        OptionRules.RequireEach(
            s_minutes,
            text =>
                double.TryParse(text, CultureInfo.InvariantCulture, out double minutes) && minutes is > 0 and < 100_000
                    ? null
                    : $"--minutes takes a number above 0, not '{text}'"
        );
        Command fuzz = new("fuzz", "feed damaged inputs to every parser") { s_minutes, s_target, s_seed };
        fuzz.SetAction(parsed =>
        {
            FuzzTarget[] targets =
            [
                .. FuzzTargets.All.Where(target => parsed.GetValue(s_target) is not { } name || target.Name == name),
            ];
            ulong seed = parsed.GetValue(s_seed) ?? (ulong)Random.Shared.NextInt64();
            if (BranchCoverage.Current is not { } coverage)
            {
                return InstrumentedCopy.Run([
                    "fuzz",
                    .. targets.Length == 1 ? (string[])["--target", targets[0].Name] : [],
                    "--minutes",
                    parsed.GetValue(s_minutes).ToString(CultureInfo.InvariantCulture),
                    "--seed",
                    seed.ToString(CultureInfo.InvariantCulture),
                ]);
            }
            Console.WriteLine($"fuzz: seed {seed}");
            TimeSpan each = TimeSpan.FromMinutes(parsed.GetValue(s_minutes)) / targets.Length;
            return targets.All(target => Passes(target, seed, each, coverage)) ? ExitCodes.Success : ExitCodes.Failure;
        });
        return fuzz;
    }

    private static bool Passes(FuzzTarget target, ulong seed, TimeSpan time, BranchCoverage coverage)
    {
        int before = coverage.Branches;
        FuzzRun run = new(target, seed, coverage);
        using CancellationTokenSource end = new(time);
        Task work = Task.Run(() => run.Run(long.MaxValue, end.Token));
        // Whoever hangs cannot say so.
        long last = -1;
        Stopwatch since = Stopwatch.StartNew();
        while (!((IAsyncResult)work).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(1)))
        {
            Interruption.Token.ThrowIfCancellationRequested();
            if (run.Count != last)
            {
                last = run.Count;
                since.Restart();
            }
            else if (since.Elapsed > TimeLimit.OfTool)
            {
                return Tell(target, run.Current, "did not come to an end");
            }
        }

        Console.WriteLine(
            $"fuzz: {target.Name}: {run.Count:N0} inputs, {run.Outcomes} outcomes, "
                + $"{coverage.Branches - before} branches"
        );
        return work.Exception?.InnerException is not FuzzFinding finding
            || Tell(target, finding.Input, finding.InnerException!.ToString());
    }

    /// <returns>False.</returns>
    private static bool Tell(FuzzTarget target, byte[] input, string what)
    {
        string file = Path.Combine(RunFolder.Path, $"fuzz-{target.Name}.bin");
        File.WriteAllBytes(file, input);
        Console.Error.WriteLine(
            $"fuzz: {target.Name}: {what}\n"
                + $"fuzz: the input is {file}; mend it, and keep it in tests/data/fuzz/{target.Name}"
        );
        return false;
    }
}

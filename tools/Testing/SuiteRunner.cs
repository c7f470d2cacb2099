using System.Diagnostics;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Testing;

/// <summary>Runs a suite's own runner (xunit.v3, in-process), shows what it says and reads what it counted.</summary>
internal static class SuiteRunner
{
    /// <summary>Of all suites.</summary>
    public static TimeSpan Limit { get; } = TimeLimit.OfWork(480);

    /// <param name="filter">Part of the full name of the tests to run; null runs all.</param>
    public static SuiteOutcome Run(Repository repository, TestSuite suite, string? filter)
    {
        string program = suite.Program(repository);
        if (!File.Exists(program))
        {
            return SuiteOutcome.Broken(
                suite.Name,
                TimeSpan.Zero,
                $"{Repository.Shorten(program)} is missing; build it"
            );
        }

        string results = suite.ResultFile(repository);
        Directory.CreateDirectory(repository.TestResults);
        // Results of an earlier run must not stand in for a crash.
        File.Delete(results);
        string[] options = [program, "-noLogo", "-noColor", "-result-xml", results];
        Stopwatch clock = Stopwatch.StartNew();
        int? status = ChildProcess.RunCollected(
            DotnetHost.Path,
            filter is null ? options : [.. options, "-method", $"*{filter}*"],
            Limit,
            Show
        );
        SuiteOutcome outcome = SuiteOutcome.Read(suite.Name, results, status, clock.Elapsed);
        // A suite that lost its tests must not look like one that passed; under a filter it may have none of them.
        return outcome.Total == 0 && filter is null
            ? SuiteOutcome.Broken(suite.Name, clock.Elapsed, "it ran no test")
            : outcome;
    }

    private static void Show(string line)
    {
        // The runner announces each of its phases; only results are news.
        if (
            !line.StartsWith("  Discover", StringComparison.Ordinal)
            && !line.StartsWith("  Start", StringComparison.Ordinal)
            && !line.StartsWith("  Finish", StringComparison.Ordinal)
            && !line.StartsWith("===", StringComparison.Ordinal)
            && line.Length > 0
        )
        {
            Console.WriteLine(line);
        }
    }
}

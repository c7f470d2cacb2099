using System.CommandLine;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Testing;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary>
/// <c>test</c>: builds, runs every suite of the solution and ends with one line that machines can read.
/// </summary>
internal static class TestCommand
{
    private static readonly Option<string?> s_filter = new("--filter")
    {
        Description = "run only tests whose full name contains this",
    };

    public static Command Create()
    {
        Command test = new("test", "build and run every test; the last line counts them") { s_filter };
        test.SetAction(parsed => Run(parsed.GetValue(s_filter)));
        return test;
    }

    /// <summary>The last line counts, whatever went wrong before it.</summary>
    private static int Run(string? filter)
    {
        try
        {
            return BuildCommand.Run(Stage.Test) is 0
                ? Run(Repository.Current, filter)
                : Summarize([SuiteOutcome.Broken("setup", TimeSpan.Zero, "a tool is missing")]);
        }
        catch (FailureException failure)
        {
            FailureMessage.Print(failure, Console.Error);
            return Summarize([SuiteOutcome.Broken("build", TimeSpan.Zero, failure.What)]);
        }
    }

    private static int Run(Repository repository, string? filter)
    {
        // Results and figures are files with the names of the suites.
        using ProcessLock turn = ProcessLock.Take(repository.TestLock, "testing", SuiteRunner.Limit);
        // Figures of an earlier run would be printed as this one's.
        if (Directory.Exists(repository.Figures))
        {
            Directory.Delete(repository.Figures, recursive: true);
        }

        if (filter is null)
        {
            // Here and not in the first test that asks, where it would look like a slow test. With a filter, tests
            // fetch what they need themselves.
            FetchCommand.EnsureForTests();
        }

        List<SuiteOutcome> outcomes = RunAll(repository, TestSuite.FromSolution(repository.Solution), filter);
        foreach (string figure in FigureFile.ReadAll(repository))
        {
            Console.WriteLine(figure);
        }

        return Summarize(outcomes);
    }

    /// <summary>
    /// Machines wait for their disks and clocks, and for one another at the end; the host's own tests run beside them.
    /// </summary>
    private static List<SuiteOutcome> RunAll(Repository repository, IReadOnlyList<TestSuite> suites, string? filter)
    {
        Task<SuiteOutcome[]> beside = Task.Run(() =>
            suites.Where(suite => !suite.StartsMachines).Select(suite => RunOne(repository, suite, filter)).ToArray()
        );
        SuiteOutcome[] machines =
        [
            .. suites.Where(suite => suite.StartsMachines).Select(suite => RunOne(repository, suite, filter)),
        ];
        return [.. beside.GetAwaiter().GetResult(), .. machines];
    }

    private static SuiteOutcome RunOne(Repository repository, TestSuite suite, string? filter)
    {
        Console.WriteLine($"test: {suite.Name}");
        SuiteOutcome outcome = SuiteRunner.Run(repository, suite, filter);
        Console.WriteLine(
            $"test: {suite.Name}: {Counts(outcome.Passed, outcome.Failed, outcome.Skipped)} in "
                + $"{outcome.Duration.TotalSeconds:F1} s"
        );
        return outcome;
    }

    private static int Summarize(List<SuiteOutcome> outcomes)
    {
        if (outcomes.Sum(one => one.Total) == 0)
        {
            outcomes.Add(SuiteOutcome.Broken("all suites", TimeSpan.Zero, "not one test ran"));
        }

        foreach (SuiteOutcome broken in outcomes.Where(one => one.Trouble is not null))
        {
            // On standard output, in order: the last line must be the last.
            Console.WriteLine($"test: {broken.Name} failed as a whole: {broken.Trouble}");
        }

        int failed = outcomes.Sum(one => one.Failed);
        Console.WriteLine(Counts(outcomes.Sum(one => one.Passed), failed, outcomes.Sum(one => one.Skipped)));
        return failed == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static string Counts(int passed, int failed, int skipped) =>
        $"{passed} passed, {failed} failed, {skipped} skipped";
}

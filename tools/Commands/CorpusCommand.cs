using System.CommandLine;
using Keelson.Tools.Fetch;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Testing;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary><c>corpus</c>: every device tree of Debian's kernel packages, read and edited as libfdt does.</summary>
internal static class CorpusCommand
{
    private const string Suite = "Tools.Tests";

    public static Command Create()
    {
        Command corpus = new("corpus", "check all device trees of Debian's kernels, and count those with a console");
        corpus.SetAction(_ => Run(Repository.Current));
        return corpus;
    }

    private static int Run(Repository repository)
    {
        if (BuildCommand.Run(Stage.Test) is not 0)
        {
            return ExitCodes.Failure;
        }

        foreach (string package in DeviceTreeCorpus.Packages)
        {
            FetchedPackages.Current.Require(package, line => Console.WriteLine("fetch: " + line));
        }

        DeviceTreeCorpus.AskForAll();
        TestSuite suite = TestSuite.FromSolution(repository.Solution).Single(one => one.Name == Suite);
        SuiteOutcome outcome = SuiteRunner.Run(repository, suite, DeviceTreeCorpus.Filter);
        foreach (string figure in FigureFile.ReadAll(repository).Where(line => line.StartsWith("corpus: ")))
        {
            Console.WriteLine(figure);
        }

        if (outcome is { Passed: > 0, Failed: 0, Skipped: 0 })
        {
            return ExitCodes.Success;
        }

        Console.WriteLine($"corpus: {outcome.Failed} failed, {outcome.Skipped} skipped {outcome.Trouble}".TrimEnd());
        return ExitCodes.Failure;
    }
}

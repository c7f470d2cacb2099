using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Building;

/// <summary>How much of MSBuild the user sees.</summary>
internal enum BuildEcho
{
    /// <summary>On the user's terminal, as it comes.</summary>
    Full,

    /// <summary>Nothing unless it fails, and one line if it takes longer than a second.</summary>
    FailuresOnly,
}

/// <summary>Runs MSBuild, one build at a time in a checkout, and believes it only when it says that it ended.</summary>
internal static class BuildRun
{
    // runtime/msbuild/BuildEnd.targets: a build that a signal stopped ends with status 0 as well.
    private const string EndTarget = "RecordEnd";

    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(1);

    // A whole build with nothing in its caches.
    private static readonly TimeSpan s_limit = TimeLimit.OfWork(180);

    /// <summary>Builds unless the products are those of the sources as they are.</summary>
    /// <param name="say">Where the lines of a failed quiet build go; standard error unless given.</param>
    /// <returns>Whether there was something to build.</returns>
    /// <exception cref="FailureException">It failed; what it said is on the console.</exception>
    public static bool RunIfNeeded(BuildGoal goal, BuildEcho echo, Repository repository, Action<string>? say = null)
    {
        using ProcessLock turn = TakeTurn(goal, repository);
        if (BuildRecord.IsCurrent(goal, repository))
        {
            return false;
        }

        RunLocked(goal, echo, repository, say);
        return true;
    }

    private static ProcessLock TakeTurn(BuildGoal goal, Repository repository)
    {
        Directory.CreateDirectory(repository.Artifacts);
        return ProcessLock.Take(repository.BuildLock, $"building {goal.Project}", s_limit);
    }

    private static void RunLocked(BuildGoal goal, BuildEcho echo, Repository repository, Action<string>? say = null)
    {
        string sources = Sources.Fingerprint(repository);
        string packages = RestoreRecord.Inputs(repository);
        string[] arguments = Arguments(goal, echo == BuildEcho.Full ? "minimal" : "quiet", repository);
        BuildRecord.Delete(goal, repository);
        File.Delete(repository.BuildEnd);
        FutureOutputs.Age(repository);
        int status =
            echo == BuildEcho.Full
                ? RunShown(goal, arguments, repository)
                : RunQuiet(goal, arguments, repository, say ?? Console.Error.WriteLine);
        if (status != 0 || !File.Exists(repository.BuildEnd))
        {
            throw status == 0
                ? new FailureException(
                    $"the build of {goal.Project} was stopped before its end",
                    "run it again; nothing half-built is used"
                )
                : new FailureException(
                    $"the build of {goal.Project} failed: dotnet build ended with status {status}",
                    SdkProbe.Fault(repository) ?? "mend what is said above, and try again"
                );
        }

        BuildRecord.Write(goal, sources, repository);
        RestoreRecord.Write(goal, packages, repository);
    }

    /// <summary>What <c>dotnet</c> is called with; packages are restored unless that has nothing to do.</summary>
    /// <param name="verbosity">MSBuild's word for it.</param>
    public static string[] Arguments(BuildGoal goal, string verbosity, Repository repository) =>
        [
            "build",
            Path.Combine(repository.Root, goal.Project),
            "-nologo",
            "-v",
            verbosity,
            $"-t:Build;{EndTarget}",
            .. RestoreRecord.IsCurrent(goal, repository) ? (string[])["--no-restore"] : [],
        ];

    private static int RunShown(BuildGoal goal, string[] arguments, Repository repository)
    {
        Console.WriteLine($"build: {goal.Project}");
        return ChildProcess.RunAttached(DotnetHost.Path, arguments, repository.Root);
    }

    private static int RunQuiet(BuildGoal goal, string[] arguments, Repository repository, Action<string> say)
    {
        List<string> lines = [];
        using Timer patience = new(
            _ => Console.WriteLine($"build: {goal.Project}"),
            null,
            s_silence,
            Timeout.InfiniteTimeSpan
        );
        int? status = ChildProcess.RunCollected(
            DotnetHost.Path,
            arguments,
            s_limit,
            lines.Add,
            repository.Root,
            ("DOTNET_NOLOGO", "1"),
            ("PATH", ExecutableSearch.ExtendedPath)
        );
        if (status != 0)
        {
            lines.ForEach(say);
        }

        return status
            ?? throw new FailureException(
                $"the build of {goal.Project} has not ended in {s_limit.TotalMinutes:F0} minutes",
                "see what it waits for: " + CommandText.Format("dotnet", ["build", goal.Project])
            );
    }
}

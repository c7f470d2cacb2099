using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary>
/// What <c>--version</c> says: the release, and of a checkout the commit, which a report of a defect needs. It is asked
/// for when it is said: a commit inside the program would make each build another one.
/// </summary>
internal sealed class VersionText : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(Describe(Repository.Current));
        return ExitCodes.Success;
    }

    public static string Describe(Repository repository)
    {
        string release = Assembly
            .GetExecutingAssembly()
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion;
        // A folder without a repository of its own may lie in somebody else's.
        if (!Path.Exists(Path.Combine(repository.Root, ".git")) || ExecutableSearch.Find("git") is not { } git)
        {
            return release;
        }

        List<string> lines = [];
        string[] arguments =
        [
            // Whoever owns it: this program came from there as well.
            "-c",
            "safe.directory=*",
            "-C",
            repository.Root,
            "describe",
            "--always",
            "--abbrev=12",
            "--exclude=*",
            "--dirty=, with changes",
        ];
        return ChildProcess.RunCollected(git, arguments, TimeLimit.OfTool, lines.Add) is 0 && lines is [.., { } commit]
            ? $"{release}, commit {commit}"
            : release;
    }
}

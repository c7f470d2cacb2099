using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Tests;

/// <summary>The tool as a process of its own, as its users have it.</summary>
internal static class ToolProcess
{
    private static readonly TimeSpan s_hang = TimeLimit.OfWork(10);

    public static string Program { get; } =
        Path.Combine(Repository.Current.Artifacts, "bin", "Keelson.Tools", "debug", "keelson.dll");

    public static (int? Status, string Said) Run(params string[] arguments) => Run([], arguments);

    public static (int? Status, string Said) Run((string Name, string Value)[] environment, params string[] arguments)
    {
        List<string> lines = [];
        int? status = ChildProcess.RunCollected(
            DotnetHost.Path,
            [Program, .. arguments],
            s_hang,
            lines.Add,
            environment: environment
        );
        return (status, string.Join('\n', lines));
    }

    /// <summary>A command of the shell's; <c>$tool</c> is the tool.</summary>
    public static (int? Status, string Said) Shell(string command)
    {
        List<string> lines = [];
        string tool = CommandText.Format(DotnetHost.Path, [Program]);
        int? status = ChildProcess.RunCollected("sh", ["-c", $"tool=\"{tool}\"; {command}"], s_hang, lines.Add);
        return (status, string.Join('\n', lines));
    }
}

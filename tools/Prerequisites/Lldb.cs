using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Prerequisites;

/// <summary>LLVM's debugger, under the names that packages give it.</summary>
internal static class Lldb
{
    private const int Newest = 22,
        Oldest = 15;

    public static Prerequisite Prerequisite { get; } =
        new(Stage.Test, "lldb", Find, VersionProbe.OfProgram, "lldb-19", "llvm", "winget install --id LLVM.LLVM");

    /// <exception cref="FailureException">There is none; says how to get it.</exception>
    public static string Require() =>
        Find()
        ?? throw new FailureException("lldb is not on this machine", Prerequisite.Advice(InstallPlan.DetectManager()));

    private static string? Find() =>
        Enumerable
            .Range(0, Newest - Oldest + 1)
            .Select(i => $"lldb-{Newest - i}")
            .Prepend("lldb")
            .Select(ExecutableSearch.Find)
            .FirstOrDefault(path => path is not null);
}

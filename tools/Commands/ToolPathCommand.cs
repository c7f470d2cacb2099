using System.CommandLine;
using Keelson.Tools.Diagnostics;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Processes;

namespace Keelson.Tools.Commands;

/// <summary>
/// <c>tool-path</c>: the PATH that a build outside of the tree runs LLVM's tools by, or one error with the command that
/// installs what is missing.
/// </summary>
internal static class ToolPathCommand
{
    public const string Code = "KEEL395";

    public static Command Create()
    {
        Argument<string> project = new("project") { Description = "the project's file, which an error names" };
        Command find = new("tool-path", "print a PATH with the folders of the build's tools") { project };
        find.SetAction(parsed =>
        {
            InstallPlan plan = InstallPlan.Make(PrerequisiteList.For(Stage.Build), InstallPlan.DetectManager());
            if (Missing(plan, parsed.GetRequiredValue(project)) is { } error)
            {
                return GateCommand.Report([error]);
            }

            Console.WriteLine(ExecutableSearch.ExtendedPath);
            return ExitCodes.Success;
        });
        return find;
    }

    /// <returns>Null when everything is there.</returns>
    internal static Diagnostic? Missing(InstallPlan plan, string project) =>
        plan.Missing.Count == 0
            ? null
            : new Diagnostic(
                project,
                Code,
                $"{string.Join(", ", plan.Missing.Select(one => one.Name))}: not on PATH, and not where packages put "
                    + $"LLVM; run: {string.Join("; ", plan.Commands)}"
            );
}

using System.CommandLine;
using System.Text.Json;
using Keelson.Tools.Processes;
using Keelson.Tools.Supply;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary><c>format</c>: lays out all C# with CSharpier, whose version is in .config/dotnet-tools.json.</summary>
internal static class FormatCommand
{
    private static readonly Option<bool> s_check = new("--check")
    {
        Description = "change nothing: name the files that are laid out differently, and fail",
    };

    public static Command Create()
    {
        Command format = new("format", "lay out all C# sources; test refuses them otherwise") { s_check };
        format.SetAction(parsed => Run(parsed.GetValue(s_check) ? "check" : "format"));
        return format;
    }

    private static int Run(string action)
    {
        // Says what it restored each time; of interest only where it fails.
        List<string> restored = [];
        if (Dotnet(restored.Add, "tool", "restore") != 0)
        {
            throw new FailureException(
                $"CSharpier cannot be restored: {string.Join("; ", restored)}",
                "check the network and NuGet's sources (dotnet nuget list source)"
            );
        }

        if (GateCommand.Report(PackagePin.Check(CSharpier())) is not 0)
        {
            return ExitCodes.Failure;
        }

        int? status = Dotnet(Console.WriteLine, "tool", "run", "csharpier", action, ".");
        if (status != 0 && action == "check")
        {
            Console.WriteLine("format: run ./build.sh format, and look at what it changed");
        }

        return status == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    /// <summary>Where <c>tool restore</c> put the version of the manifest.</summary>
    private static string CSharpier()
    {
        using JsonDocument manifest = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(Repository.Current.Root, ".config", "dotnet-tools.json"))
        );
        JsonElement tool = manifest.RootElement.GetProperty("tools").GetProperty("csharpier");
        return NugetPackages.FolderOf("csharpier", tool.GetProperty("version").GetString()!);
    }

    private static int? Dotnet(Action<string> onLine, params string[] arguments) =>
        ChildProcess.RunCollected(DotnetHost.Path, arguments, TimeLimit.OfWork(30), onLine, Repository.Current.Root);
}

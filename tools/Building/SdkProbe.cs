using System.Text.Json;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Building;

/// <summary>Whether dotnet has the SDK that global.json asks for.</summary>
internal static class SdkProbe
{
    /// <returns>What to do about it; null when it has.</returns>
    public static string? Fault(Repository repository)
    {
        List<string> lines = [];
        // It fails for want of a home folder, for example, as well.
        if (
            ChildProcess.RunCollected(DotnetHost.Path, ["--version"], TimeLimit.OfTool, lines.Add, repository.Root)
                is 0
                    or null
            || !lines.Any(line => line.Contains("global.json", StringComparison.Ordinal))
        )
        {
            return null;
        }

        List<string> installed = [];
        _ = ChildProcess.RunCollected(DotnetHost.Path, ["--list-sdks"], TimeLimit.OfTool, installed.Add);
        return $"global.json asks for the .NET SDK {WantedIn(repository)} and dotnet has "
            + $"{(installed.Count == 0 ? "none" : string.Join(", ", installed.Select(line => line.Split(' ')[0])))}: "
            + "install it (https://dot.net)";
    }

    private static string WantedIn(Repository repository)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(
                File.ReadAllBytes(Path.Combine(repository.Root, "global.json"))
            );
            return json.RootElement.GetProperty("sdk").GetProperty("version").GetString() ?? "";
        }
        catch (Exception error)
            when (error is IOException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "(unreadable)";
        }
    }
}

using System.Text.Json;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Building;

/// <summary>
/// What the packages of a goal were restored from, kept beside the products. NuGet finds out by evaluating every
/// project a second time whether there is anything to restore, which is half of a build that has nothing to do; while
/// its inputs are as they were and the packages are there, by the list that NuGet itself goes by, it is not asked.
/// </summary>
internal static class RestoreRecord
{
    // NuGet's own note in each project's folder of intermediate files.
    private const string CacheFile = "project.nuget.cache";

    private static readonly string[] s_kinds = [".csproj", ".proj", ".props", ".targets", ".slnx", ".json", ".config"];

    private static readonly GoalRecord s_record = new("restore");

    /// <summary>Whether a restore for the goal, or for everything, would find nothing to do.</summary>
    public static bool IsCurrent(BuildGoal goal, Repository repository) =>
        s_record.IsCurrent(goal, _ => Describe(Inputs(repository), repository), repository)
        && Caches(repository).All(HasPackages);

    /// <param name="inputs">From before the restore, as they may have changed meanwhile.</param>
    public static void Write(BuildGoal goal, string inputs, Repository repository) =>
        s_record.Write(goal, Describe(inputs, repository), repository);

    /// <summary>A hash of project files and lock files, and of the SDKs, whose packs are packages too.</summary>
    public static string Inputs(Repository repository) =>
        Sources.Fingerprint(
            Sources.Files(repository).Where(file => s_kinds.Contains(Path.GetExtension(file).ToLowerInvariant())),
            Sources.Sdks()
        );

    /// <summary>With what was restored: a project whose part is gone is seen.</summary>
    private static string Describe(string inputs, Repository repository) =>
        $"inputs {inputs}\n{string.Join('\n', Caches(repository).Select(repository.RelativePath))}\n";

    private static IEnumerable<string> Caches(Repository repository)
    {
        string folder = Path.Combine(repository.Artifacts, "obj");
        return Directory.Exists(folder)
            ? Directory
                .EnumerateDirectories(folder)
                .Order(StringComparer.Ordinal)
                .Select(project => Path.Combine(project, CacheFile))
                .Where(File.Exists)
            : [];
    }

    private static bool HasPackages(string cache)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(cache));
            return json.RootElement.GetProperty("success").GetBoolean()
                && File.Exists(Path.Combine(Path.GetDirectoryName(cache)!, "project.assets.json"))
                && json.RootElement.GetProperty("expectedPackageFiles")
                    .EnumerateArray()
                    .All(file => File.Exists(file.GetString()));
        }
        catch (Exception error)
            when (error
                    is IOException
                        or UnauthorizedAccessException
                        or JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
            )
        {
            return false;
        }
    }
}

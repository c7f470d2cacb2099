using System.Text;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Building;

/// <summary>
/// What a build was made from and what it made, kept beside the products: while both are as they were, there is nothing
/// to build, and products that others changed or a stopped build left are never taken for it.
/// </summary>
internal static class BuildRecord
{
    private static readonly GoalRecord s_record = new("build");

    /// <summary>Whether the products of the goal, or of everything, are those of these sources.</summary>
    public static bool IsCurrent(BuildGoal goal, Repository repository) =>
        s_record.IsCurrent(goal, one => Describe(one, Sources.Fingerprint(repository), repository), repository);

    /// <param name="sources">Their fingerprint from before the build, as they may have changed meanwhile.</param>
    public static void Write(BuildGoal goal, string sources, Repository repository) =>
        s_record.Write(goal, Describe(goal, sources, repository), repository);

    public static void Delete(BuildGoal goal, Repository repository) => s_record.Delete(goal, repository);

    // A goal makes images; everything is the programs that run on the host as well.
    private static string Describe(BuildGoal goal, string sources, Repository repository) =>
        goal == BuildGoal.Everything
            ? $"sources {sources}\n{List(repository.NativeImages)}{List(repository.Programs)}"
            : $"sources {sources}\n{List(repository.NativeImages)}";

    private static string List(string folder)
    {
        StringBuilder text = new();
        foreach (
            FileInfo file in (
                Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories) : []
            )
                .Order(StringComparer.Ordinal)
                .Select(path => new FileInfo(path))
        )
        {
            text.Append(Path.GetRelativePath(folder, file.FullName)).Append('\t').Append(file.Length).Append('\t');
            text.Append(file.LastWriteTimeUtc.Ticks).Append('\n');
        }

        return text.ToString();
    }
}

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
        s_record.IsCurrent(goal, () => Describe(Sources.Fingerprint(repository), repository), repository);

    /// <param name="sources">Their fingerprint from before the build, as they may have changed meanwhile.</param>
    public static void Write(BuildGoal goal, string sources, Repository repository) =>
        s_record.Write(goal, Describe(sources, repository), repository);

    public static void Delete(BuildGoal goal, Repository repository) => s_record.Delete(goal, repository);

    private static string Describe(string sources, Repository repository)
    {
        StringBuilder text = new($"sources {sources}\n");
        foreach (
            FileInfo file in (
                Directory.Exists(repository.NativeImages)
                    ? Directory.EnumerateFiles(repository.NativeImages, "*", SearchOption.AllDirectories)
                    : []
            )
                .Order(StringComparer.Ordinal)
                .Select(path => new FileInfo(path))
        )
        {
            text.Append(repository.RelativePath(file.FullName)).Append('\t').Append(file.Length).Append('\t');
            text.Append(file.LastWriteTimeUtc.Ticks).Append('\n');
        }

        return text.ToString();
    }
}

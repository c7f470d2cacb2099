using Keelson.Tools.Workspace;

namespace Keelson.Tools.Tests;

/// <summary>
/// The files that are written by hand: the checkout without what is built, whether git is there or not.
/// </summary>
internal static class SourceTree
{
    private static readonly string[] s_notSources = ["artifacts", ".git", ".vs", ".idea", ".vscode", "bin", "obj"];

    private static readonly Lazy<string[]> s_files = new(() =>
        [.. Walk(new DirectoryInfo(Repository.Current.Root)).Order(StringComparer.Ordinal)]
    );

    /// <summary>Relative to the root, with slashes.</summary>
    public static IReadOnlyList<string> Files => s_files.Value;

    public static IEnumerable<string> WithExtensions(params string[] extensions) =>
        Files.Where(file => extensions.Contains(Path.GetExtension(file), StringComparer.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Current.Root, file));

    private static IEnumerable<string> Walk(DirectoryInfo folder) =>
        folder
            .GetFiles()
            .Select(file => Path.GetRelativePath(Repository.Current.Root, file.FullName).Replace('\\', '/'))
            // A checkout of git's worktree kind has a file of this name where others have a folder.
            .Where(file => file != ".git")
            .Concat(folder.GetDirectories().Where(child => !s_notSources.Contains(child.Name)).SelectMany(Walk));
}

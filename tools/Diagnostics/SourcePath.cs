namespace Keelson.Tools.Diagnostics;

/// <summary>
/// Debug information names sources as <c>/keelson/...</c> (PathMap), so that two checkouts give the same bytes; people
/// want the file.
/// </summary>
internal static class SourcePath
{
    public const string MappedRoot = "/keelson/";

    /// <summary>Relative to the checkout, or as it is when it comes from elsewhere.</summary>
    public static string Relative(string path) =>
        path.Replace('\\', '/') is var normal && normal.StartsWith(MappedRoot, StringComparison.Ordinal)
            ? normal[MappedRoot.Length..]
            : path;

    /// <summary>The file in this checkout.</summary>
    public static string Locate(string path, string root) =>
        Relative(path) is var relative && relative != path ? Path.GetFullPath(relative, root) : path;
}

namespace Keelson.Tools.Workspace;

/// <summary>A file that the user names for a result.</summary>
internal static class OutputFile
{
    /// <summary>
    /// Looks before the work whether the file can be written, so that a build of minutes does not end with nowhere to
    /// put its result. The folder must be there: one made from a mistyped name would only hide the mistake.
    /// </summary>
    /// <returns>Its full path.</returns>
    /// <exception cref="FailureException">It can't be written.</exception>
    public static string Require(string path, string option)
    {
        if (path.Length == 0 || path.EndsWith('/') || Directory.Exists(path))
        {
            throw new FailureException(
                $"cannot write '{path}': it names {(path.Length == 0 ? "no file" : "a folder")}",
                $"name a file with {option}"
            );
        }

        string full = Path.GetFullPath(path);

        string folder = Path.GetDirectoryName(full)!;
        if (IsSpecial(full))
        {
            return File.Exists(full)
                ? full
                : throw new FailureException($"cannot write {path}: no such device", $"name a file with {option}");
        }

        OutputFolder.RequireWritable(folder, option);
        return full;
    }

    /// <summary>Whether it is a device or a file of the kernel's, which is written to and can't be replaced.</summary>
    public static bool IsSpecial(string fullPath) =>
        !OperatingSystem.IsWindows()
        && new[] { "/dev/", "/proc/", "/sys/" }.Any(folder => fullPath.StartsWith(folder, StringComparison.Ordinal))
        && !fullPath.StartsWith("/dev/shm/", StringComparison.Ordinal);
}

namespace Keelson.Tools.Processes;

/// <summary>Finds programs on PATH, then in the folders where packages put them without touching PATH.</summary>
public static class ExecutableSearch
{
    /// <returns>The full path, or null.</returns>
    public static string? Find(string name)
    {
        string fileName = OperatingSystem.IsWindows() ? name + ".exe" : name;
        return PathFolders()
            .Concat(PackageFolders())
            .Select(folder => Path.Combine(folder, fileName))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>
    /// PATH with the package folders at its end, for children that look for tools themselves (MSBuild's targets).
    /// </summary>
    public static string ExtendedPath =>
        string.Join(Path.PathSeparator, PathFolders().Concat(PackageFolders().Where(Directory.Exists)).Distinct());

    private static IEnumerable<string> PathFolders() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
            Path.PathSeparator,
            StringSplitOptions.RemoveEmptyEntries
        );

    private static string[] PackageFolders() =>
        OperatingSystem.IsWindows()
            ? [@"C:\Program Files\qemu", @"C:\Program Files\LLVM\bin", @"C:\msys64\ucrt64\bin", @"C:\msys64\usr\bin"]
        : OperatingSystem.IsMacOS()
            // Homebrew keeps llvm and lld off PATH because the system has an LLVM of its own.
            ?
            [
                .. from prefix in new[] { "/opt/homebrew", "/usr/local" }
                from formula in new[] { "bin", "opt/llvm/bin", "opt/lld/bin" }
                select $"{prefix}/{formula}",
            ]
        // doctor must see what root sees, whatever PATH the shell was given.
        : ["/usr/bin", "/usr/local/bin"];
}

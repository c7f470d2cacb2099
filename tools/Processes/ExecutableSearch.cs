using System.Runtime.InteropServices;

namespace Keelson.Tools.Processes;

/// <summary>Finds programs on PATH, then in the folders where packages put them without touching PATH.</summary>
public static class ExecutableSearch
{
    private static readonly OSPlatform s_system =
        OperatingSystem.IsWindows() ? OSPlatform.Windows
        : OperatingSystem.IsMacOS() ? OSPlatform.OSX
        : OSPlatform.Linux;

    /// <returns>The full path, or null.</returns>
    public static string? Find(string name) => Find(name, s_system, Path(), File.Exists, Directory.GetDirectories);

    /// <param name="name">Without the ending that programs have on Windows.</param>
    /// <param name="system">Whose folders and separators.</param>
    /// <param name="path">PATH.</param>
    /// <param name="exists">Whether there is such a file.</param>
    /// <param name="list">The folders in a folder.</param>
    internal static string? Find(
        string name,
        OSPlatform system,
        string path,
        Func<string, bool> exists,
        Func<string, string[]> list
    )
    {
        bool isWindows = system == OSPlatform.Windows;
        string file = (isWindows ? '\\' : '/') + name + (isWindows ? ".exe" : "");
        return Split(path, system)
            .Concat(UsualFolders(system, list))
            .Select(folder => folder.TrimEnd('/', '\\') + file)
            .FirstOrDefault(exists);
    }

    /// <summary>
    /// PATH with the package folders at its end, for children that look for tools themselves (MSBuild's targets).
    /// </summary>
    public static string ExtendedPath =>
        string.Join(
            System.IO.Path.PathSeparator,
            Split(Path(), s_system)
                .Concat(UsualFolders(s_system, Directory.GetDirectories).Where(Directory.Exists))
                .Distinct()
        );

    private static string Path() => Environment.GetEnvironmentVariable("PATH") ?? "";

    private static string[] Split(string path, OSPlatform system) =>
        path.Split(system == OSPlatform.Windows ? ';' : ':', StringSplitOptions.RemoveEmptyEntries);

    private static string[] UsualFolders(OSPlatform system, Func<string, string[]> list) =>
        system == OSPlatform.Windows
            ? [@"C:\Program Files\qemu", @"C:\Program Files\LLVM\bin", @"C:\msys64\ucrt64\bin", @"C:\msys64\usr\bin"]
        : system == OSPlatform.OSX
            // Homebrew keeps llvm and lld off PATH because the system has an LLVM of its own.
            ?
            [
                .. from prefix in new[] { "/opt/homebrew", "/usr/local" }
                from formula in new[] { "bin", "opt/llvm/bin", "opt/lld/bin" }
                select $"{prefix}/{formula}",
            ]
        // doctor must see what root sees, whatever PATH the shell was given; and a distribution may have LLVM in
        // several versions and none of them on PATH.
        : ["/usr/bin", "/usr/local/bin", .. LlvmFolders(list)];

    private static IEnumerable<string> LlvmFolders(Func<string, string[]> list)
    {
        try
        {
            return list("/usr/lib")
                .Where(folder => folder.StartsWith("/usr/lib/llvm", StringComparison.Ordinal))
                .OrderByDescending(VersionOf)
                .Select(folder => folder + "/bin");
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Of <c>llvm-19</c>, <c>llvm19</c>: the newest comes first.</summary>
    private static int VersionOf(string folder) =>
        int.TryParse(folder["/usr/lib/llvm".Length..].TrimStart('-'), out int version) ? version : 0;
}

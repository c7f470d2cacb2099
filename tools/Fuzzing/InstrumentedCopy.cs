using Keelson.DeviceTree;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Fuzzing;

/// <summary>
/// This program once more, with parsers that count which branches they take: SharpFuzz writes that into a copy of
/// portable/'s assembly, and the copy is what runs.
/// </summary>
internal static class InstrumentedCopy
{
    /// <summary>The assembly that has the counters.</summary>
    public const string Counter = "SharpFuzz.Common";

    private const string FolderName = "instrumented";

    /// <summary>Whether this program is such a copy.</summary>
    public static bool IsRunning { get; } =
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)) == FolderName;

    /// <param name="arguments">Of the copy.</param>
    /// <returns>Its exit status.</returns>
    public static int Run(IEnumerable<string> arguments)
    {
        DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(RunFolder.Path, FolderName));
        try
        {
            Make(folder.FullName);
            return ChildProcess.RunAttached(
                DotnetHost.Path,
                [Path.Combine(folder.FullName, "keelson.dll"), .. arguments],
                Environment.CurrentDirectory
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Make(string folder)
    {
        // What lies in folders are other systems' and other languages' files.
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
        string parsers = Path.Combine(folder, Path.GetFileName(typeof(DeviceTreeBlob).Assembly.Location));
        SharpFuzz.Fuzzer.Instrument(parsers, _ => true, SharpFuzz.Options.Value);
    }
}

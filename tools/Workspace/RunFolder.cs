using System.Globalization;

namespace Keelson.Tools.Workspace;

/// <summary>
/// What one run of this program records, apart from those of other runs, so that two at once do not write into each
/// other's files: <c>artifacts/runs/TIME-PROCESS/</c>, the newest linked as <c>artifacts/runs/latest</c>.
/// </summary>
internal static class RunFolder
{
    private const string LatestName = "latest";

    // Of those that ended: enough to look back at, and not every one there ever was.
    private const int KeptCount = 20;

    private static readonly Lazy<string> s_path = new(Make);
    private static readonly Lazy<OwnedFolder> s_files = new(MakeFiles);

    // Held to the end of this process; the collector would let go of it.
    private static ProcessLock? s_claim;

    /// <summary>Made by the first that asks.</summary>
    public static string Path => s_path.Value;

    /// <summary>For files that are made for this run and go with it: kernels with their initrd are large.</summary>
    public static string Files => s_files.Value.Path;

    private static string Make()
    {
        string runs = Repository.Current.Runs;
        Directory.CreateDirectory(runs);
        DeleteOld(runs);
        string name = string.Create(
            CultureInfo.InvariantCulture,
            $"{DateTime.Now:yyyyMMdd-HHmmss}-{Environment.ProcessId}"
        );
        string path = System.IO.Path.Combine(runs, name);
        s_claim = OwnedFolder.Claim(path);
        Link(runs, name);
        return path;
    }

    private static OwnedFolder MakeFiles()
    {
        OwnedFolder files = OwnedFolder.Own(System.IO.Path.Combine(Path, "files"));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => files.Dispose();
        return files;
    }

    private static void DeleteOld(string runs)
    {
        string[] ended =
        [
            .. Directory
                .EnumerateDirectories(runs)
                .Where(folder => System.IO.Path.GetFileName(folder) != LatestName)
                .OrderDescending(StringComparer.Ordinal),
        ];
        foreach (string folder in ended)
        {
            OwnedFolder.DeleteAbandoned(folder, "files");
        }

        foreach (string folder in ended.Skip(KeptCount).Where(OwnedFolder.IsAbandoned))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Another process was faster, or looks into it.
            }
        }
    }

    private static void Link(string runs, string name)
    {
        string latest = System.IO.Path.Combine(runs, LatestName);
        try
        {
            // Another run may come between, and its link is as new as ours.
            File.Delete(latest);
            Directory.CreateSymbolicLink(latest, name);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Windows asks for a right that not everybody has; the path is printed anyway.
        }
    }
}

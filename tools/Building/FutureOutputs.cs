using Keelson.Tools.Workspace;

namespace Keelson.Tools.Building;

/// <summary>
/// What a build made while the clock was ahead. MSBuild takes it for newer than every change until that time has come,
/// so it is given a time before any source's, and made again; build.sh and build.ps1 do the same for tools/.
/// </summary>
internal static class FutureOutputs
{
    private static readonly DateTime s_old = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static void Age(Repository repository)
    {
        // A file system of another computer may be a little ahead.
        DateTime latest = DateTime.UtcNow.AddSeconds(2);
        string[] folders = [Path.Combine(repository.Artifacts, "obj"), repository.Programs, repository.NativeImages];
        foreach (
            string file in folders
                .Where(Directory.Exists)
                .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
                .Where(file => File.GetLastWriteTimeUtc(file) > latest)
        )
        {
            File.SetLastWriteTimeUtc(file, s_old);
        }
    }
}

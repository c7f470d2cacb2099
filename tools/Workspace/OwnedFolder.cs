namespace Keelson.Tools.Workspace;

/// <summary>
/// A folder that belongs to a process for as long as that runs. What a killed one leaves is known by a lock that nobody
/// holds, and is deleted by the next that makes such a folder.
/// </summary>
internal sealed class OwnedFolder : IDisposable
{
    private const string LockName = ".owner";

    // Between its making and its locking a folder looks like one whose owner is gone.
    private static readonly TimeSpan s_birth = TimeSpan.FromMinutes(1);

    private readonly ProcessLock _lock;

    private OwnedFolder(string path, ProcessLock owned)
    {
        Path = path;
        _lock = owned;
    }

    public string Path { get; }

    /// <summary>
    /// A folder for what a run needs until it ends; in the system's place for such, as the path of a socket may not be
    /// long.
    /// </summary>
    public static OwnedFolder Temporary(string prefix)
    {
        DeleteAbandoned(System.IO.Path.GetTempPath(), prefix);
        return Own(Directory.CreateTempSubdirectory(prefix).FullName);
    }

    /// <summary>A folder of this name, which is made.</summary>
    public static OwnedFolder Own(string path) => new(path, Claim(path));

    /// <summary>A folder of this name that stays when this process ends, and can be told from one in use.</summary>
    public static ProcessLock Claim(string path)
    {
        Directory.CreateDirectory(path);
        return ProcessLock.TryTake(System.IO.Path.Combine(path, LockName), "running")
            ?? throw new FailureException($"{path} belongs to another process", "try again");
    }

    /// <summary>Deletes folders whose owner ended without doing so.</summary>
    public static void DeleteAbandoned(string parent, string prefix)
    {
        foreach (string folder in Directory.EnumerateDirectories(parent, prefix + "*"))
        {
            try
            {
                if (Directory.GetLastWriteTimeUtc(folder) < DateTime.UtcNow - s_birth && IsAbandoned(folder))
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or FailureException)
            {
                // Another user's, or another process was faster.
            }
        }
    }

    /// <summary>Whether it had an owner and has none now.</summary>
    public static bool IsAbandoned(string folder)
    {
        string path = System.IO.Path.Combine(folder, LockName);
        if (!File.Exists(path))
        {
            return false;
        }

        using ProcessLock? free = ProcessLock.TryTake(path, "cleaning up");
        return free is not null;
    }

    public void Dispose()
    {
        _lock.Dispose();
        Directory.Delete(Path, recursive: true);
    }
}

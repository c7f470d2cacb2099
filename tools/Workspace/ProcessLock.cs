namespace Keelson.Tools.Workspace;

/// <summary>
/// Lets one process at a time do something; the operating system releases it even when the holder is killed.
/// </summary>
internal static class ProcessLock
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(15);

    /// <summary>Waits for its turn; the lock is held until the result is disposed of.</summary>
    public static FileStream Take(string path)
    {
        for (DateTime end = DateTime.UtcNow + s_limit; ; )
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (DateTime.UtcNow < end)
            {
                Thread.Sleep(200);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new FailureException(
                    $"cannot lock {path}: {error.Message}",
                    "see which process holds it, and that its folder may be written to"
                );
            }
        }
    }
}

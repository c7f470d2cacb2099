namespace Keelson.Tools.Workspace;

/// <summary>A folder that results go to.</summary>
public static class OutputFolder
{
    /// <summary>
    /// Makes the folder, and writes to it once, so that a run of minutes does not end with nowhere to put its results.
    /// </summary>
    /// <returns>Its full path.</returns>
    /// <exception cref="FailureException">It can't be written to.</exception>
    public static string Prepare(string path)
    {
        string folder = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, $".{Environment.ProcessId}.tmp");
            File.WriteAllBytes(probe, [0]);
            File.Delete(probe);
            return folder;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(
                $"cannot write to {folder}: {error.Message}",
                "name another folder with --output, or make room"
            );
        }
    }
}

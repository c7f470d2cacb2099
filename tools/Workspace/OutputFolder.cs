namespace Keelson.Tools.Workspace;

/// <summary>A folder that results go to.</summary>
public static class OutputFolder
{
    /// <summary>
    /// The folder that the user names, which must be there, or one of our own, which is made. It is written to once, so
    /// that a run of minutes does not end with nowhere to put its results.
    /// </summary>
    /// <param name="named">The user's; null where none is given.</param>
    /// <param name="own">Used then.</param>
    /// <returns>Its full path.</returns>
    /// <exception cref="FailureException">It can't be written to.</exception>
    public static string Prepare(string? named, string own, string option)
    {
        if (named is null)
        {
            Directory.CreateDirectory(own);
        }

        string folder = Path.GetFullPath(named ?? own);
        RequireWritable(folder, option);
        return folder;
    }

    /// <exception cref="FailureException">It is not there, is no folder, or can't be written to.</exception>
    internal static void RequireWritable(string folder, string option)
    {
        if (!Directory.Exists(folder))
        {
            throw new FailureException(
                $"cannot write to {folder}: {(File.Exists(folder) ? "it is no folder" : "there is no such folder")}",
                $"make the folder, or name another with {option}"
            );
        }

        string probe = Path.Combine(folder, $".{Environment.ProcessId}.tmp");
        try
        {
            File.WriteAllBytes(probe, [0]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(
                $"cannot write to {folder}: {error.Message}",
                $"name another folder with {option}, or make room"
            );
        }
        finally
        {
            File.Delete(probe);
        }
    }
}

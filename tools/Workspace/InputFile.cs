namespace Keelson.Tools.Workspace;

/// <summary>Files the user or MSBuild names.</summary>
internal static class InputFile
{
    public static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(
                $"cannot read {path}: {error.Message}",
                "correct the path, or build the file first"
            );
        }
    }
}

namespace Keelson.Tools.Workspace;

/// <summary>Writes whole files so that a reader, or an interrupted build, never meets half of one.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Replaces the file unless it holds these bytes already. An unchanged file keeps its time, so what depends on it
    /// stays up to date.
    /// </summary>
    /// <returns>Whether the file was written.</returns>
    public static bool WriteIfChanged(string path, ReadOnlySpan<byte> content)
    {
        string target = Path.GetFullPath(path);
        if (File.Exists(target) && content.SequenceEqual(File.ReadAllBytes(target)))
        {
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        // Beside the target, because a rename is atomic only within one file system.
        string temporary = $"{target}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        return true;
    }
}

using System.Diagnostics;
using System.Globalization;

namespace Keelson.Tools.Workspace;

/// <summary>Writes whole files so that a reader, or an interrupted build, never meets half of one.</summary>
public static class AtomicFile
{
    private const string Extension = ".tmp";

    /// <summary>
    /// Replaces the file unless it holds these bytes already. An unchanged file keeps its time, so what depends on it
    /// stays up to date.
    /// </summary>
    /// <returns>Whether the file was written.</returns>
    public static bool WriteIfChanged(string path, ReadOnlySpan<byte> content)
    {
        string target = TargetOf(path);
        if (OutputFile.IsSpecial(target))
        {
            using FileStream device = new(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            device.Write(content);
            return true;
        }

        if (File.Exists(target) && content.SequenceEqual(File.ReadAllBytes(target)))
        {
            return false;
        }

        byte[] bytes = content.ToArray();
        Replace(target, temporary => File.WriteAllBytes(temporary, bytes));
        return true;
    }

    /// <summary>Replaces the file by what <paramref name="write"/> makes of a name beside it.</summary>
    public static void Replace(string path, Action<string> write)
    {
        string target = TargetOf(path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        DeleteLeftovers(target);
        // Beside the target, because a rename is atomic only within one file system.
        string temporary = $"{target}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}{Extension}";
        try
        {
            write(temporary);
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            DeleteQuietly(temporary);
        }
    }

    /// <summary>A link is written through, as every program does.</summary>
    private static string TargetOf(string path)
    {
        string full = Path.GetFullPath(path);
        FileInfo file = new(full);
        return file.LinkTarget is null ? full : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    /// <summary>What a process that was killed left beside the target.</summary>
    private static void DeleteLeftovers(string target)
    {
        string start = Path.GetFileName(target) + ".";
        foreach (
            string file in Directory.EnumerateFiles(Path.GetDirectoryName(target)!, "*" + Extension).Where(IsLeftover)
        )
        {
            DeleteQuietly(file);
        }

        bool IsLeftover(string file)
        {
            string name = Path.GetFileName(file);
            return name.StartsWith(start, StringComparison.Ordinal)
                && name[start.Length..^Extension.Length].Split('-') is [var process, _]
                && int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                && !IsRunning(id);
        }
    }

    private static bool IsRunning(int processId)
    {
        try
        {
            using Process process = Process.GetProcessById(processId);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The fault that led here is the one to tell.
        }
    }
}

using System.Diagnostics;

namespace Keelson.Tools.Workspace;

/// <summary>
/// Lets one process at a time do something; the operating system releases it even when the holder is killed. Whoever
/// has to wait says for what, once.
/// </summary>
internal sealed class ProcessLock : IDisposable
{
    // EWOULDBLOCK of flock(2) on Linux and on macOS, ERROR_SHARING_VIOLATION on Windows: how FileStream reports a
    // file that another process has opened. Every other error is one.
    private static readonly int[] s_held = [11, 35, unchecked((int)0x80070020)];
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(1);

    private readonly FileStream _file;

    private ProcessLock(FileStream file) => _file = file;

    /// <summary>Waits for its turn; the lock is held until the result is disposed of.</summary>
    /// <param name="path">The lock's file, whose folder is there.</param>
    /// <param name="purpose">What is done under the lock, for those who wait: "building", "fetching" ...</param>
    /// <param name="limit">A holder that takes longer than this hangs.</param>
    /// <param name="say">Where a wait is said; standard error unless given.</param>
    /// <exception cref="FailureException">The file can't be used as a lock, or the limit was reached.</exception>
    public static ProcessLock Take(string path, string purpose, TimeSpan limit, Action<string>? say = null)
    {
        Stopwatch clock = Stopwatch.StartNew();
        bool hasSpoken = false;
        while (true)
        {
            if (TryTake(path, purpose) is { } taken)
            {
                return taken;
            }

            if (clock.Elapsed > limit)
            {
                throw new FailureException(
                    $"{HolderOf(path)} has held {path} for {limit.TotalMinutes:F0} minutes",
                    "see whether it hangs, and end it"
                );
            }

            if (!hasSpoken && clock.Elapsed > s_silence)
            {
                hasSpoken = true;
                (say ?? Console.Error.WriteLine)($"keelson: waiting for {HolderOf(path)} (lock {path})");
            }

            Interruption.Token.WaitHandle.WaitOne(s_step);
            Interruption.Token.ThrowIfCancellationRequested();
        }
    }

    /// <returns>Null when another process has it.</returns>
    public static ProcessLock? TryTake(string path, string purpose)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held) when (s_held.Contains(held.HResult))
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(
                $"cannot lock {path}: {error.Message}",
                "see that its folder is there and may be written to"
            );
        }

        Sign(path, purpose);
        return new ProcessLock(file);
    }

    public void Dispose() => _file.Dispose();

    // The lock's own file can't be read while it is held: any way of opening it asks for a lock as well.
    private static string SignOf(string path) => path + ".holder";

    /// <summary>Tells those who wait who has it. A holder that can't be told of is a holder all the same.</summary>
    private static void Sign(string path, string purpose)
    {
        try
        {
            File.WriteAllText(SignOf(path), $"process {Environment.ProcessId}, {purpose}\n");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Only the line that others wait with gets poorer.
        }
    }

    /// <summary>What the holder wrote about itself, if it did already.</summary>
    private static string HolderOf(string path)
    {
        try
        {
            return File.ReadAllText(SignOf(path)).Split('\n')[0] is { Length: > 0 } holder ? holder : "another process";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }
}

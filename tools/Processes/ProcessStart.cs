using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Processes;

/// <summary>What becomes of a child when this program is killed and can do nothing about it.</summary>
internal enum ParentDeath
{
    /// <summary>It is asked to end, and may put in order what it was at.</summary>
    Terminates,

    /// <summary>It is killed: a virtual machine has nothing to put in order.</summary>
    Kills,
}

/// <summary>
/// Starts programs. On Linux they do not outlive this one, however it ends: <c>setpriv --pdeathsig</c> (util-linux)
/// asks the kernel for that, as prctl(2), PR_SET_PDEATHSIG, can only be asked from inside the child. Where there is no
/// setpriv, they are ended only if this program ends in order.
/// </summary>
internal static class ProcessStart
{
    private static readonly Lazy<string?> s_setpriv = new(FindSetpriv);

    // "The parent" of prctl(2) is the thread that forked, so it must be one that lives as long as this program.
    private static readonly BlockingCollection<Action> s_work = [];

    static ProcessStart()
    {
        Thread thread = new(() =>
        {
            foreach (Action action in s_work.GetConsumingEnumerable())
            {
                action();
            }
        })
        {
            IsBackground = true,
            Name = "starts children",
        };
        thread.Start();
    }

    /// <exception cref="FailureException">The program is not there, or can't be run.</exception>
    public static Process Start(ProcessStartInfo start, ParentDeath death)
    {
        Interruption.Token.ThrowIfCancellationRequested();
        string program = Locate(start.FileName);
        if (s_setpriv.Value is { } setpriv)
        {
            string[] arguments = [.. start.ArgumentList];
            start.ArgumentList.Clear();
            string[] prefix = ["--pdeathsig", death == ParentDeath.Kills ? "KILL" : "TERM", "--", program];
            foreach (string argument in prefix.Concat(arguments))
            {
                start.ArgumentList.Add(argument);
            }

            start.FileName = setpriv;
        }

        return OnTheStartingThread(() => StartHere(start, program));
    }

    private static Process OnTheStartingThread(Func<Process> start)
    {
        TaskCompletionSource<Process> started = new();
        s_work.Add(() =>
        {
            try
            {
                started.SetResult(start());
            }
            catch (Exception error)
            {
                started.SetException(error);
            }
        });
        try
        {
            return started.Task.GetAwaiter().GetResult();
        }
        catch (Exception error)
        {
            ExceptionDispatchInfo.Throw(error);
            throw;
        }
    }

    private static Process StartHere(ProcessStartInfo start, string program)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw CannotStart(program, error.Message);
        }
    }

    private static string Locate(string name)
    {
        string? found = Path.GetDirectoryName(name) is { Length: > 0 }
            ? (File.Exists(name) ? Path.GetFullPath(name) : null)
            : ExecutableSearch.Find(name);
        return found is null ? throw CannotStart(name, "no such program")
            : !OperatingSystem.IsWindows()
            && (
                File.GetUnixFileMode(found)
                & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)
            ) == 0
                ? throw CannotStart(name, "it may not be executed")
            : found;
    }

    private static FailureException CannotStart(string program, string why) =>
        new($"cannot start {program}: {why}", "run the doctor verb to see which tools are missing");

    private static string? FindSetpriv()
    {
        if (!OperatingSystem.IsLinux() || ExecutableSearch.Find("setpriv") is not { } setpriv)
        {
            return null;
        }

        // There are others of the name (busybox) without the option.
        ProcessStartInfo probe = new(setpriv, ["--pdeathsig", "KILL", "--", setpriv, "--version"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(probe)!;
        process.StandardError.Close();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? setpriv : null;
    }
}

using System.ComponentModel;
using System.Diagnostics;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Processes;

/// <summary>Programs started for the user: either on the user's own terminal, or with their output collected.</summary>
internal static class ChildProcess
{
    /// <summary>
    /// Runs with this program's terminal, so that progress and colours reach the user as the other program means them.
    /// </summary>
    /// <returns>The exit status.</returns>
    public static int RunAttached(string file, IEnumerable<string> arguments, string workingDirectory)
    {
        ProcessStartInfo start = new(file, arguments) { UseShellExecute = false, WorkingDirectory = workingDirectory };
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["PATH"] = ExecutableSearch.ExtendedPath;
        Console.Out.Flush();
        using Process process = Start(start);
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>
    /// Runs with nothing to read and hands each line of standard output and standard error to
    /// <paramref name="onLine"/>.
    /// </summary>
    /// <returns>The exit status, or null when the time was up and the process tree was killed.</returns>
    public static int? RunCollected(
        string file,
        IEnumerable<string> arguments,
        TimeSpan timeout,
        Action<string> onLine,
        string? workingDirectory = null
    )
    {
        ProcessStartInfo start = new(file, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? "",
        };
        object gate = new();
        using Process process = Start(start);
        process.OutputDataReceived += Receive;
        process.ErrorDataReceived += Receive;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        if (!process.WaitForExit(timeout))
        {
            process.Kill(entireProcessTree: true);
            return null;
        }

        // Without a bound this overload also waits until both pipes are drained.
        process.WaitForExit();
        return process.ExitCode;

        void Receive(object sender, DataReceivedEventArgs received)
        {
            if (received.Data is { } line)
            {
                lock (gate)
                {
                    onLine(line);
                }
            }
        }
    }

    /// <summary>
    /// Starts a process; a program that is not there becomes a message instead of a Win32 error number.
    /// </summary>
    internal static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new FailureException(
                $"cannot start {start.FileName}: {error.Message}",
                "run the doctor verb to see which tools are missing"
            );
        }
    }
}

using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Processes;

/// <summary>Programs started for the user: either on the user's own terminal, or with their output collected.</summary>
internal static class ChildProcess
{
    /// <summary>
    /// Runs with this program's terminal, so that progress and colours reach the user as the other program means them.
    /// </summary>
    /// <returns>The exit status.</returns>
    /// <exception cref="OperationCanceledException">This program was asked to end, and the child with it.</exception>
    public static int RunAttached(string file, IEnumerable<string> arguments, string workingDirectory) =>
        RunAttached(file, arguments, workingDirectory, Timeout.InfiniteTimeSpan)!.Value;

    /// <inheritdoc cref="RunAttached(string, IEnumerable{string}, string)"/>
    /// <returns>The exit status, or null when the time was up and the process tree was killed.</returns>
    public static int? RunAttached(string file, IEnumerable<string> arguments, string workingDirectory, TimeSpan limit)
    {
        ProcessStartInfo start = new(file, arguments) { UseShellExecute = false, WorkingDirectory = workingDirectory };
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["PATH"] = ExecutableSearch.ExtendedPath;
        Console.Out.Flush();
        using Process process = ProcessStart.Start(start, ParentDeath.Terminates);
        if (!WaitForExit(process, limit))
        {
            ProcessEnd.Force(process);
            return null;
        }

        return process.ExitCode;
    }

    /// <summary>
    /// Runs with nothing to read and hands each line of standard output and standard error to
    /// <paramref name="onLine"/>.
    /// </summary>
    /// <returns>The exit status, or null when the time was up and the process tree was killed.</returns>
    /// <exception cref="OperationCanceledException">This program was asked to end, and the child with it.</exception>
    public static int? RunCollected(
        string file,
        IEnumerable<string> arguments,
        TimeSpan timeout,
        Action<string> onLine,
        string? workingDirectory = null,
        params IEnumerable<(string Name, string Value)> environment
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
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        object gate = new();
        ExceptionDispatchInfo? refused = null;
        using Process process = ProcessStart.Start(start, ParentDeath.Terminates);
        process.OutputDataReceived += Receive;
        process.ErrorDataReceived += Receive;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        if (!WaitForExit(process, timeout))
        {
            process.Kill(entireProcessTree: true);
            return null;
        }

        // This overload also waits until both pipes are drained, which a server that stays behind may keep open.
        process.WaitForExitAsync(Interruption.Token).Wait(TimeLimit.OfMoment);
        refused?.Throw();
        return process.ExitCode;

        void Receive(object sender, DataReceivedEventArgs received)
        {
            lock (gate)
            {
                if (received.Data is not { } line || refused is not null)
                {
                    return;
                }

                try
                {
                    onLine(line);
                }
                catch (Exception error)
                {
                    // On a thread of the pool nobody would catch it; who asked for the line gets it.
                    refused = ExceptionDispatchInfo.Capture(error);
                }
            }
        }
    }

    /// <returns>Whether it ended before the time was up.</returns>
    private static bool WaitForExit(Process process, TimeSpan limit)
    {
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(Interruption.Token);
        bound.CancelAfter(limit);
        try
        {
            // The exit alone: a server that the child leaves behind may hold its pipes.
            using RegisteredExit exit = new(process);
            exit.Task.Wait(bound.Token);
            return true;
        }
        catch (OperationCanceledException) when (!Interruption.Token.IsCancellationRequested)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            ProcessEnd.Request(process);
            throw;
        }
    }

    /// <summary>The exit of a process as a task, which does not wait for its pipes.</summary>
    private sealed class RegisteredExit : IDisposable
    {
        private readonly Process _process;
        private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public RegisteredExit(Process process)
        {
            _process = process;
            process.Exited += Complete;
            process.EnableRaisingEvents = true;
            if (process.HasExited)
            {
                _source.TrySetResult();
            }
        }

        public Task Task => _source.Task;

        public void Dispose() => _process.Exited -= Complete;

        private void Complete(object? sender, EventArgs arguments) => _source.TrySetResult();
    }
}

using System.Diagnostics;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Qemu;

/// <summary>Starts a machine, listens until it ends or its time is up, and tells what happened.</summary>
public sealed class QemuRun
{
    private readonly QemuRunOptions _options;
    private readonly List<ConsoleLine> _lines = [];
    private readonly List<string> _errors = [];
    private readonly Stopwatch _clock = new();
    private readonly QmpChannel _qmp;
    private readonly Transcript _transcript;
    private LiveGuest? _guest;
    private Task? _meeting;
    private bool _stopRequested;

    private QemuRun(QemuRunOptions options, QmpChannel qmp, Transcript transcript)
    {
        _options = options;
        _qmp = qmp;
        _transcript = transcript;
    }

    /// <summary>
    /// Runs a machine to its end. Ends within <see cref="QemuRunOptions.Timeout"/> and a moment, whatever the guest
    /// does.
    /// </summary>
    /// <exception cref="FailureException">A tool, the machine or an input file is missing.</exception>
    public static Task<QemuResult> RunAsync(QemuRunOptions options, CancellationToken cancel = default) =>
        RunAsync(options, MachineDefinition.Load(options.Machine), cancel);

    /// <inheritdoc cref="RunAsync(QemuRunOptions, CancellationToken)"/>
    /// <param name="machine">What <see cref="QemuRunOptions.Machine"/> names, where it is loaded already.</param>
    public static async Task<QemuResult> RunAsync(
        QemuRunOptions options,
        MachineDefinition machine,
        CancellationToken cancel
    )
    {
        RequireFile(options.EfiApplication, "the EFI application");
        RequireFile(options.Initrd, "the initrd");
        RequireFile(options.Disk, "the disk image");
        string program = MachineFile.Emulator(machine);
        options = options with { Timeout = options.Timeout ?? machine.TimeLimit };

        using OwnedFolder scratch = OwnedFolder.Temporary("keelson-run-");
        using MachineServices services = new();
        using QmpChannel qmp = new(scratch.Path) { Screenshot = options.Screenshot };
        List<string> arguments =
        [
            .. machine.Expand(MachineValues.Of(options, machine, scratch.Path, "chardev:console", services)),
            .. Plumbing(options, qmp),
            .. options.ExtraArguments,
        ];
        string commandLine = CommandText.Format(program, arguments);
        using Transcript transcript = new(Path.Combine(RunFolder.Path, options.Name + ".txt"), commandLine);
        return await new QemuRun(options, qmp, transcript).RunAsync(
            program,
            arguments,
            commandLine,
            scratch.Path,
            cancel
        );
    }

    /// <summary>
    /// Runs a machine on the user's own terminal, keyboard included, for as long as the user likes, or until
    /// <paramref name="limit"/>; nothing is recorded.
    /// </summary>
    /// <returns>QEMU's exit status; null when the time was up.</returns>
    public static int? RunAttached(QemuRunOptions options, TimeSpan limit)
    {
        RequireFile(options.EfiApplication, "the EFI application");
        RequireFile(options.Initrd, "the initrd");
        MachineDefinition machine = MachineDefinition.Load(options.Machine);
        using OwnedFolder scratch = OwnedFolder.Temporary("keelson-run-");
        using MachineServices services = new();
        // QEMU takes the terminal over: Ctrl-C goes to the guest, Ctrl-A X ends QEMU.
        return ChildProcess.RunAttached(
            MachineFile.Emulator(machine),
            [
                .. machine.Expand(MachineValues.Of(options, machine, scratch.Path, "mon:stdio", services)),
                .. options.ExtraArguments,
            ],
            Environment.CurrentDirectory,
            limit
        );
    }

    /// <summary>
    /// What the harness itself needs of QEMU, whatever the board: a console it can read and a channel that tells the
    /// end.
    /// </summary>
    private static IEnumerable<string> Plumbing(QemuRunOptions options, QmpChannel qmp)
    {
        string[] flags =
        [
            "-chardev",
            "stdio,id=console,signal=off",
            "-chardev",
            "socket,id=qmp," + qmp.ChardevSettings,
            "-mon",
            "chardev=qmp,mode=control",
            "-S",
        ];
        string[] ending = options.Screenshot is null ? [] : ["-action", "shutdown=pause"];
        return options.GdbPort is { } port ? [.. flags, .. ending, .. GdbServer.Flags(port)] : [.. flags, .. ending];
    }

    private async Task<QemuResult> RunAsync(
        string program,
        List<string> arguments,
        string commandLine,
        string scratchFolder,
        CancellationToken cancel
    )
    {
        ProcessStartInfo start = new(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _clock.Start();
        using Process process = ProcessStart.Start(start, ParentDeath.Kills);
        LiveProcesses.Add(process);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _guest = new LiveGuest(_qmp, process.StandardInput.BaseStream, scratchFolder, StopAsync, ended.Token);
        Task console = PumpConsoleAsync(process.StandardOutput.BaseStream);
        Task errors = PumpErrorsAsync(process.StandardError);
        Task events = _qmp.ServeAsync(
            _options.GdbPort is null ? GuestStart.AtOnce : GuestStart.WhenTheDebuggerContinues,
            ended.Token
        );

        bool timedOut = !await EndsInTimeAsync(process, cancel);
        if (!process.HasExited)
        {
            ProcessEnd.Force(process);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        TimeSpan duration = _clock.Elapsed;
        LiveProcesses.Remove(process);
        _qmp.EndWaiting();
        // Whatever still sits in the pipes is read, but a stray holder of a pipe's other end can't hold us.
        await Task.WhenAny(Task.WhenAll(console, errors), Task.Delay(TimeLimit.OfMoment, CancellationToken.None));
        if (console.IsCompleted)
        {
            // A callback that threw has stopped the reading, and its exception is the caller's to see.
            await console;
        }

        await Task.WhenAny(events, Task.Delay(TimeLimit.OfMoment, CancellationToken.None));
        ended.Cancel();
        if (_meeting is not null)
        {
            // What went wrong there is the caller's to see; a run that ended in the middle of it has its own reason.
            await _meeting.WaitAsync(TimeLimit.OfMoment, CancellationToken.None);
        }

        cancel.ThrowIfCancellationRequested();

        QemuExit exit = timedOut ? QemuExit.TimedOut : Classify(_qmp.ShutdownReason);
        lock (_lines)
        {
            _transcript.AddNote(
                $"{exit} after {duration.TotalSeconds:F3} s{(_qmp.ShutdownReason is { } reason ? $" ({reason})" : "")}"
            );
            return new QemuResult(
                _options.Name,
                [.. _lines],
                exit,
                duration,
                process.ExitCode,
                string.Join('\n', _errors),
                _transcript.Path,
                commandLine
            );
        }
    }

    private async Task<bool> EndsInTimeAsync(Process process, CancellationToken cancel)
    {
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bound.CancelAfter(_options.Timeout!.Value);
        Task exit = process.WaitForExitAsync(bound.Token);
        if (await Task.WhenAny(exit, _qmp.ShutDown) != exit)
        {
            // The guest has ended: a QEMU that does not is made to, and takes nothing with it.
            bound.CancelAfter(TimeLimit.OfMoment);
        }

        try
        {
            await exit;
            return true;
        }
        catch (OperationCanceledException)
        {
            return _qmp.ShutDown.IsCompleted;
        }
    }

    private QemuExit Classify(string? reason) =>
        reason switch
        {
            "guest-shutdown" => QemuExit.GuestShutdown,
            "guest-reset" => QemuExit.GuestReset,
            "guest-panic" => QemuExit.GuestPanic,
            "host-qmp-quit" when _stopRequested => QemuExit.Stopped,
            _ => QemuExit.QemuFailed,
        };

    private async Task PumpConsoleAsync(Stream stream)
    {
        ConsoleDecoder decoder = new(Receive);
        byte[] buffer = new byte[4096];
        int count;
        while ((count = await stream.ReadAsync(buffer)) > 0)
        {
            decoder.Feed(buffer.AsSpan(0, count));
        }

        decoder.Finish();
    }

    private void Receive(string text)
    {
        ConsoleLine line = new(_clock.Elapsed, text);
        lock (_lines)
        {
            _lines.Add(line);
            _transcript.Add(line);
        }

        _options.OnLine?.Invoke(line);
        if (
            _meeting is null
            && _options.OnMeeting is { } meet
            && text.Contains(_options.MeetingLine, StringComparison.Ordinal)
        )
        {
            // Not here: the console must be read on, for the meeting may wait for what the guest answers.
            _meeting = Task.Run(() => MeetAsync(meet));
        }

        if (!_stopRequested && _options.StopWhen?.Invoke(text) == true)
        {
            _ = StopAsync();
        }
    }

    private Task StopAsync()
    {
        _stopRequested = true;
        return _qmp.QuitAsync();
    }

    private async Task MeetAsync(Func<LiveGuest, Task> meet)
    {
        try
        {
            await meet(_guest!);
        }
        catch
        {
            // The guest would wait for an answer until its time is up.
            await _qmp.QuitAsync();
            throw;
        }
    }

    private async Task PumpErrorsAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_lines)
            {
                _errors.Add(line);
                _transcript.AddNote("qemu: " + line);
            }
        }
    }

    private static void RequireFile(string? path, string what)
    {
        if (path is not null && !File.Exists(path))
        {
            throw new FailureException($"{what} {path} does not exist", "build it first, or correct the path");
        }
    }
}

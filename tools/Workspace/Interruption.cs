using System.Runtime.InteropServices;

namespace Keelson.Tools.Workspace;

/// <summary>
/// A signal that asks this program to end: every wait is left, every child is ended, and the exit code is 128 and the
/// signal's number, as a shell has it (POSIX.1, Shell, 2.8.2).
/// </summary>
internal static class Interruption
{
    /// <summary>What does not look at <see cref="Token"/> is not waited for any longer than this.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    private static readonly CancellationTokenSource s_source = new();
    private static readonly List<PosixSignalRegistration> s_registrations = [];

    /// <summary>Cancelled by the first signal.</summary>
    public static CancellationToken Token => s_source.Token;

    /// <summary>Null when no signal came.</summary>
    public static int? ExitCode { get; private set; }

    public static void Watch()
    {
        Register(PosixSignal.SIGHUP, 1);
        Register(PosixSignal.SIGINT, 2);
        Register(PosixSignal.SIGQUIT, 3);
        Register(PosixSignal.SIGTERM, 15);
    }

    /// <summary>
    /// Does what may wait for somebody else and cannot be told to stop, such as reading from a terminal or a pipe.
    /// </summary>
    public static T WaitFor<T>(Func<T> work) => Task.Run(work).WaitAsync(Token).GetAwaiter().GetResult();

    private static void Register(PosixSignal signal, int number) =>
        s_registrations.Add(
            PosixSignalRegistration.Create(
                signal,
                context =>
                {
                    context.Cancel = true;
                    if (ExitCode is not null)
                    {
                        // Asked twice: ends at once.
                        Environment.Exit(128 + number);
                    }

                    ExitCode = 128 + number;
                    _ = Task.Delay(s_patience).ContinueWith(_ => Environment.Exit(128 + number));
                    s_source.Cancel();
                }
            )
        );
}

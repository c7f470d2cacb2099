using System.Collections.Concurrent;
using System.Diagnostics;

namespace Keelson.Tools.Qemu;

/// <summary>
/// QEMUs now running. They must not outlive this program when it is interrupted: a machine left behind burns a
/// processor for ever.
/// </summary>
internal static class LiveProcesses
{
    private static readonly ConcurrentDictionary<Process, byte> s_running = new();

    static LiveProcesses()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();
        // The default action for Ctrl-C ends the program without ProcessExit having run everywhere.
        Console.CancelKeyPress += (_, _) => KillAll();
    }

    public static void Add(Process process) => s_running.TryAdd(process, 0);

    public static void Remove(Process process) => s_running.TryRemove(process, out _);

    /// <summary>Ends a process and all it started; one that has ended by itself is fine too.</summary>
    public static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException) { }
    }

    private static void KillAll()
    {
        foreach (Process process in s_running.Keys)
        {
            Kill(process);
        }
    }
}

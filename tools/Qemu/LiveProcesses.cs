using System.Collections.Concurrent;
using System.Diagnostics;
using Keelson.Tools.Processes;

namespace Keelson.Tools.Qemu;

/// <summary>
/// QEMUs now running. They must not outlive this program when it is interrupted: a machine left behind burns a
/// processor for ever.
/// </summary>
internal static class LiveProcesses
{
    private static readonly ConcurrentDictionary<Process, byte> s_running = new();

    static LiveProcesses() => AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();

    public static void Add(Process process) => s_running.TryAdd(process, 0);

    public static void Remove(Process process) => s_running.TryRemove(process, out _);

    private static void KillAll()
    {
        foreach (Process process in s_running.Keys)
        {
            ProcessEnd.Force(process);
        }
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Keelson.Tools.Processes;

/// <summary>Ends a child: with time to put things in order, then without.</summary>
internal static class ProcessEnd
{
    private const int SigTerm = 15;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>As a terminal would end it, so that for instance dpkg closes its database; then by force.</summary>
    public static void Request(Process process)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Signal(process.Id, SigTerm);
            if (process.WaitForExit(s_patience))
            {
                return;
            }
        }

        Force(process);
    }

    /// <summary>Ends a process and all it started; one that has ended by itself is fine too.</summary>
    public static void Force(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException) { }
    }

    /// <summary>kill(2).</summary>
    [DllImport("libc", EntryPoint = "kill")]
    internal static extern int Signal(int process, int signal);
}

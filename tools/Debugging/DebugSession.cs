using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Debugging;

/// <summary>A machine that is held at an application's entry, and lldb with the application's symbols.</summary>
/// <param name="Application">What the firmware starts.</param>
/// <param name="Kernel">A kernel that it carries, which runs where it is linked; or null.</param>
/// <param name="Commands">Of lldb, to be run one after the other; none opens lldb on the terminal.</param>
internal sealed record DebugSession(
    LinkedModule Application,
    LinkedModule? Kernel,
    IReadOnlyList<string> Commands,
    QemuRunOptions Options
)
{
    private static readonly TimeSpan s_batch = TimeLimit.OfWork(60);

    /// <param name="onLine">Gets what lldb says in a batch; null is for the terminal.</param>
    /// <exception cref="FailureException">A tool is missing, or the application was never entered.</exception>
    public async Task<QemuResult> RunAsync(Action<string>? onLine, CancellationToken cancel)
    {
        string lldb = Lldb.Require();
        using OwnedFolder scratch = OwnedFolder.Temporary("keelson-debug-");
        string copy = Path.Combine(scratch.Path, Path.GetFileName(Application.Path));
        EntryTrap trap = new(Application.Image, copy);
        int port = FreePort();
        return await QemuRun.RunAsync(
            Options with
            {
                EfiApplication = copy,
                ExtraArguments = [.. Options.ExtraArguments, .. GdbServer.Flags(port)],
                Timeout = onLine is null ? Timeout.InfiniteTimeSpan : s_batch,
                // The first line there is.
                MeetingLine = "",
                OnMeeting = async guest =>
                {
                    ulong address = await trap.FindAsync(guest, cancel);
                    string script = WriteScript(scratch.Path, trap, address, port);
                    if (onLine is null)
                    {
                        ChildProcess.RunAttached(lldb, ["--source", script], Environment.CurrentDirectory);
                    }
                    else
                    {
                        ChildProcess.RunCollected(lldb, ["--batch", "--source", script], s_batch, onLine);
                    }

                    await guest.StopAsync();
                },
            },
            cancel
        );
    }

    private string WriteScript(string folder, EntryTrap trap, ulong address, int port)
    {
        string symbols = DebugSymbols.Write(Application, address, folder);
        ulong entry = address + (uint)Application.Image.Optional.AddressOfEntryPoint;
        List<string> lines =
        [
            "settings set interpreter.stop-command-source-on-error false",
            $"target create --arch aarch64 \"{symbols}\"",
        ];
        if (Kernel is not null)
        {
            string kernel = DebugSymbols.Write(Kernel, Kernel.Image.Optional.ImageBase, folder);
            lines.Add($"target modules add \"{kernel}\"");
            lines.Add($"target modules load --file \"{kernel}\" --slide 0");
        }

        lines.Add($"gdb-remote 127.0.0.1:{port}");
        lines.Add($"target modules load --file \"{symbols}\" --slide 0");
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"memory write -s 4 0x{entry:x} 0x{trap.First:x}"));
        lines.AddRange(Commands);
        string script = Path.Combine(folder, "session.lldb");
        File.WriteAllLines(script, lines);
        return script;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

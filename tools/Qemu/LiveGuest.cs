using System.Globalization;

namespace Keelson.Tools.Qemu;

/// <summary>A machine while it runs.</summary>
public sealed class LiveGuest
{
    private readonly QmpChannel _qmp;
    private readonly Stream _keyboard;
    private readonly string _scratchFolder;
    private readonly Func<Task> _stop;
    private readonly CancellationToken _cancel;
    private int _count;

    internal LiveGuest(QmpChannel qmp, Stream keyboard, string scratchFolder, Func<Task> stop, CancellationToken cancel)
    {
        _qmp = qmp;
        _keyboard = keyboard;
        _scratchFolder = scratchFolder;
        _stop = stop;
        _cancel = cancel;
    }

    /// <summary>Reads the machine's memory as it is now, whatever its processor maps where.</summary>
    public async Task<byte[]> ReadPhysicalMemoryAsync(ulong address, int sizeBytes)
    {
        string file = Path.Combine(
            _scratchFolder,
            "memory-" + Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture)
        );
        await _qmp.ExecuteAsync(
            "pmemsave",
            new()
            {
                ["val"] = address,
                ["size"] = sizeBytes,
                ["filename"] = file,
            },
            _cancel
        );
        return await File.ReadAllBytesAsync(file, _cancel);
    }

    /// <summary>Asks the monitor that people use: for what QMP has no command of its own.</summary>
    public async Task<string> AskMonitorAsync(string command) =>
        (await _qmp.ExecuteAsync("human-monitor-command", new() { ["command-line"] = command }, _cancel)).GetString()
        ?? "";

    /// <summary>Holds its processors, until a debugger lets them go.</summary>
    public Task PauseAsync() => _qmp.ExecuteAsync("stop", [], _cancel);

    public Task ResumeAsync() => _qmp.ExecuteAsync("cont", [], _cancel);

    /// <summary>Types on the serial console.</summary>
    public async Task TypeAsync(string text)
    {
        await _keyboard.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), _cancel);
        await _keyboard.FlushAsync(_cancel);
    }

    /// <summary>Ends the run, as <see cref="QemuRunOptions.StopWhen"/> does.</summary>
    public Task StopAsync() => _stop();
}

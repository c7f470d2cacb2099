using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Keelson.Tools.Processes;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>A signal while QEMU runs: no machine outlives the tool, and the exit code says which it was.</summary>
public class SignalTests
{
    [Theory]
    [InlineData(1, 129)]
    [InlineData(2, 130)]
    [InlineData(15, 143)]
    // SIGKILL: the tool can do nothing about it; the kernel tells the child (prctl(2), PR_SET_PDEATHSIG).
    [InlineData(9, 137)]
    public async Task No_machine_outlives_the_tool(int signal, int status)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && ExecutableSearch.Find("setpriv") is not null,
            "children are tied to their parent by setpriv, which is for Linux"
        );
        // A guest that waits for a debugger runs for ever.
        int port = FreePort();
        // What the tests' own starter ignores (nohup: SIGHUP) is ignored by all below it.
        ProcessStartInfo start = new(
            "env",
            ["--default-signal=HUP,INT,TERM", DotnetHost.Path, ToolProcess.Program, "boot", "--gdb", $"{port}"]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process tool = Process.Start(start)!;
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Task output = Task.WhenAll(
            tool.StandardOutput.ReadToEndAsync(cancel),
            tool.StandardError.ReadToEndAsync(cancel)
        );
        int machine = await WaitForAsync(() => FindMachine(port) ?? 0);
        Assert.Equal(0, ProcessEnd.Signal(tool.Id, signal));
        await tool.WaitForExitAsync(cancel).WaitAsync(TimeLimit.OfTool, cancel);
        Assert.Equal(status, tool.ExitCode);
        await WaitForAsync(() => IsRunning(machine) ? 0 : 1);
        await output;
    }

    /// <summary>Reading can not be told to stop: it is not waited for, which says so on the console.</summary>
    [Theory]
    [InlineData("symbolize", "-")]
    [InlineData("report", "-")]
    [InlineData("kernel-image", "bundle", "--out", "/dev/null", "a=/dev/stdin")]
    public async Task A_wait_for_input_ends_with_the_signal(params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "what a process catches is told by Linux");
        ProcessStartInfo start = new(
            "env",
            ["--default-signal=HUP", DotnetHost.Path, ToolProcess.Program, .. arguments]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process tool = Process.Start(start)!;
        CancellationToken cancel = TestContext.Current.CancellationToken;
        // One that .NET does not catch by itself.
        await WaitForAsync(() => Catches(tool.Id, 1) ? 1 : 0);
        Assert.Equal(0, ProcessEnd.Signal(tool.Id, 1));
        Assert.Equal("keelson: interrupted\n", await tool.StandardError.ReadToEndAsync(cancel));
        await tool.WaitForExitAsync(cancel).WaitAsync(TimeLimit.OfTool, cancel);
        Assert.Equal(129, tool.ExitCode);
    }

    /// <summary>proc_pid_status(5).</summary>
    private static bool Catches(int id, int signal) =>
        File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith("SigCgt:", StringComparison.Ordinal))
            is { } line
        && (Convert.ToUInt64(line["SigCgt:".Length..].Trim(), 16) >> (signal - 1) & 1) != 0;

    private static async Task<int> WaitForAsync(Func<int> value)
    {
        for (Stopwatch clock = Stopwatch.StartNew(); clock.Elapsed < TimeLimit.OfTool; )
        {
            if (value() is not 0 and int found)
            {
                return found;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException("it never came");
    }

    private static int? FindMachine(int port) =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out int id) ? id : 0)
            .Where(id => id != 0 && CommandLineOf(id) is { } line && IsMachine(line) && line.Contains($":{port}\0"))
            .Select(id => (int?)id)
            .FirstOrDefault();

    private static bool IsMachine(string commandLine) => commandLine.Split('\0')[0].Contains("qemu-system");

    private static bool IsRunning(int id) => CommandLineOf(id) is { } line && IsMachine(line);

    /// <returns>Empty for what has ended and was not waited for; null for what is gone.</returns>
    private static string? CommandLineOf(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

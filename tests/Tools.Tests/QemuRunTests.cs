using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>The harness against real machines: each way a run can end, and what is left afterwards.</summary>
public sealed class QemuRunTests : IDisposable
{
    private readonly NativeToolchain _toolchain = new();
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_guest_that_reports_and_powers_off_passes()
    {
        List<string> live = [];
        QemuResult run = await RunAsync(
            "pass",
            "KTAP version 1\r\n1..1\r\nok 1 larger\r\nkeelson: report passed\r\n",
            GuestSource.PowerOff,
            options => options with { OnLine = line => live.Add(line.Text) }
        );

        Assert.Equal("larger", Assert.Single(Assert.Single(run.RequirePassingReport()).Results).Description);
        Assert.Equal(run.Lines.Select(line => line.Text), live);
        Assert.Equal(run.Lines.Select(line => line.Time).Order(), run.Lines.Select(line => line.Time));
        string[] transcript = await File.ReadAllLinesAsync(run.Transcript, _cancel);
        Assert.Equal("# " + run.CommandLine, transcript[0]);
        Assert.Contains(transcript, line => line.EndsWith("] " + ReportVerdict.PassedLine, StringComparison.Ordinal));
        Assert.StartsWith("# GuestShutdown after ", transcript[^1]);
    }

    [Fact]
    public async Task A_reset_is_told_from_a_power_off()
    {
        QemuResult run = await RunAsync("reset", "bye\r\n", GuestSource.Reset);
        run.RequireExit(QemuExit.GuestReset).RequireInOrder("bye");
        Assert.Throws<ConversationException>(() => run.RequireExit(QemuExit.GuestShutdown));
    }

    [Fact]
    public async Task A_guest_that_never_ends_is_killed_in_time_and_keeps_what_it_said()
    {
        QemuResult run;
        TimeSpan limit = TimeSpan.FromSeconds(3);
        // How long this machine needs to get as far is not known; the limit grows until it is enough.
        do
        {
            run = await RunAsync(
                "hang",
                "one\r\ntwo without an end",
                GuestSource.Hang,
                options => options with { Timeout = limit }
            );
            Assert.Equal(QemuExit.TimedOut, run.Exit);
            Assert.True(run.Duration >= limit - TimeSpan.FromMilliseconds(100), $"ended after {run.Duration}");
            limit *= 3;
        } while (
            limit < TimeLimit.OfTool && !run.Lines.Any(line => line.Text.StartsWith("two", StringComparison.Ordinal))
        );

        Assert.Equal("two without an end", run.Lines[^1].Text);
        Assert.Contains("two without an end", await File.ReadAllTextAsync(run.Transcript, _cancel));
        string message = Assert.Throws<ConversationException>(() => run.RequireInOrder("one", "three")).Message;
        Assert.Contains("'three' did not come after 'one'", message);
        Assert.Contains(run.Transcript, message);
        Assert.False(IsRunning(run), "QEMU outlived its run");
    }

    [Fact]
    public async Task A_guest_that_returns_to_the_firmware_is_stopped_at_the_line_asked_for()
    {
        QemuResult run = await RunAsync(
            "stop",
            "enough\r\n",
            "nop",
            options => options with { StopWhen = line => line == "enough" }
        );
        // The guest goes on for ever: that it was not the time limit is what the exit says. How long it took depends on
        // what else this computer does.
        run.RequireExit(QemuExit.Stopped).RequireInOrder("enough");
        Assert.True(run.Duration < TimeLimit.OfTool, $"stopped after {run.Duration}");
    }

    [Fact]
    public async Task A_machine_that_can_not_start_gives_the_reason()
    {
        QemuResult run = await RunAsync(
            "badflag",
            "never",
            GuestSource.PowerOff,
            options => options with { ExtraArguments = ["-nosuchflag"] }
        );
        Assert.Equal(QemuExit.QemuFailed, run.Exit);
        Assert.Contains("-nosuchflag", run.QemuErrors);
        Assert.Contains("-nosuchflag", Assert.Throws<ConversationException>(() => run.RequireInOrder("never")).Message);
    }

    [Fact]
    public async Task A_variable_store_is_made_once_and_kept()
    {
        string store = Path.Combine(_toolchain.Folder, "vars.fd");
        await RunAsync("store1", "x\r\n", GuestSource.PowerOff, options => options with { VariableStore = store });
        byte[] kept = await File.ReadAllBytesAsync(store, _cancel);
        Assert.Equal("_FVH"u8.ToArray(), kept[0x28..0x2C]); // the volume that holds the variables

        // The last byte of the bank is outside of the volume: only making the store anew would change it.
        kept[^1] = 0x5A;
        await File.WriteAllBytesAsync(store, kept, _cancel);
        await RunAsync("store2", "x\r\n", GuestSource.PowerOff, options => options with { VariableStore = store });
        Assert.Equal(0x5A, (await File.ReadAllBytesAsync(store, _cancel))[^1]);
    }

    [Fact]
    public async Task EL2_and_ACPI_reach_the_machine()
    {
        QemuResult run = await RunAsync(
            "el2",
            "x\r\n",
            GuestSource.PowerOff.Replace("hvc", "smc"),
            options => options with { EntryLevel = EntryLevel.El2, FirmwareTables = FirmwareTables.Acpi }
        );
        // Only a machine with EL2 takes its PSCI calls by smc; elsewhere the guest would hang.
        run.RequireExit(QemuExit.GuestShutdown);
        Assert.Contains("-machine virt,virtualization=on,acpi=on", run.CommandLine);
    }

    public void Dispose() => _toolchain.Dispose();

    private Task<QemuResult> RunAsync(
        string name,
        string text,
        string ending,
        Func<QemuRunOptions, QemuRunOptions>? adjust = null
    )
    {
        QemuRunOptions options = new()
        {
            Name = "tools-" + name,
            EfiApplication = _toolchain.LinkApplication(GuestSource.Application(text, ending), name),
        };
        return QemuRun.RunAsync(adjust?.Invoke(options) ?? options, _cancel);
    }

    /// <summary>Looks for this run's QEMU by the application it was given, which no other run has.</summary>
    private static bool IsRunning(QemuResult run)
    {
        string application = run.CommandLine.Split(' ').SkipWhile(word => word != "-kernel").ElementAt(1);
        return OperatingSystem.IsLinux()
            && Directory
                .EnumerateDirectories("/proc")
                .Any(process =>
                {
                    try
                    {
                        return File.ReadAllText(Path.Combine(process, "cmdline"))
                            .Contains(application, StringComparison.Ordinal);
                    }
                    catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                    {
                        return false;
                    }
                });
    }
}

using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Keelson.Tools.Symbols;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>Failures on purpose: each says what and where, and ends with a failing status instead of hanging.</summary>
public sealed class KernelFaultTests
{
    [Theory]
    [InlineData("bounds", "fatal: index out of range", "FaultInjection.ReadPastTheEnd")]
    [InlineData("divide", "fatal: divide by zero", "FaultInjection.DivideByZero")]
    [InlineData("overflow", "fatal: arithmetic overflow", "FaultInjection.Overflow")]
    [InlineData("null", "fatal: exception, vector 4: ESR 0x9600000", "FaultInjection.DereferenceNull")]
    [InlineData("cookie", "fatal: stack cookie overwritten", "FaultInjection.OverrunBuffer")]
    [InlineData("abort", "fatal: exception, vector 4: ESR 0x9600004", "FaultInjection.WriteToNowhere")]
    public async Task A_fault_of_the_kernel_shim_is_told_with_its_source_line(
        string fault,
        string account,
        string method
    )
    {
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "fault-kernel-" + fault,
                EfiApplication = Built.Product,
                CommandLine = "keelson.fault=" + fault,
                MemoryMegabytes = 128,
            }
        );
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder("keelson: " + account, " kernel-shim+0x", ReportVerdict.FailedLine);
        Assert.Equal(ReportVerdict.FailedLine, run.Lines[^1].Text);
        Assert.Throws<ConversationException>(() => run.RequirePassingReport());
        SourcePlace.Require(run, "arch/arm64/FaultInjection.cs", method);
    }
}

/// <summary>What .NET would throw, and nobody would catch, ends an application at its line.</summary>
public sealed class LanguageFaultTests
{
    [Theory]
    [InlineData("throw", "fatal: unhandled exception", "LanguageFaults.Throw")]
    [InlineData("unmatched", "fatal: unhandled exception", "LanguageFaults.Match")]
    [InlineData("assert", "fatal: assertion failed", "LanguageFaults.TryProvoke")]
    [InlineData("value", "fatal: unhandled exception", "LanguageFaults.TryProvoke")]
    [InlineData("recursion", "fatal: stack overflow", "LanguageFaults.Deepen")]
    public async Task What_nobody_catches_ends_the_application_at_its_line(string fault, string account, string method)
    {
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "fault-language-" + fault,
                EfiApplication = Built.Launcher,
                Initrd = Built.Faults,
                CommandLine = "-- " + fault,
                MemoryMegabytes = 128,
            }
        );
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "faults: " + fault,
                account,
                "  at faults+0x",
                "launcher: child returned EFI_ABORTED",
                "launcher: done"
            );
        SourcePlace.Require(run, "tests/guests/faults/LanguageFaults.cs", method);
    }
}

/// <summary>The same in an EFI application, which returns to whoever started it.</summary>
public sealed class ApplicationFaultTests
{
    [Theory]
    [InlineData("bounds", "fatal: index out of range", "FaultInjection.ReadPastTheEnd")]
    [InlineData("divide", "fatal: divide by zero", "FaultInjection.DivideByZero")]
    [InlineData("overflow", "fatal: arithmetic overflow", "FaultInjection.Overflow")]
    [InlineData("cookie", "fatal: stack cookie overwritten", "FaultInjection.OverrunBuffer")]
    [InlineData("null", "fatal: null reference (ESR 0x9", "FaultInjection.DereferenceNull")]
    [InlineData("null", "fatal: null reference (ESR 0x9", "FaultInjection.DereferenceNull", EntryLevel.El2)]
    [InlineData("abort", "fatal: exception: ESR 0x9600004", "FaultInjection.WriteToNowhere")]
    public async Task A_fault_of_an_application_is_told_with_its_source_line_and_returns_ABORTED(
        string fault,
        string account,
        string method,
        EntryLevel level = EntryLevel.El1
    )
    {
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = $"fault-application-{fault}-{level}".ToLowerInvariant(),
                EntryLevel = level,
                EfiApplication = Built.Launcher,
                Initrd = Built.Faults,
                CommandLine = "-- " + fault,
                MemoryMegabytes = 128,
            }
        );
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "faults: " + fault,
                account,
                "  at faults+0x",
                "launcher: child returned EFI_ABORTED",
                "launcher: leaked 0 pages",
                "launcher: done"
            );
        Assert.DoesNotContain(run.Lines, line => line.Text == "faults: nothing happened");
        SourcePlace.Require(run, "arch/arm64/FaultInjection.cs", method);
        if (fault is "null" or "abort")
        {
            // A method that calls nothing has no frame: x30 alone knows its caller.
            SourcePlace.Require(run, "arch/arm64/FaultInjection.cs", "FaultInjection.TryProvoke");
        }
    }
}

internal static class SourcePlace
{
    /// <summary>The backtrace names a line of this file, in this method.</summary>
    public static void Require(QemuResult run, string file, string method)
    {
        string[] frames = [.. run.Lines.Select(line => line.Text).Where(Symbolizer.IsOfBacktrace)];
        SymbolizedLog log = new Symbolizer(ModuleMap.OfBuild(Repository.Current)).Rewrite(frames);
        Assert.Empty(log.Refusals);
        IReadOnlyList<string> placed = log.Lines;
        Assert.Contains(placed, line => line.Contains("  build ", StringComparison.Ordinal));
        Assert.True(
            placed.Any(line =>
                line.Contains($"({file}:", StringComparison.Ordinal)
                && line.Contains(method + ")", StringComparison.Ordinal)
            ),
            $"no frame in {method} of {file}:\n{string.Join('\n', placed)}"
        );
    }
}

using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>Runs of the product in front of which tests/guests/hostile bends something of the firmware.</summary>
internal static class HostileFirmware
{
    public static KtapDocument RequireFinding(QemuResult run, string finding)
    {
        run.RequireExit(QemuExit.GuestShutdown).RequireInOrder("# finding " + finding, ReportVerdict.FailedLine);
        KtapDocument report = Assert.Single(run.Reports);
        Assert.Empty(report.Problems);
        // Who reads results alone sees it as well: no error without one that fails.
        Assert.NotEqual(0, report.FailedCount);
        return report;
    }

    /// <summary>It, and no other error: the first offender alone is blamed.</summary>
    public static KtapDocument RequireOneError(QemuResult run, string finding)
    {
        KtapDocument report = RequireFinding(run, finding);
        Assert.Single(Errors(run));
        return report;
    }

    /// <summary>The lines of findings that are errors.</summary>
    public static IEnumerable<string> Errors(QemuResult run) =>
        run
            .Lines.Select(line => line.Text)
            .Where(text => text.StartsWith("# finding ", StringComparison.Ordinal) && text.Contains(" error "));

    public static Task<QemuResult> BootAsync(
        string setting,
        string machine = "virt-aavmf",
        EntryLevel level = EntryLevel.El1,
        int processors = 1,
        string? cpu = null
    ) =>
        Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "hostile-" + setting,
                Machine = machine,
                EfiApplication = Built.Hostile,
                Initrd = Built.Product,
                // All memory that the firmware ever had is filled, and what one looks for is not in the rest.
                CommandLine = setting + (setting.Contains(" -- ") ? " " : " -- ") + "keelson.poison=16",
                MemoryMegabytes = 256,
                EntryLevel = level,
                ProcessorCount = processors,
                Cpu = cpu,
            }
        );
}

using System.Text;
using Keelson.Reports;
using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>The report of one run, read from the disk after the next: what somebody gets who has no console.</summary>
public sealed class KeptReportTests : IDisposable
{
    private const string Delivered =
        "keelson-stub: report of the previous run written to \\keelson\\report.ktap and report.txt";

    private static readonly Func<string, bool> s_isLeaving = line =>
        line.Contains("calling ExitBootServices", StringComparison.Ordinal);

    /// <summary>Firmware with so many faults that their texts take more than a page.</summary>
    private const string LongReport =
        "runtime-crowd-8,map-off-64k,mat-type,properties-wakeup,reservations-nowhere,vendor-nowhere,boot-short,"
        + "system-crc,runtime-crc,smbios-sum,stack-executable,resources-huge,svam-state-x18+x19+x20+x21+x22+d8+d9";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-report-");

    /// <summary>
    /// Also past a start whose volume cannot be written. The starts after the first end before they can leave a report
    /// of their own.
    /// </summary>
    [Fact]
    public async Task The_report_survives_in_a_variable_which_is_deleted_at_the_next_boot()
    {
        using FatDisk disk = new(Built.Product);
        QemuResult first = await BootAsync("report-first", disk.FlagsOfEdk2);
        first.RequirePassingReport();
        first.RequireInOrder(
            "keelson: report kept for the next boot: SetVariable returned EFI_SUCCESS, copies in memory: 0",
            "keelson: report passed"
        );
        Assert.DoesNotContain(
            first.Lines,
            line => line.Text.Contains("report of the previous run", StringComparison.Ordinal)
        );

        QemuResult readOnly = await BootAsync(
            "report-read-only",
            disk.ReadOnlyFlagsOfEdk2,
            change: run => run with { StopWhen = s_isLeaving }
        );
        readOnly
            .RequireExit(QemuExit.Stopped)
            .RequireInOrder(
                "keelson-stub: warning: cannot write the report of the previous run to this volume: "
                    + "EFI_WRITE_PROTECTED: kept",
                "calling ExitBootServices"
            );
        Assert.Equal(
            "run 1 began, and has brought no report yet\n",
            Encoding.ASCII.GetString(disk.Read("keelson/report.txt")!)
        );

        QemuResult second = await BootAsync(
            "report-second",
            disk.FlagsOfEdk2,
            change: run => run with { StopWhen = s_isLeaving }
        );
        second.RequireExit(QemuExit.Stopped).RequireInOrder(Delivered, "keelson-stub: calling ExitBootServices");
        RequireSame(first, disk);
        RequireText(
            disk,
            "\nrun: 1\n",
            "\nResetSystem: asked for Shutdown, and memory did not last: the machine was off, or clears it\n",
            "\nrun 2 began, and has brought no report yet\n"
        );

        QemuResult third = await BootAsync(
            "report-third",
            disk.FlagsOfEdk2,
            change: run => run with { StopWhen = s_isLeaving }
        );
        third.RequireExit(QemuExit.Stopped).RequireInOrder("keelson-stub: run 2 left no report: ");
        Assert.DoesNotContain(
            third.Lines,
            line => line.Text.Contains("report of the previous run", StringComparison.Ordinal)
        );
        // What is on the volume is about the newest run, however that ended.
        RequireText(disk, "run 2 left no report: ", "\nrun 3 began, ", "\nreport missing\n");
    }

    [Fact]
    public async Task Option_delete_deletes_the_kept_report()
    {
        // Started from memory, and so from no volume: every start leaves it where it is.
        QemuResult first = await BootAsync("report-delete-first", [], application: Built.Product);
        first.RequirePassingReport();
        QemuResult second = await BootAsync("report-delete-second", [], "keelson.report=delete", Built.Product);
        second.RequireInOrder(
            "keelson-stub: warning: cannot write the report of the previous run to this volume: ",
            "keelson: report deleted: SetVariable returned EFI_SUCCESS"
        );
        QemuResult third = await BootAsync("report-delete-third", [], "keelson.report=none", Built.Product);
        Assert.DoesNotContain(
            third.Lines,
            line => line.Text.Contains("report of the previous run", StringComparison.Ordinal)
        );
    }

    /// <summary>
    /// U-Boot sets no variable at run time: the report waits in memory, and the machine resets without QEMU ending.
    /// </summary>
    [Fact]
    public async Task The_report_survives_a_warm_reset_in_memory_where_SetVariable_is_unsupported()
    {
        using FatDisk disk = new(Built.Product);
        QemuResult run = await BootAsync(
            "report-memory",
            [.. disk.Flags, "-action", "reboot=reset"],
            "keelson.end=reset",
            change: run => run with { Machine = "virt-uboot", StopWhen = line => line == Delivered }
        );
        run.RequireExit(QemuExit.Stopped)
            .RequireInOrder(
                "keelson: report kept for the next boot: SetVariable returned EFI_UNSUPPORTED, copies in memory: ",
                "keelson: report passed",
                Delivered
            );
        RequireSame(run, disk);
    }

    /// <summary>
    /// The area that a tree sets aside for logs is used alone; the EFI map calls it boot-services memory, which a
    /// kernel takes otherwise.
    /// </summary>
    [Fact]
    public async Task The_report_survives_in_the_ramoops_area_of_the_device_tree()
    {
        using FatDisk disk = new(Built.Product);
        string tree = ChangedTree.MakeWithLogArea(_folder, 0x4500_0000);
        QemuResult run = await BootAsync(
            "report-ramoops",
            [.. disk.Flags, "-action", "reboot=reset", "-dtb", tree],
            "keelson.end=reset",
            change: run =>
                run with
                {
                    Machine = "virt-uboot",
                    MemoryMegabytes = 128,
                    StopWhen = line => line == Delivered,
                }
        );
        run.RequireExit(QemuExit.Stopped)
            .RequireInOrder(
                "keelson: report kept for the next boot: SetVariable returned EFI_UNSUPPORTED, copies in memory: 1",
                "keelson: report passed",
                Delivered
            );
        Assert.Contains(run.Lines, line => line.Text.EndsWith("copies in memory: 1", StringComparison.Ordinal));
        RequireSame(run, disk);
    }

    /// <summary>
    /// Nobody sees anything, and no variable can be set: the machine resets once so that the report is brought, and
    /// then rests. The same where the run fails before its report.
    /// </summary>
    [Theory]
    [InlineData("keelson.console=none", true, "report passed")]
    [InlineData("keelson.fault=bounds", false, "fatal: index out of range")]
    public async Task Without_a_console_the_machine_resets_once_to_deliver_the_report(
        string options,
        bool hasPort,
        string text
    )
    {
        using FatDisk disk = new(Built.Product);
        QemuResult run = await BootAsync(
            "report-silent-" + text[..6].Trim(),
            [
                .. disk.Flags,
                "-action",
                "reboot=reset",
                .. hasPort ? [] : (string[])["-dtb", ChangedTree.MakeConsoleless(_folder)],
            ],
            options,
            change: run =>
                run with
                {
                    Machine = "virt-uboot",
                    MemoryMegabytes = 128,
                    StopWhen = line => line.Contains("returning EFI_SUCCESS", StringComparison.Ordinal),
                }
        );
        run.RequireExit(QemuExit.Stopped)
            .RequireInOrder(
                "keelson-stub: calling ExitBootServices",
                Delivered,
                "keelson-stub: returning EFI_SUCCESS to the firmware"
            );
        Assert.Single(run.Lines, line => line.Text.Contains("calling ExitBootServices", StringComparison.Ordinal));
        Assert.DoesNotContain(run.Lines, line => line.Text.StartsWith("keelson: ", StringComparison.Ordinal));
        Assert.Contains(text, Encoding.ASCII.GetString(disk.Read("keelson/report.txt")!));
    }

    /// <summary>A reset instead of power-off: memory is as the run left it, which the next start sees.</summary>
    [Fact]
    public async Task A_ResetSystem_that_resets_where_it_was_to_switch_off_fails_the_report()
    {
        using FatDisk disk = new(Built.Product);
        // First that of the variable, then that of memory, of the same run, with what is known by now.
        int delivered = 0;
        QemuResult run = await BootAsync(
            "report-reset-for-off",
            [.. disk.FlagsOfEdk2, "-action", "reboot=reset"],
            "ResetSystem-reset",
            Built.Hostile,
            run => run with { Initrd = Built.Product, StopWhen = line => line == Delivered && ++delivered == 2 }
        );
        run.RequireExit(QemuExit.Stopped)
            .RequireInOrder(
                "keelson: report passed",
                "keelson-stub: the previous run asked to be switched off, and the machine was reset: KF-056",
                Delivered
            );
        RequireText(
            disk,
            "\nfinding KF-056 error ResetSystem: did not do what it was asked for: Shutdown, and memory was as ",
            "\nreport failed\n"
        );
    }

    /// <summary>What was kept before it says that the run passed, and the power takes memory away.</summary>
    [Theory]
    [InlineData("ResetSystem-abort", "KF-017 error ResetSystem: took an exception: data abort, FAR 0x1000 (")]
    [InlineData("ResetSystem-loop -- keelson.watchdog=2", "KF-048 error ResetSystem: did not return: ended after 2 s")]
    public async Task A_ResetSystem_that_does_not_end_the_run_fails_the_report(string setting, string finding)
    {
        using FatDisk disk = new(Built.Product);
        QemuResult first = await BootAsync(
            "report-reset-" + setting[12..16],
            disk.FlagsOfEdk2,
            setting,
            Built.Hostile,
            run => run with { Initrd = Built.Product }
        );
        first
            .RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "keelson: report passed",
                "# finding " + finding,
                "keelson: report kept for the next boot: SetVariable returned EFI_SUCCESS",
                "keelson: report failed"
            );
        QemuResult second = await BootAsync(
            "report-reset-next-" + setting[12..16],
            disk.FlagsOfEdk2,
            change: run => run with { StopWhen = s_isLeaving }
        );
        second.RequireExit(QemuExit.Stopped).RequireInOrder(Delivered);
        RequireText(disk, "\nfinding " + finding, "\nreport failed\n");
    }

    /// <summary>The variable that was set is not there at the next start, and memory is as the run left it.</summary>
    [Fact]
    public async Task A_variable_that_a_reset_loses_fails_the_report()
    {
        using FatDisk disk = new(Built.Product);
        QemuResult run = await BootAsync(
            "report-variable-lost",
            [.. disk.FlagsOfEdk2, "-action", "reboot=reset"],
            "driver-answer-set-forgotten -- keelson.end=reset",
            Built.Hostile,
            run => run with { Initrd = Built.Product, StopWhen = line => line == Delivered }
        );
        run.RequireExit(QemuExit.Stopped)
            .RequireInOrder(
                "keelson: report kept for the next boot: SetVariable returned EFI_SUCCESS, copies in memory: 0",
                "keelson: report passed",
                "keelson-stub: the previous run set a variable that this start has not, or an older one: KF-079",
                Delivered
            );
        RequireText(
            disk,
            "\nfinding KF-079 error SetVariable: was set, and is gone after a reset: KeelsonReport (",
            "\nResetSystem: asked for a reset, and memory was as the run left it: the machine was reset\n",
            "\nreport failed\n"
        );
    }

    /// <summary>A store that takes a page at most has the report with less text, and all of its results.</summary>
    [Fact]
    public async Task A_report_that_is_too_long_for_the_store_is_kept_with_less_text()
    {
        using FatDisk disk = new(Built.Product);
        QemuResult run = await BootAsync(
            "report-store-small",
            disk.FlagsOfEdk2,
            "driver-answer-set-page," + LongReport,
            Built.Hostile,
            run => run with { Initrd = Built.Product }
        );
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder("keelson: report kept for the next boot: SetVariable returned EFI_SUCCESS, copies in ");
        string text = await BringAsync(disk, "small");
        Assert.InRange(text.Length, 1, KeptReport.SmallCapacityBytes);
        Assert.Contains("# more was said than there is room for\n", text);
        RequireResults(run, text);
    }

    /// <summary>More than a page, and nothing of it is cut.</summary>
    [Fact]
    public async Task A_report_with_many_findings_is_kept_whole()
    {
        using FatDisk disk = new(Built.Product);
        QemuResult run = await BootAsync(
            "report-long",
            disk.FlagsOfEdk2,
            LongReport,
            Built.Hostile,
            run => run with { Initrd = Built.Product }
        );
        string text = await BringAsync(disk, "long");
        Assert.InRange(text.Length, KeptReport.SmallCapacityBytes, KeptReport.CapacityBytes);
        Assert.DoesNotContain("more was said than there is room for", text);
        Assert.All(
            run.Lines.Where(line => line.Text.StartsWith("# finding ", StringComparison.Ordinal)),
            line => Assert.Contains(line.Text, text)
        );
        RequireResults(run, text);
    }

    private async Task<string> BringAsync(FatDisk disk, string name)
    {
        QemuResult next = await BootAsync(
            "report-next-" + name,
            disk.FlagsOfEdk2,
            change: run => run with { StopWhen = s_isLeaving }
        );
        next.RequireExit(QemuExit.Stopped).RequireInOrder(Delivered);
        return Encoding.ASCII.GetString(disk.Read("keelson/report.ktap")!);
    }

    private static void RequireResults(QemuResult run, string text)
    {
        KtapDocument kept = Assert.Single(KtapParser.Parse(text.TrimEnd('\n').Split('\n')));
        Assert.Empty(kept.Problems);
        Assert.Equal(
            run.Reports[0].Results.Select(result => (result.Number, result.Outcome)),
            kept.Results.Select(result => (result.Number, result.Outcome))
        );
    }

    /// <summary>
    /// What would have named the console is what is wrong: nothing is seen after ExitBootServices, and the next start
    /// brings the report with the finding.
    /// </summary>
    [Theory]
    [InlineData(
        "root-lost",
        "virt-aavmf-acpi",
        "finding KF-045 error ACPI XSDT: leads to no memory of the map: 0x7fff0"
    )]
    [InlineData("tree-magic", "virt-aavmf", "finding KF-057 warning device tree: is not what it is listed as: 0x4")]
    [InlineData(
        "tree-console-hole",
        "virt-aavmf",
        "finding KF-077 error serial port of stdout-path: is described and does not answer: 0xf000000"
    )]
    [InlineData(
        "tree-console-memory",
        "virt-aavmf",
        "finding KF-077 error serial port of stdout-path: is described and does not answer: 0x48000000 is Conventional"
    )]
    [InlineData(
        "acpi-console-lost",
        "virt-aavmf-acpi",
        "finding KF-077 error serial port of ACPI SPCR: is described and does not answer: 0x7fff00000000"
    )]
    public async Task A_table_that_takes_the_console_with_it_is_told_at_the_next_start(
        string setting,
        string machine,
        string finding
    )
    {
        using FatDisk disk = new(Built.Product);
        QemuResult first = await BootAsync(
            "report-unseen-" + setting,
            disk.FlagsOfEdk2,
            setting,
            Built.Hostile,
            run => run with { Machine = machine, Initrd = Built.Product }
        );
        first
            .RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "keelson-stub: warning: no console: ",
                "The report is kept for the next boot",
                "keelson-stub: calling ExitBootServices"
            );
        Assert.DoesNotContain(first.Lines, line => line.Text.StartsWith("keelson: ", StringComparison.Ordinal));
        QemuResult second = await BootAsync(
            "report-unseen-next-" + setting,
            disk.FlagsOfEdk2,
            change: run => run with { Machine = machine, StopWhen = s_isLeaving }
        );
        second.RequireExit(QemuExit.Stopped).RequireInOrder(Delivered);
        RequireText(disk, "\n" + finding);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void RequireText(FatDisk disk, params string[] parts)
    {
        string text = Encoding.ASCII.GetString(disk.Read("keelson/report.txt")!);
        Assert.All(parts, part => Assert.Contains(part, text));
    }

    /// <summary>Each result of the console, by number and outcome; and the texts that are for people.</summary>
    private static void RequireSame(QemuResult run, FatDisk disk)
    {
        string[] lines = Encoding.ASCII.GetString(disk.Read("keelson/report.ktap")!).TrimEnd('\n').Split('\n');
        KtapDocument kept = Assert.Single(KtapParser.Parse(lines));
        KtapDocument said = run.Reports[0];
        Assert.Empty(kept.Problems);
        Assert.Equal(
            said.Results.Select(result => (result.Number, result.Outcome)),
            kept.Results.Select(result => (result.Number, result.Outcome))
        );
        string text = Encoding.ASCII.GetString(disk.Read("keelson/report.txt")!);
        Assert.StartsWith("firmware: ", text);
        Assert.EndsWith("report passed\n", text);
        foreach (
            ConsoleLine line in run
                .Lines.Where(line => line.Text.StartsWith("# finding", StringComparison.Ordinal))
                .Take(3)
        )
        {
            Assert.Contains(line.Text[2..], text);
        }
    }

    private Task<QemuResult> BootAsync(
        string name,
        string[] flags,
        string? options = null,
        string? application = null,
        Func<QemuRunOptions, QemuRunOptions>? change = null
    )
    {
        QemuRunOptions run = new()
        {
            Name = name,
            EfiApplication = application,
            CommandLine = options,
            VariableStore = Path.Combine(_folder.FullName, "vars.fd"),
            MemoryMegabytes = 256,
            ExtraArguments = flags,
        };
        return Machine.RunAsync(change is null ? run : change(run));
    }
}

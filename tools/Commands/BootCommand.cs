using System.CommandLine;
using Keelson.Tools.Building;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary>
/// <c>boot</c>: builds, boots, shows the console as it comes, and succeeds only if the guest's report passed.
/// </summary>
internal static class BootCommand
{
    private static readonly Option<string> s_machine = OptionRules.Machine();

    // What is not given is as the machine's file says.
    private static readonly Option<int?> s_memory = new("--memory")
    {
        Description = "guest memory in MB; all that is free is poisoned",
    };
    private static readonly Option<string?> s_cpu = new("--cpu")
    {
        Description = "QEMU's name of the core (for max, add ,pauth-impdef=on or it is slow)",
    };
    private static readonly Option<int?> s_smp = new("--smp") { Description = "number of cores" };
    private static readonly Option<bool> s_el2 = new("--el2") { Description = "enter the application at EL2" };
    private static readonly Option<string?> s_tables = new("--firmware-tables")
    {
        Description = "how the firmware describes the hardware: dt or acpi",
    };
    private static readonly Option<string?> s_append = new("--append")
    {
        Description = "the kernel command line (LoadOptions)",
    };
    private static readonly Option<string?> s_efi = new("--efi")
    {
        Description = "another EFI application instead of the product",
    };
    private static readonly Option<string?> s_disk = new("--disk")
    {
        Description = "a disk image for a machine that boots from one, in place of one made with the application",
    };
    private static readonly Option<string?> s_initrd = new("--initrd")
    {
        Description = "an initrd, served through LoadFile2",
    };
    private static readonly Option<string?> s_vars = new("--vars")
    {
        Description = "keep the UEFI variables in this file from run to run",
    };
    private static readonly Option<int?> s_timeout = new("--timeout") { Description = "seconds until QEMU is killed" };
    private static readonly Option<int?> s_gdb = new("--gdb")
    {
        Description = "hold the guest and wait for a debugger on this port (no timeout)",
    };
    private static readonly Option<string?> s_until = new("--until")
    {
        Description = "end the run, and succeed, at the first line with this text (for applications without a report)",
    };

    private static readonly Option<bool> s_noBuild = new("--no-build")
    {
        Description = "boot what the last build left, whatever has changed since",
    };

    public static Command Create()
    {
        s_tables.AcceptOnlyFromAmong("dt", "acpi");
        OptionRules.RequireWholeNumber(s_memory);
        OptionRules.RequireWholeNumber(s_smp);
        OptionRules.RequireWholeNumber(s_timeout, maximum: OptionRules.MaximumSeconds);
        OptionRules.RequireWholeNumber(s_gdb, maximum: ushort.MaxValue);
        Command boot = new("boot", "build, boot in QEMU and show the console; succeeds only if the report passed")
        {
            s_machine,
            s_memory,
            s_cpu,
            s_smp,
            s_el2,
            s_tables,
            s_append,
            s_efi,
            s_disk,
            s_initrd,
            s_vars,
            s_timeout,
            s_gdb,
            s_until,
            s_noBuild,
        };
        boot.SetAction(
            async (parsed, cancel) =>
            {
                RequireFiles(parsed);
                return BuildCommand.Need(Stage.Boot, GoalOf(parsed), BuildEcho.Full) is 0
                    ? await BootAsync(OptionsOf(parsed), parsed.GetValue(s_until), cancel)
                    : ExitCodes.Failure;
            }
        );
        return boot;
    }

    /// <summary>Only what makes the application that is booted.</summary>
    /// <returns>Null when nothing is to be built.</returns>
    internal static BuildGoal? GoalOf(ParseResult parsed) =>
        parsed.GetValue(s_noBuild) ? null : BuildGoal.Of(parsed.GetValue(s_efi), Repository.Current);

    /// <summary>Before the build, which may take minutes.</summary>
    private static void RequireFiles(ParseResult parsed)
    {
        EfiApplicationFile.RequireIfGiven(parsed, s_efi);
        InputFile.RequireIfGiven(parsed, s_disk, s_initrd);
        RunOptions.Require(parsed, s_machine, s_cpu, s_vars);
    }

    private static QemuRunOptions OptionsOf(ParseResult parsed) =>
        new()
        {
            Name = "boot",
            Machine = parsed.GetRequiredValue(s_machine),
            EfiApplication = parsed.GetValue(s_efi) ?? Products.RequireBootApplication(Repository.Current),
            Disk = parsed.GetValue(s_disk),
            Initrd = parsed.GetValue(s_initrd),
            CommandLine = parsed.GetValue(s_append),
            MemoryMegabytes = parsed.GetValue(s_memory),
            Cpu = parsed.GetValue(s_cpu),
            ProcessorCount = parsed.GetValue(s_smp),
            EntryLevel = LevelOf(parsed, s_el2),
            FirmwareTables = TablesOf(parsed, s_tables),
            VariableStore = parsed.GetValue(s_vars),
            GdbPort = parsed.GetValue(s_gdb),
            // Whoever sits at a debugger takes as long as it takes.
            Timeout =
                parsed.GetValue(s_gdb) is not null ? System.Threading.Timeout.InfiniteTimeSpan
                : parsed.GetValue(s_timeout) is { } seconds ? TimeSpan.FromSeconds(seconds)
                : null,
            // The product is all there is; another application may go on after a stub that it started.
            StopWhen = line =>
                (parsed.GetValue(s_efi) is null && StubReturn.Is(line))
                || (parsed.GetValue(s_until) is { } text && line.Contains(text, StringComparison.Ordinal)),
        };

    private static async Task<int> BootAsync(QemuRunOptions options, string? until, CancellationToken cancel)
    {
        QemuResult run = await ShownRun.RunAsync("boot", options, cancel);
        return until is null ? ShownRun.PrintVerdict("boot", run) : PrintStop(run, until);
    }

    private static int PrintStop(QemuResult run, string until)
    {
        Console.WriteLine();
        Console.WriteLine(
            $"boot: {run.Exit} after {run.Duration.TotalSeconds:F2} s; transcript: "
                + $"{Repository.Shorten(run.Transcript)}"
        );
        // A guest may switch itself off behind the line, before we do.
        bool hasCome =
            run.Exit == QemuExit.Stopped
            || (
                run.Exit == QemuExit.GuestShutdown
                && run.Lines.Any(line => line.Text.Contains(until, StringComparison.Ordinal))
            );
        if (!hasCome)
        {
            Console.Error.WriteLine($"keelson: '{until}' never came");
        }

        return hasCome ? ExitCodes.Success : ExitCodes.Failure;
    }

    /// <summary>Null, the machine's own, where the option is not given.</summary>
    internal static EntryLevel? LevelOf(ParseResult parsed, Option<bool> option) =>
        parsed.GetResult(option) is { Implicit: false }
            ? (parsed.GetValue(option) ? EntryLevel.El2 : EntryLevel.El1)
            : null;

    /// <inheritdoc cref="LevelOf"/>
    internal static FirmwareTables? TablesOf(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) switch
        {
            "acpi" => FirmwareTables.Acpi,
            "dt" => FirmwareTables.DeviceTree,
            _ => null,
        };
}

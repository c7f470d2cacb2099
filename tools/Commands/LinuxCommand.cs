using System.CommandLine;
using Keelson.Tools.Building;
using Keelson.Tools.Images;
using Keelson.Tools.Linux;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary><c>linux</c>: a stock kernel through our stub, the user's or a fetched one.</summary>
internal static class LinuxCommand
{
    private static readonly Option<string?> s_kernel = new("--kernel")
    {
        Description = "an arm64 Image, or a kernel's name in fetch --list",
        DefaultValueFactory = _ => "kernel-6.1-cloud",
    };
    private static readonly Option<string?> s_initrd = new("--initrd")
    {
        Description = "its initrd; without one, an initramfs that prints what it finds of EFI",
    };
    private static readonly Option<string?> s_append = new("--append")
    {
        Description = "more of the kernel's command line",
    };
    private static readonly Option<string> s_machine = OptionRules.Machine();
    private static readonly Option<int> s_memory = new("--memory")
    {
        Description = "guest memory in MB",
        DefaultValueFactory = _ => 1024,
    };
    private static readonly Option<string?> s_cpu = new("--cpu")
    {
        Description = "QEMU's name of the core (16 KB pages need cortex-a76, neoverse-n1 or max)",
    };
    private static readonly Option<int?> s_smp = new("--smp") { Description = "number of cores" };
    private static readonly Option<bool> s_el2 = new("--el2") { Description = "enter the stub at EL2" };
    private static readonly Option<string?> s_tables = new("--firmware-tables")
    {
        Description = "how the firmware describes the hardware: dt or acpi",
    };
    private static readonly Option<string> s_stub = new("--stub")
    {
        Description = "keelson, or own: the kernel's own EFI stub, to compare with",
        DefaultValueFactory = _ => "keelson",
    };
    private static readonly Option<string?> s_vars = new("--vars")
    {
        Description = "keep the UEFI variables in this file from run to run",
    };
    private static readonly Option<string?> s_until = new("--until")
    {
        Description = "end the run, and succeed, at the first line with this text",
    };
    private static readonly Option<int> s_timeout = new("--timeout")
    {
        Description = "seconds until QEMU is killed",
        DefaultValueFactory = _ => (int)TimeLimit.OfWork(20).TotalSeconds,
    };

    private static readonly Option<bool> s_interactive = new("--interactive", "-i")
    {
        Description = "give the guest this terminal (Ctrl-A X ends it); without --initrd, a shell",
    };

    public static Command Create()
    {
        s_tables.AcceptOnlyFromAmong("dt", "acpi");
        s_stub.AcceptOnlyFromAmong("keelson", "own");
        OptionRules.RequireWholeNumber(s_memory);
        OptionRules.RequireWholeNumber(s_smp);
        OptionRules.RequireWholeNumber(s_timeout, maximum: OptionRules.MaximumSeconds);
        Command linux = new(
            "linux",
            "boot a stock Linux kernel through the stub in QEMU: the user's own, or a fetched one"
        )
        {
            s_kernel,
            s_initrd,
            s_append,
            s_machine,
            s_memory,
            s_cpu,
            s_smp,
            s_el2,
            s_tables,
            s_stub,
            s_vars,
            s_until,
            s_timeout,
            s_interactive,
        };
        linux.SetAction(
            async (parsed, cancel) =>
            {
                RequireKernel(parsed);
                InputFile.RequireIfGiven(parsed, s_initrd);
                RunOptions.Require(parsed, s_machine, s_cpu, s_vars, carried: s_initrd);
                return BuildCommand.Need(Stage.Boot, BuildGoal.Stub, BuildEcho.Full) is 0
                    ? await BootAsync(parsed, cancel)
                    : ExitCodes.Failure;
            }
        );
        return linux;
    }

    /// <summary>A file that is none would be found after the build.</summary>
    private static void RequireKernel(ParseResult parsed)
    {
        if (
            StockKernel.RequireKnown(parsed.GetRequiredValue(s_kernel)!) is { } file
            && parsed.GetRequiredValue(s_stub) != "own"
        )
        {
            PackedKernelFile.RequireImage(InputFile.Read(file), out _);
        }
    }

    private static async Task<int> BootAsync(ParseResult parsed, CancellationToken cancel)
    {
        StockKernel kernel = StockKernel.Of(
            parsed.GetRequiredValue(s_kernel)!,
            line => Console.WriteLine("fetch: " + line)
        );
        string? initrd = parsed.GetValue(s_initrd);
        if (kernel.Modules is null && initrd is null)
        {
            Console.WriteLine(
                $"linux: the modules of {kernel.Name} are not known; what it has not built in is left out (efivarfs)"
            );
        }

        bool interactive = parsed.GetValue(s_interactive);
        string shell = interactive && initrd is null ? " keelson.guest=shell" : "";
        string until = parsed.GetValue(s_until) ?? (initrd is null ? GuestFacts.EndLine : "");
        QemuRunOptions options = LinuxRun.Options(
            "linux",
            kernel.Image,
            initrd ?? new GuestArchive(kernel).WriteTo(Path.Combine(RunFolder.Files, "guest.cpio")),
            $"{LinuxRun.BaseCommandLine}{shell} {parsed.GetValue(s_append)}".TrimEnd(),
            parsed.GetRequiredValue(s_stub) == "own" ? BootedBy.ItsOwnStub : BootedBy.Keelson,
            InitrdSource.Carried
        ) with
        {
            Machine = parsed.GetRequiredValue(s_machine),
            MemoryMegabytes = parsed.GetValue(s_memory),
            Cpu = parsed.GetValue(s_cpu),
            ProcessorCount = parsed.GetValue(s_smp),
            EntryLevel = BootCommand.LevelOf(parsed, s_el2),
            FirmwareTables = BootCommand.TablesOf(parsed, s_tables),
            VariableStore = parsed.GetValue(s_vars),
            Timeout = TimeSpan.FromSeconds(parsed.GetValue(s_timeout)),
            StopWhen = line =>
                StubReturn.Is(line)
                || (parsed.GetValue(s_until) is { } text && line.Contains(text, StringComparison.Ordinal)),
        };
        if (interactive)
        {
            // Whoever sits at a terminal takes as long as it takes; a file or a pipe has nobody who could end it.
            TimeSpan limit = Console.IsInputRedirected ? options.Timeout!.Value : Timeout.InfiniteTimeSpan;
            Console.WriteLine(
                Console.IsInputRedirected
                    ? $"linux: the input is no terminal: QEMU is killed after {limit.TotalSeconds:F0} s (--timeout)"
                    : "linux: Ctrl-A X ends QEMU"
            );
            return QemuRun.RunAttached(options, limit) switch
            {
                0 => ExitCodes.Success,
                null => throw new FailureException(
                    $"the guest has not ended in {limit.TotalSeconds:F0} s",
                    "give it commands that end it (poweroff -f), a terminal, or more time with --timeout"
                ),
                _ => ExitCodes.Failure,
            };
        }

        QemuResult run = await ShownRun.RunAsync("linux", options, cancel);
        return Conclude(run, until);
    }

    /// <summary>A kernel of the user's may end as it likes, but it must end; ours has a last line.</summary>
    private static int Conclude(QemuResult run, string until)
    {
        bool said = run.Lines.Any(line => line.Text.Contains(until, StringComparison.Ordinal));
        bool ended = run.Exit is QemuExit.Stopped or QemuExit.GuestShutdown;
        Console.WriteLine();
        Console.WriteLine(
            $"linux: {run.Exit} after {run.Duration.TotalSeconds:F2} s; transcript: "
                + $"{Repository.Shorten(run.Transcript)}"
        );
        if (!said)
        {
            Console.Error.WriteLine(
                "keelson: " + (StubReturn.ReasonIn(run.Lines.Select(line => line.Text)) ?? $"'{until}' never came")
            );
        }

        return said && ended ? ExitCodes.Success : ExitCodes.Failure;
    }
}

using System.CommandLine;
using System.Text;
using Keelson.Handover;
using Keelson.Kexec;
using Keelson.Tools.Building;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Keelson.Tools.Workspace;
using Spectre.Console;

namespace Keelson.Tools.Commands;

/// <summary>
/// <c>kexec</c>: boots once and goes through a chain of kernels, each of which reports; succeeds only if all of them
/// passed.
/// </summary>
internal static class KexecCommand
{
    // Of an idle machine; the limit is a multiple.
    private const double FirstGenerationSeconds = 12;
    private const double LaterGenerationSeconds = 0.5;

    private static readonly Option<int> s_generations = new("--generations")
    {
        Description = "kernels in the chain, the first included (up to 1000)",
        DefaultValueFactory = _ => 5,
    };
    private static readonly Option<string?> s_chain = new("--chain")
    {
        Description = "page sizes to go through, such as 4k,64k,16k,4k (16k needs --cpu max,pauth-impdef=on)",
    };
    private static readonly Option<string> s_machine = OptionRules.Machine();
    private static readonly Option<int?> s_memory = new("--memory")
    {
        Description = "guest memory in MB; all of it is poisoned in every generation",
    };
    private static readonly Option<string?> s_cpu = new("--cpu") { Description = "QEMU's name of the core" };
    private static readonly Option<bool> s_el2 = new("--el2")
    {
        Description = "enter at EL2, and go back there for every kernel",
    };
    private static readonly Option<string?> s_tables = new("--firmware-tables")
    {
        Description = "how the firmware describes the hardware: dt or acpi",
    };
    private static readonly Option<bool> s_novamap = new("--novamap")
    {
        Description = "leave the runtime services at their physical addresses",
    };
    private static readonly Option<string?> s_append = new("--append")
    {
        Description = "more for the kernel command line",
    };

    public static Command Create()
    {
        s_tables.AcceptOnlyFromAmong("dt", "acpi");
        OptionRules.RequireWholeNumber(s_generations, maximum: (int)GenerationChain.MaximumGenerations);
        OptionRules.RequireWholeNumber(s_memory);
        OptionRules.RequireEach(s_chain, FaultOfChain);
        Command kexec = new(
            "kexec",
            "boot a chain of kernels, each by kexec from the one before; succeeds only if every report passed"
        )
        {
            s_generations,
            s_chain,
            s_machine,
            s_memory,
            s_cpu,
            s_el2,
            s_tables,
            s_novamap,
            s_append,
        };
        kexec.SetAction(
            async (parsed, cancel) =>
            {
                RunOptions.Require(parsed, s_machine, s_cpu);
                return BuildCommand.Need(Stage.Boot, BuildGoal.BootApplication, BuildEcho.Full) is 0
                    ? await RunAsync(parsed, cancel)
                    : ExitCodes.Failure;
            }
        );
        return kexec;
    }

    /// <summary>The kernel-shim's own rule, asked before it is built.</summary>
    private static string? FaultOfChain(string sizes) =>
        sizes.Length > 0 && GenerationChain.TryParse([], Encoding.UTF8.GetBytes(sizes), out _)
            ? null
            : $"--chain takes up to {GenerationChain.MaximumGenerations} of 4k, 16k and 64k with commas between them, "
                + $"not '{sizes}'";

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        string? chain = parsed.GetValue(s_chain);
        // A chain has its own length; a number given beside it makes it start over.
        bool isCountGiven = parsed.GetResult(s_generations) is { Implicit: false };
        int generations = chain is not null && !isCountGiven ? chain.Split(',').Length : parsed.GetValue(s_generations);
        QemuResult run = await ShownRun.RunAsync(
            "kexec",
            new QemuRunOptions
            {
                Name = "kexec",
                Machine = parsed.GetRequiredValue(s_machine),
                EfiApplication = Products.RequireBootApplication(Repository.Current),
                CommandLine = CommandLineOf(generations, chain, parsed.GetValue(s_novamap), parsed.GetValue(s_append)),
                MemoryMegabytes = parsed.GetValue(s_memory),
                Cpu = parsed.GetValue(s_cpu),
                EntryLevel = BootCommand.LevelOf(parsed, s_el2),
                FirmwareTables = BootCommand.TablesOf(parsed, s_tables),
                Timeout = TimeLimit.OfWork(FirstGenerationSeconds + (generations * LaterGenerationSeconds)),
            },
            cancel
        );
        IReadOnlyList<GenerationSummary> summaries = GenerationSummary.Of(run.Lines.Select(line => line.Text));
        PrintTable(summaries);
        int verdict = ShownRun.PrintVerdict("kexec", run);
        if (summaries.Count == generations)
        {
            return verdict;
        }

        Console.Error.WriteLine($"keelson: {summaries.Count} of {generations} generations finished");
        return ExitCodes.Failure;
    }

    private static string CommandLineOf(int generations, string? chain, bool novamap, string? append) =>
        string.Join(
            ' ',
            new[]
            {
                Encoding.ASCII.GetString(OptionNames.Kexec) + generations,
                chain is null ? null : Encoding.ASCII.GetString(OptionNames.Chain) + chain,
                novamap ? "efi=novamap" : null,
                append,
            }.Where(word => !string.IsNullOrEmpty(word))
        );

    private static void PrintTable(IReadOnlyList<GenerationSummary> summaries)
    {
        Table table = new Table()
            .Border(TableBorder.Simple)
            .AddColumns("generation", "slot", "pages", "layout", "passed", "ms", "jump, us", "of it caches");
        foreach (GenerationSummary one in summaries)
        {
            table.AddRow(
                $"{one.Generation}",
                one.Slot,
                one.Granule,
                one.Layout,
                $"{one.Passed}",
                $"{one.Milliseconds}",
                one.JumpMicroseconds is { } jump ? $"{jump}" : "",
                one.CacheShare is { } share ? $"{share:P1}" : ""
            );
        }

        AnsiConsole.Write(table);
    }
}

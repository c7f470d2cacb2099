using System.CommandLine;
using Keelson.Tools.Building;
using Keelson.Tools.Coherence;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary>
/// <c>coherence</c>: a run under the model of a machine that is worse than any board; succeeds only if no code of ours
/// breaks a rule of it, and the report passed.
/// </summary>
internal static class CoherenceCommand
{
    /// <summary>How many times slower a machine is under the model.</summary>
    private const int Slowness = 5;

    private static readonly Option<string> s_machine = OptionRules.Machine();
    private static readonly Option<string?> s_efi = new("--efi")
    {
        Description = "another EFI application instead of the product",
    };
    private static readonly Option<string?> s_append = new("--append")
    {
        Description = "the kernel command line (LoadOptions)",
    };
    private static readonly Option<string?> s_initrd = new("--initrd")
    {
        Description = "an initrd, served through LoadFile2",
    };
    private static readonly Option<string[]> s_kernels = new("--kernel")
    {
        Description = "an arm64 Image, besides the kernel-shim, whose entry is held to the boot protocol",
    };
    private static readonly Option<int?> s_memory = new("--memory") { Description = "guest memory in MB" };
    private static readonly Option<string?> s_cpu = new("--cpu") { Description = "QEMU's name of the core" };
    private static readonly Option<bool> s_el2 = new("--el2") { Description = "enter the application at EL2" };
    private static readonly Option<string?> s_until = new("--until")
    {
        Description = "end the run at the first line with this text (for applications without a report)",
    };

    public static Command Create()
    {
        OptionRules.RequireWholeNumber(s_memory);
        Command coherence = new(
            "coherence",
            "boot under a model of caches, TLBs and barriers; succeeds only if no code of ours breaks a rule"
        )
        {
            s_machine,
            s_efi,
            s_append,
            s_initrd,
            s_kernels,
            s_memory,
            s_cpu,
            s_el2,
            s_until,
        };
        coherence.SetAction(
            async (parsed, cancel) =>
            {
                EfiApplicationFile.RequireIfGiven(parsed, s_efi);
                InputFile.RequireIfGiven(parsed, s_initrd);
                RunOptions.Require(parsed, s_machine, s_cpu);
                foreach (string kernel in parsed.GetValue(s_kernels) ?? [])
                {
                    InputFile.Read(kernel);
                }

                return BuildCommand.Need(Stage.Boot, BuildGoal.Everything, BuildEcho.Full) is 0
                    ? await RunAsync(parsed, cancel)
                    : ExitCodes.Failure;
            }
        );
        return coherence;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        string product = Products.RequireBootApplication(Repository.Current);
        string application = parsed.GetValue(s_efi) ?? product;
        string? until = parsed.GetValue(s_until);
        MachineDefinition machine = MachineDefinition.Load(parsed.GetRequiredValue(s_machine));
        Console.WriteLine($"coherence: {Repository.Shorten(application)} on {parsed.GetRequiredValue(s_machine)}");
        CoherenceOutcome outcome = await CoherenceRun.RunAsync(
            new QemuRunOptions
            {
                Name = "coherence",
                Machine = parsed.GetRequiredValue(s_machine),
                EfiApplication = application,
                Initrd = parsed.GetValue(s_initrd),
                // Filling memory and reading it back shows nothing here, and takes its time.
                CommandLine = parsed.GetValue(s_append) ?? (parsed.GetValue(s_efi) is null ? "keelson.poison=0" : null),
                MemoryMegabytes = parsed.GetValue(s_memory),
                Cpu = parsed.GetValue(s_cpu),
                EntryLevel = BootCommand.LevelOf(parsed, s_el2),
                Timeout = Slowness * machine.TimeLimit,
                StopWhen = until is null ? null : line => line.Contains(until, StringComparison.Ordinal),
                OnLine = line => Console.WriteLine(line.Text),
            },
            [.. new[] { application, product }.Distinct()],
            [.. CheckedKernels(parsed)],
            line => Console.WriteLine("fetch: " + line),
            cancel
        );
        return Print(outcome, until is not null || parsed.GetValue(s_efi) is not null);
    }

    private static IEnumerable<(string, string)> CheckedKernels(ParseResult parsed)
    {
        foreach ((string name, string file) in CoherenceRun.OwnKernels(Repository.Current))
        {
            yield return (name, file);
        }

        foreach (string kernel in parsed.GetValue(s_kernels) ?? [])
        {
            yield return (Path.GetFileNameWithoutExtension(kernel), kernel);
        }
    }

    private static int Print(CoherenceOutcome outcome, bool endsWithoutReport)
    {
        Console.WriteLine();
        // What one missing instruction breaks, it breaks in many places: the first says what is to be said.
        foreach (
            IGrouping<(bool IsOurs, int Rule, string What, string Cause), CoherenceFinding> same in outcome
                .Findings.GroupBy(finding => (finding.IsOurs, finding.Rule, finding.What, finding.Cause))
                .OrderByDescending(same => same.Key.IsOurs)
        )
        {
            CoherenceFinding first = same.First();
            Console.WriteLine($"coherence: {(first.IsOurs ? "" : "not ours: ")}{first.Text[0]}");
            foreach (string line in first.Text.Skip(1))
            {
                Console.WriteLine(line);
            }

            if (same.Count() > 1)
            {
                Console.WriteLine($"  and {same.Count() - 1} places more");
            }
        }

        Console.WriteLine(
            $"coherence: {outcome.Accesses:N0} accesses, {outcome.Fetches:N0} blocks, "
                + $"{outcome.Kernels.Count} kernel entries checked in {outcome.Run.Duration.TotalSeconds:F0} s: "
                + $"{outcome.Ours.Count()} places of ours break a rule, "
                + $"{outcome.Findings.Count - outcome.Ours.Count()} of others"
        );
        int verdict = endsWithoutReport ? ExitCodes.Success : ShownRun.PrintVerdict("coherence", outcome.Run);
        return outcome.Ours.Any() ? ExitCodes.Failure : verdict;
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Keelson.Tools.Bench;
using Keelson.Tools.Bench.Growth;
using Keelson.Tools.Bench.Sizes;
using Keelson.Tools.Building;
using Keelson.Tools.Plugins;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary><c>bench</c>: counts instructions, ours beside others', and fails when a budget is missed.</summary>
internal static class BenchCommand
{
    private static readonly Option<string?> s_filter = new("--filter")
    {
        Description = "only what has this text in its name",
    };
    private static readonly Option<string?> s_json = new("--json")
    {
        Description = "write the results here as well (always: artifacts/bench/results.json)",
    };
    private static readonly Option<bool> s_profile = new("--profile")
    {
        Description = "which functions of ours the instructions belong to",
    };
    private static readonly Option<int> s_runs = new("--runs")
    {
        Description = "number of runs of each scenario, to see that the counts repeat",
        DefaultValueFactory = _ => 2,
    };
    private static readonly Option<bool> s_times = new("--times")
    {
        Description = "wall time instead of instructions, in pairs: reset to report, and a build with nothing to do",
    };
    private static readonly Option<int> s_rounds = new("--rounds")
    {
        Description = "pairs of runs that --times takes",
        DefaultValueFactory = _ => 9,
    };
    private static readonly Option<bool> s_sizes = new("--sizes")
    {
        Description = "bytes of our images instead, by namespace; with --profile also by method",
    };
    private static readonly Option<string?> s_since = new("--since")
    {
        Description = "with --sizes: what changed since a commit, or since a file that --sizes --json wrote",
    };
    private static readonly Option<bool> s_growth = new("--growth")
    {
        Description = "how the counts grow with memory, entries, regions, ...; --filter picks one",
    };
    private static readonly Option<string[]> s_zboot = new("--zboot")
    {
        Description = "an EFI zboot kernel (vmlinuz.efi) to measure as well; several, if packed by other methods",
    };
    private static readonly Option<bool> s_list = new("--list") { Description = "list the scenarios, and run none" };

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    public static Command Create()
    {
        OptionRules.RequireWholeNumber(s_runs);
        OptionRules.RequireWholeNumber(s_rounds);
        Command bench = new("bench", "count instructions from entry to kernel, ours and others', against our budgets")
        {
            s_filter,
            s_json,
            s_profile,
            s_runs,
            s_times,
            s_rounds,
            s_sizes,
            s_since,
            s_growth,
            s_zboot,
            s_list,
        };
        RequireOneMode(bench);
        bench.SetAction(
            async (parsed, cancel) =>
            {
                bool isGrowth = parsed.GetValue(s_growth);
                string[] axes = isGrowth ? Named(parsed, GrowthAxis.All.Select(one => one.Name)) : [];
                PackedScenarios[] packed = Packed(parsed);
                Scenario[] wanted = isGrowth ? [] : Wanted(parsed, packed);
                if (parsed.GetValue(s_list))
                {
                    return List([.. axes, .. wanted.Select(one => one.Name)]);
                }

                if (parsed.GetValue(s_json) is { } json)
                {
                    OutputFile.Require(json, s_json.Name);
                }

                if (parsed.GetValue(s_sizes))
                {
                    return Size(parsed);
                }

                if (BuildCommand.Need(Stage.Boot, BuildGoal.Everything, BuildEcho.Full) is not 0)
                {
                    return ExitCodes.Failure;
                }

                return isGrowth ? await GrowAsync(axes, parsed.GetValue(s_json), cancel)
                    : parsed.GetValue(s_times) ? await TimeAsync(parsed.GetValue(s_rounds), cancel)
                    : await RunAsync(wanted, [.. Budget.All, .. packed.SelectMany(one => one.Budgets)], parsed, cancel);
            }
        );
        return bench;
    }

    /// <summary>Counting is what the verb does without one of three others; each has options of its own.</summary>
    private static void RequireOneMode(Command bench)
    {
        Option[] modes = [s_times, s_sizes, s_growth];
        bench.Validators.Add(result =>
        {
            if (modes.Where(mode => IsGiven(result, mode)).ToArray() is [var first, var second, ..])
            {
                result.AddError($"{first.Name} and {second.Name} are two runs");
            }
        });
        Allow(s_since, s_sizes);
        Allow(s_rounds, s_times);
        Allow(s_filter, null, s_growth);
        Allow(s_json, null, s_growth, s_sizes);
        Allow(s_profile, null, s_sizes);
        Allow(s_runs, [null]);
        Allow(s_zboot, [null]);

        // Null for the run without a mode. With the option, so that a wrong word of it is told first.
        void Allow(Option option, params Option?[] with) =>
            option.Validators.Add(result =>
            {
                Option? mode = modes.FirstOrDefault(one => IsGiven(result, one));
                if (!result.Implicit && !with.Contains(mode))
                {
                    result.AddError(
                        mode is null
                            ? $"{option.Name} belongs to {with[0]!.Name}"
                            : $"{option.Name} does not belong to {mode.Name}"
                    );
                }
            });

        static bool IsGiven(SymbolResult result, Option option) => result.GetResult(option) is { Implicit: false };
    }

    private static PackedScenarios[] Packed(ParseResult parsed)
    {
        PackedScenarios[] packed = [.. (parsed.GetValue(s_zboot) ?? []).Select(one => new PackedScenarios(one))];
        return packed.DistinctBy(one => one.Method).Count() == packed.Length
            ? packed
            : throw new UsageException(
                "two zboot kernels are packed by one method",
                "measure them in runs of their own"
            );
    }

    private static Scenario[] Wanted(ParseResult parsed, PackedScenarios[] packed)
    {
        Scenario[] all = [.. Scenarios.All, .. packed.SelectMany(one => one.All)];
        string[] names = Named(parsed, all.Select(one => one.Name));
        return [.. all.Where(one => names.Contains(one.Name))];
    }

    private static string[] Named(ParseResult parsed, IEnumerable<string> names) =>
        names
            .Where(name => name.Contains(parsed.GetValue(s_filter) ?? "", StringComparison.OrdinalIgnoreCase))
            .ToArray()
            is { Length: > 0 } wanted
            ? wanted
            : throw new UsageException(
                $"nothing measured has '{parsed.GetValue(s_filter)}' in its name",
                "bench --list shows the names"
            );

    private static int List(string[] wanted)
    {
        foreach (string one in wanted)
        {
            Console.WriteLine(one);
        }

        return ExitCodes.Success;
    }

    private static int Size(ParseResult parsed)
    {
        Repository repository = Repository.Current;
        BuiltCommit other = new(repository, line => Console.Error.WriteLine("bench: " + line));
        string? since = parsed.GetValue(s_since);
        if (since is not null)
        {
            other.Require(since);
        }

        if (BuildCommand.Need(Stage.Build, BuildGoal.Everything) is not 0)
        {
            return ExitCodes.Failure;
        }

        MeasuredImages now = MeasuredImages.Of("the tree as it is", repository);
        MeasuredImages? before = since is null ? null : other.Measure(since);
        if (parsed.GetValue(s_json) is { } json)
        {
            AtomicFile.WriteIfChanged(json, now.ToJson());
        }

        SizeTables.Print(now, before, parsed.GetValue(s_profile) ? SizeDetail.Symbols : SizeDetail.Parts);
        return ExitCodes.Success;
    }

    private static async Task<int> GrowAsync(string[] names, string? json, CancellationToken cancel)
    {
        Repository repository = Repository.Current;
        BenchInputs inputs = new(repository, line => Console.WriteLine("fetch: " + line));
        string qemu = VersionProbe.OfProgram(ExecutableSearch.Find("qemu-system-aarch64")!);
        string plugin = PluginBuild.Require(
            repository,
            Watch.Plugin,
            qemu,
            line => Console.WriteLine("fetch: " + line)
        );
        Action<string> progress = line => Console.WriteLine("bench: " + line);
        GrowthRun run = new(repository, new BenchRunner(repository, plugin, 1, progress), inputs, progress);
        List<GrowthCurve> curves = [];
        int failed = 0;
        foreach (GrowthAxis axis in GrowthAxis.All.Where(one => names.Contains(one.Name)))
        {
            try
            {
                curves.Add(await run.MeasureAsync(axis, cancel));
            }
            catch (FailureException failure)
            {
                failed++;
                Console.Error.WriteLine($"keelson: {failure.What}");
                Console.Error.WriteLine($"  -> {failure.Advice}");
            }
        }

        foreach (GrowthCurve curve in curves)
        {
            Console.WriteLine("bench: " + curve);
        }

        foreach (GrowthCurve curve in curves.Where(one => !one.IsLinear))
        {
            Console.Error.WriteLine($"keelson: {curve.Name}: grows faster than linear, the budget is missed");
        }

        byte[] written = JsonSerializer.SerializeToUtf8Bytes(curves, s_indented);
        AtomicFile.WriteIfChanged(Path.Combine(repository.Bench, "growth.json"), written);
        if (json is not null)
        {
            AtomicFile.WriteIfChanged(json, written);
        }

        Console.WriteLine($"bench: {curves.Count} curves in artifacts/bench/growth-*.svg, all points in growth.json");
        return failed == 0 && curves.All(one => one.IsLinear) ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static async Task<int> TimeAsync(int rounds, CancellationToken cancel)
    {
        Repository repository = Repository.Current;
        BenchInputs inputs = new(repository, line => Console.WriteLine("fetch: " + line));
        TimedRow[] rows = [await Times.BootAsync(inputs, rounds, cancel), Times.NullBuild(repository, rounds)];
        foreach (TimedRow row in rows)
        {
            Console.WriteLine("bench: " + row);
        }

        TimedRow[] missed = [.. rows.Where(row => !row.IsMet)];
        foreach (TimedRow row in missed)
        {
            Console.Error.WriteLine($"keelson: {row.What}: the budget is missed");
        }

        return missed.Length == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static async Task<int> RunAsync(
        Scenario[] wanted,
        Budget[] budgets,
        ParseResult parsed,
        CancellationToken cancel
    )
    {
        Repository repository = Repository.Current;
        BenchInputs inputs = new(repository, line => Console.WriteLine("fetch: " + line));
        string qemu = VersionProbe.OfProgram(ExecutableSearch.Find("qemu-system-aarch64")!);
        string plugin = PluginBuild.Require(
            repository,
            Watch.Plugin,
            qemu,
            line => Console.WriteLine("fetch: " + line)
        );
        BenchRunner runner = new(
            repository,
            plugin,
            parsed.GetValue(s_runs),
            line => Console.WriteLine("bench: " + line)
        );
        List<Measurement> measurements = [];
        List<string> failed = [];
        List<(string Name, IReadOnlyList<FunctionCost> Costs)> profiles = [];
        foreach (Scenario scenario in wanted)
        {
            try
            {
                (IReadOnlyList<Measurement> rows, PreparedRun run, CountFile counts) = await runner.RunAsync(
                    scenario,
                    inputs,
                    cancel
                );
                measurements.AddRange(rows);
                if (parsed.GetValue(s_profile) && run.Map is { } map)
                {
                    profiles.Add((scenario.Name, Profile.Of(counts, map)));
                }
            }
            catch (FailureException failure)
            {
                // One that fails takes none of the others with it.
                failed.Add(scenario.Name);
                Console.Error.WriteLine($"keelson: {failure.What}");
                Console.Error.WriteLine($"  -> {failure.Advice}");
            }
        }

        BenchReport report = new(inputs.Versions(qemu), measurements, ImageSizes.Measure(inputs));
        Verdict[] verdicts = [.. budgets.Select(budget => budget.Judge(report))];
        WriteJson(repository, parsed.GetValue(s_json), report.ToJson(verdicts));
        BenchTables.Print(report, verdicts, profiles);
        return Conclude(verdicts, failed, isWhole: Scenarios.All.All(wanted.Contains));
    }

    private static void WriteJson(Repository repository, string? path, byte[] json)
    {
        AtomicFile.WriteIfChanged(Path.Combine(repository.Bench, "results.json"), json);
        if (path is not null)
        {
            AtomicFile.WriteIfChanged(path, json);
        }
    }

    /// <summary>A part of the measurements is judged by what it has; the whole must have every one.</summary>
    private static int Conclude(Verdict[] verdicts, List<string> failed, bool isWhole)
    {
        Verdict[] broken =
        [
            .. verdicts.Where(one =>
                one.State == BudgetState.Missed || isWhole && one.State == BudgetState.NotMeasured
            ),
        ];
        foreach (Verdict one in broken)
        {
            Console.Error.WriteLine(
                $"keelson: {one.What}: "
                    + $"{(one.Value is { } value ? $"{value:N0}, {one.OfLimit:P1} of the budget" : "not measured")}"
            );
        }

        foreach (string name in failed)
        {
            Console.Error.WriteLine($"keelson: {name}: no counts; the reason is above");
        }

        int met = verdicts.Count(one => one.State == BudgetState.Met);
        Console.WriteLine(
            $"bench: {met} of {verdicts.Length} budgets met, {verdicts.Count(one => one.State == BudgetState.Missed)} "
                + $"missed; all counts in artifacts/bench/results.json"
        );
        return broken.Length + failed.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }
}

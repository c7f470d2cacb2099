using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Keelson.Handover;
using Keelson.Tools.Building;
using Keelson.Tools.Matrix;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Qemu;
using Keelson.Tools.Terminal;
using Keelson.Tools.Workspace;
using Spectre.Console;

namespace Keelson.Tools.Commands;

/// <summary>
/// <c>matrix</c>: the product on every machine of <c>qemu-scripts/</c>; succeeds when none fails. What can't be had is
/// skipped, with the reason.
/// </summary>
internal static class MatrixCommand
{
    /// <summary>Asks the kernel-shim for the lines that the pictures are drawn from.</summary>
    private static string WithMaps => Encoding.ASCII.GetString([.. OptionNames.Maps, .. OptionValues.Yes]);

    private static readonly Option<string?> s_filter = new("--filter")
    {
        Description = "only machines whose name contains this",
    };
    private static readonly Option<int> s_jobs = new("--jobs")
    {
        Description = "machines at a time",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };
    private static readonly Option<bool> s_list = new("--list") { Description = "list the machines, and run none" };
    private static readonly Option<string?> s_efi = new("--efi")
    {
        Description = "another EFI application instead of the product",
    };
    private static readonly Option<string?> s_append = new("--append") { Description = "more for the command line" };
    private static readonly Option<string?> s_output = new("--output")
    {
        Description = "folder for report.html and junit.xml (artifacts/matrix)",
    };

    public static Command Create()
    {
        OptionRules.RequireWholeNumber(s_jobs);
        Command matrix = new("matrix", "boot the product on every machine and write one report of all")
        {
            s_filter,
            s_jobs,
            s_list,
            s_efi,
            s_append,
            s_output,
        };
        matrix.SetAction(
            async (parsed, cancel) =>
            {
                string[] names = Select(parsed.GetValue(s_filter));
                if (parsed.GetValue(s_list))
                {
                    return PrintList(names);
                }

                EfiApplicationFile.RequireIfGiven(parsed, s_efi);
                // A report that can't be written would be the loss of all of it.
                string folder = OutputFolder.Prepare(
                    parsed.GetValue(s_output),
                    Path.Combine(Repository.Current.Artifacts, "matrix"),
                    s_output.Name
                );
                BuildGoal? goal = BuildGoal.Of(parsed.GetValue(s_efi), Repository.Current);
                return BuildCommand.Need(Stage.Boot, goal, BuildEcho.Full) is 0
                    ? await RunAsync(names, folder, parsed, cancel)
                    : ExitCodes.Failure;
            }
        );
        return matrix;
    }

    private static string[] Select(string? filter)
    {
        string[] all = [.. MachineDefinition.Names()];
        string[] chosen =
        [
            .. all.Where(name => filter is null || name.Contains(filter, StringComparison.OrdinalIgnoreCase)),
        ];
        return chosen.Length > 0
            ? chosen
            : throw new UsageException(
                $"no machine has '{filter}' in its name",
                $"there are: {string.Join(", ", all)}"
            );
    }

    private static int PrintList(IEnumerable<string> names)
    {
        Table table = new Table().Border(TableBorder.Minimal).AddColumns("machine", "what it is");
        foreach (string name in names)
        {
            table.AddRow(Markup.Escape(name), Markup.Escape(MachineDefinition.Load(name).Description));
        }

        Screen.Write(table);
        return ExitCodes.Success;
    }

    private static async Task<int> RunAsync(string[] names, string folder, ParseResult parsed, CancellationToken cancel)
    {
        Repository repository = Repository.Current;
        string application = parsed.GetValue(s_efi) ?? Products.RequireBootApplication(repository);
        MatrixRun run = new(
            application,
            string.Join(' ', new[] { WithMaps, parsed.GetValue(s_append) }.OfType<string>()),
            parsed.GetValue(s_jobs)
        );
        Stopwatch clock = Stopwatch.StartNew();
        Console.WriteLine($"matrix: {Repository.Shorten(application)} on {names.Length} machines");
        IReadOnlyList<MachineOutcome> machines = Console.IsOutputRedirected
            ? await RunLoggedAsync(run, names, cancel)
            : await RunLiveAsync(run, names, cancel);
        IReadOnlyList<string> written = MatrixFiles.Write(folder, machines, clock.Elapsed);
        PrintOutcome(machines, clock.Elapsed, written);
        return machines.Any(one => one.State == MachineState.Failed) ? ExitCodes.Failure : ExitCodes.Success;
    }

    private static async Task<IReadOnlyList<MachineOutcome>> RunLoggedAsync(
        MatrixRun run,
        string[] names,
        CancellationToken cancel
    )
    {
        IReadOnlyList<MachineOutcome> machines = await run.RunAsync(
            names,
            one =>
            {
                if (one.State != MachineState.Running)
                {
                    Console.WriteLine(MatrixTable.Line(one));
                }
            },
            cancel
        );
        Screen.Write(MatrixTable.Of(machines));
        return machines;
    }

    private static async Task<IReadOnlyList<MachineOutcome>> RunLiveAsync(
        MatrixRun run,
        string[] names,
        CancellationToken cancel
    ) =>
        await AnsiConsole
            .Live(MatrixTable.Of([]))
            .Overflow(VerticalOverflow.Ellipsis)
            .StartAsync(async live =>
            {
                IReadOnlyList<MachineOutcome> machines = await run.RunAsync(
                    names,
                    _ => live.UpdateTarget(MatrixTable.Of(run.Machines)),
                    cancel
                );
                live.UpdateTarget(MatrixTable.Of(machines));
                return machines;
            });

    private static void PrintOutcome(
        IReadOnlyList<MachineOutcome> machines,
        TimeSpan duration,
        IReadOnlyList<string> written
    )
    {
        foreach (MachineOutcome one in machines)
        {
            foreach (string reason in one.Reasons)
            {
                Console.Error.WriteLine(
                    $"keelson: {one.Name} {(one.State == MachineState.Skipped ? "skipped" : "failed")}: {reason}"
                );
            }
        }

        foreach (string file in written)
        {
            Console.WriteLine($"matrix: {Repository.Shorten(file)}");
        }

        int Count(MachineState state) => machines.Count(one => one.State == state);
        Console.WriteLine(
            $"matrix: {Count(MachineState.Passed)} machines passed, {Count(MachineState.Failed)} failed, "
                + $"{Count(MachineState.Skipped)} skipped in {duration.TotalSeconds:F0} s"
        );
    }
}

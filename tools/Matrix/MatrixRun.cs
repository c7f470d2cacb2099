using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Matrix;

/// <summary>
/// Boots one application on many machines, some of them at a time; each run is bounded by its machine's own limit.
/// </summary>
public sealed class MatrixRun(string application, string commandLine, int jobs)
{
    private readonly Lock _gate = new();
    private List<MachineOutcome> _machines = [];

    /// <summary>A copy of how all stand now, in the order of their names.</summary>
    public IReadOnlyList<MachineOutcome> Machines
    {
        get
        {
            lock (_gate)
            {
                return [.. _machines];
            }
        }
    }

    /// <param name="names">Machines of <c>qemu-scripts/</c>.</param>
    /// <param name="changed">Called from any thread, one at a time, with each machine that begins or ends.</param>
    public async Task<IReadOnlyList<MachineOutcome>> RunAsync(
        IEnumerable<string> names,
        Action<MachineOutcome> changed,
        CancellationToken cancel
    )
    {
        (string Name, MachineDefinition Definition)[] rows =
        [
            .. names.Select(name => (name, MachineDefinition.Load(name))),
        ];
        lock (_gate)
        {
            _machines = [.. rows.Select(one => new MachineOutcome(one.Name, one.Definition.Description))];
        }

        // Those that may take longest begin first, so that the last to end is a short one.
        IEnumerable<(string Name, MachineDefinition Definition)> order = rows.OrderByDescending(one =>
            one.Definition.Number("seconds") ?? 0
        );
        ParallelOptions bound = new() { MaxDegreeOfParallelism = jobs, CancellationToken = cancel };
        await Parallel.ForEachAsync(
            order,
            bound,
            async (row, stop) =>
            {
                Set(row.Name, one => one with { State = MachineState.Running }, changed);
                MachineOutcome outcome = await RunOneAsync(row.Name, row.Definition, stop);
                Set(row.Name, _ => outcome, changed);
            }
        );
        return Machines;
    }

    private async Task<MachineOutcome> RunOneAsync(string name, MachineDefinition machine, CancellationToken cancel)
    {
        MachineOutcome outcome = new(name, machine.Description);
        try
        {
            QemuResult run = await QemuRun.RunAsync(
                new QemuRunOptions
                {
                    Name = $"matrix/{name}",
                    Machine = name,
                    EfiApplication = application,
                    CommandLine = commandLine,
                },
                machine,
                cancel
            );
            ReportVerdict verdict = run.Verdict();
            string[] reasons =
                run.QemuErrors.Length > 0 && !verdict.Passed
                    ? [.. verdict.Reasons, "QEMU said: " + run.QemuErrors]
                    : [.. verdict.Reasons];
            return outcome with
            {
                State = verdict.Passed ? MachineState.Passed : MachineState.Failed,
                Run = run,
                Verdict = verdict,
                Reasons = reasons,
            };
        }
        catch (MachineUnavailableException missing)
        {
            return outcome with { State = MachineState.Skipped, Reasons = [missing.Message] };
        }
        catch (FailureException failure)
        {
            // One machine that can't be run must not take the others with it.
            return outcome with { State = MachineState.Failed, Reasons = [failure.Message] };
        }
    }

    private void Set(string name, Func<MachineOutcome, MachineOutcome> change, Action<MachineOutcome> changed)
    {
        lock (_gate)
        {
            int index = _machines.FindIndex(one => one.Name == name);
            _machines[index] = change(_machines[index]);
            changed(_machines[index]);
        }
    }
}

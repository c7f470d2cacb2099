using System.CommandLine;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary>What the verbs that start QEMU have in common, looked at before anything is built.</summary>
internal static class RunOptions
{
    /// <exception cref="UsageException">QEMU knows no such core.</exception>
    /// <exception cref="FailureException">The variable store can't be made.</exception>
    public static void Require(
        ParseResult parsed,
        Option<string> machine,
        Option<string?> cpu,
        Option<string?>? variables = null
    )
    {
        if (variables is not null && parsed.GetValue(variables) is { } store && !File.Exists(store))
        {
            OutputFile.Require(store, variables.Name);
        }

        if (parsed.GetValue(cpu) is { } core)
        {
            RequireCore(core, parsed.GetRequiredValue(machine), cpu.Name);
        }
    }

    private static void RequireCore(string core, string machine, string option)
    {
        // A machine with an emulator of its own, or a computer without one, is asked when it runs.
        if (
            MachineDefinition.Load(machine).Settings.ContainsKey("emulator")
            || ExecutableSearch.Find("qemu-system-aarch64") is not { } qemu
        )
        {
            return;
        }

        // "Available CPUs:", then one name a line.
        List<string> lines = [];
        int? status = ChildProcess.RunCollected(
            qemu,
            ["-machine", "virt", "-cpu", "help"],
            TimeLimit.OfTool,
            lines.Add
        );
        string[] names = [.. lines.Where(line => line.StartsWith(' ')).Select(line => line.Trim())];
        string name = core.Split(',')[0];
        if (status == 0 && names.Length > 0 && !names.Contains(name, StringComparer.Ordinal))
        {
            throw new UsageException(
                $"{option}: QEMU has no core '{name}'",
                $"there are {string.Join(", ", names.Where(one => one.Length > 0))}"
            );
        }
    }
}

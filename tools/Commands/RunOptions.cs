using System.CommandLine;
using System.CommandLine.Parsing;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary>What the verbs that start QEMU have in common, looked at before anything is built.</summary>
internal static class RunOptions
{
    /// <summary>What an option sets of a machine, by the name of the placeholder.</summary>
    private static readonly Dictionary<string, string> s_placeholders = new(StringComparer.Ordinal)
    {
        ["--memory"] = "memory",
        ["--cpu"] = "cpu",
        ["--smp"] = "smp",
        ["--el2"] = "el2",
        ["--firmware-tables"] = "acpi",
        ["--initrd"] = "initrd",
        ["--vars"] = "vars",
        ["--disk"] = "disk",
    };

    /// <exception cref="UsageException">QEMU knows no such core, or the machine has no place for an option.</exception>
    /// <exception cref="FailureException">The variable store can't be made.</exception>
    public static void Require(
        ParseResult parsed,
        Option<string> machine,
        Option<string?> cpu,
        Option<string?>? variables = null,
        Option? carried = null
    )
    {
        RequirePlaces(parsed, parsed.GetRequiredValue(machine), carried);
        RequireMemory(parsed, parsed.GetRequiredValue(machine));
        if (variables is not null && parsed.GetValue(variables) is { } store && !File.Exists(store))
        {
            OutputFile.Require(store, variables.Name);
        }

        if (parsed.GetValue(cpu) is { } core)
        {
            RequireCore(core, parsed.GetRequiredValue(machine), cpu.Name);
        }
    }

    /// <summary>An option that the machine's file has no place for would be lost without a word.</summary>
    /// <param name="carried">One that the application carries, whatever the machine.</param>
    private static void RequirePlaces(ParseResult parsed, string name, Option? carried)
    {
        MachineDefinition machine = MachineDefinition.Load(name);
        foreach (OptionResult given in parsed.CommandResult.Children.OfType<OptionResult>())
        {
            if (
                given is { Implicit: false }
                && given.Option != carried
                && s_placeholders.TryGetValue(given.Option.Name, out string? placeholder)
                && !machine.Uses(placeholder)
            )
            {
                throw new UsageException(
                    $"{given.Option.Name}: can not be chosen on {name}, whose file has no ${{{placeholder}}}",
                    "leave it out, or choose another machine: their files are in qemu-scripts/"
                );
            }
        }
    }

    /// <summary>With too little, firmware says nothing, until the time limit.</summary>
    private static void RequireMemory(ParseResult parsed, string name)
    {
        if (
            parsed
                .CommandResult.Children.OfType<OptionResult>()
                .FirstOrDefault(given => given is { Implicit: false, Option.Name: "--memory" })
                is { } memory
            && MachineDefinition.Load(name).Number("least") is { } least
            && memory.GetValueOrDefault<int?>() < least
        )
        {
            throw new UsageException(
                $"{memory.Option.Name}: the firmware of {name} does not start in {memory.Tokens[0].Value} MB",
                $"give at least {least}"
            );
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

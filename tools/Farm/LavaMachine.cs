using Keelson.Tools.Qemu;

namespace Keelson.Tools.Farm;

/// <summary>A file that LAVA copies to its worker before the boot, and the QEMU flag that it is for.</summary>
/// <param name="Label">LAVA puts the copy's place where <c>{Label}</c> stands in <paramref name="Argument"/>.</param>
internal sealed record LavaImage(string Label, string File, string Argument);

/// <summary>
/// A machine of <c>qemu-scripts/</c> as LAVA wants it: flags that are the device's, and flags that need files, which
/// are the job's.
/// </summary>
internal sealed record LavaMachine(
    string Name,
    string Description,
    string Emulator,
    int Seconds,
    IReadOnlyList<string> Options,
    IReadOnlyList<LavaImage> Images
)
{
    /// <param name="folder">For files that are made for this machine, such as its variable store.</param>
    /// <exception cref="MachineUnavailableException">It can't be had here.</exception>
    public static LavaMachine Of(string name, string application, string? commandLine, string folder)
    {
        MachineDefinition machine = MachineDefinition.Load(name);
        QemuRunOptions options = new()
        {
            Name = name,
            Machine = name,
            EfiApplication = application,
            CommandLine = commandLine,
            // Its machine is its own, and may be reset.
            VariableStore = Path.Combine(folder, "vars.fd"),
        };
        Dictionary<string, string> values = MachineValues.Of(options, machine, folder, "stdio");
        Dictionary<string, string> files = values
            .Where(one => Path.IsPathRooted(one.Value) && File.Exists(one.Value))
            .ToDictionary();
        foreach (string label in files.Keys)
        {
            values[label] = $"{{{label}}}";
        }

        List<string> flags = [];
        List<LavaImage> images = [];
        IReadOnlyList<string> arguments = machine.Expand(values);
        for (int index = 0; index < arguments.Count; index++)
        {
            // A flag of QEMU's begins with a dash and the value after it does not.
            bool hasValue = index + 1 < arguments.Count && !arguments[index + 1].StartsWith('-');
            string flag = hasValue ? $"{arguments[index]} {Quote(arguments[++index])}" : arguments[index];
            if (files.Keys.FirstOrDefault(label => flag.Contains($"{{{label}}}", StringComparison.Ordinal)) is { } file)
            {
                images.Add(new LavaImage(file, files[file], flag));
            }
            else
            {
                flags.Add(flag);
            }
        }

        return new LavaMachine(
            name,
            machine.Description,
            MachineFile.Emulator(machine),
            (int)machine.TimeLimit.TotalSeconds,
            flags,
            images
        );
    }

    /// <summary>LAVA joins all flags with spaces and splits them again as a shell would.</summary>
    private static string Quote(string value) => value.Contains(' ') ? $"\"{value}\"" : value;
}

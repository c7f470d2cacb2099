using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Qemu;

/// <summary>
/// A board with its firmware, as <c>qemu-scripts/NAME.qemu</c> describes it: data, one QEMU flag or one setting per
/// line, each with the reason it is there. A machine may build on another and say only what differs. What a single run
/// adds (application, command line, ...) comes in through placeholders; what it leaves open is as the settings say.
/// </summary>
/// <param name="path">Only named in messages.</param>
/// <param name="description">The comment on the first line of the file.</param>
public sealed class MachineDefinition(
    string path,
    string description,
    IReadOnlyList<MachineFlag> flags,
    IReadOnlyDictionary<string, MachineSetting> settings
)
{
    private const int DefaultSeconds = 12;

    /// <summary>The settings that are read without a flag's asking for them.</summary>
    public static IReadOnlyList<string> OwnSettings { get; } =
    ["append", "board", "boot", "certificate", "emulator", "key", "least", "passphrase", "seconds"];

    public string Path { get; } = path;

    public string Description { get; } = description;

    /// <summary>Those of the machine it builds on first.</summary>
    public IReadOnlyList<MachineFlag> Flags { get; } = flags;

    /// <summary>By name; its own in place of those of the machine it builds on.</summary>
    public IReadOnlyDictionary<string, MachineSetting> Settings { get; } = settings;

    /// <summary>Reads <c>qemu-scripts/NAME.qemu</c> of this checkout.</summary>
    public static MachineDefinition Load(string name) => MachineFolder.OfCheckout.Load(name);

    /// <summary>The machines of this checkout, by name.</summary>
    public static IEnumerable<string> Names() => MachineFolder.OfCheckout.Names();

    /// <summary>A machine that builds on no other.</summary>
    /// <exception cref="MachineDefinitionException">A line breaks the format.</exception>
    public static MachineDefinition Parse(string path, string text) =>
        MachineReader.Read(
            path,
            text,
            name => throw new FailureException($"{path} builds on '{name}'", "a machine read by itself cannot")
        );

    /// <summary>The same machine with one setting more, or another in place of its own.</summary>
    public MachineDefinition With(MachineSetting setting) =>
        new(
            Path,
            Description,
            Flags,
            new Dictionary<string, MachineSetting>(Settings, StringComparer.Ordinal) { [setting.Name] = setting }
        );

    /// <summary>How long a run may take, from what the machine says that it takes.</summary>
    public TimeSpan TimeLimit => Processes.TimeLimit.OfWork(Number("seconds") ?? DefaultSeconds);

    /// <summary>Whether any flag has this placeholder.</summary>
    public bool Uses(string placeholder) => Flags.Any(flag => flag.Placeholders.Any(one => one.Name == placeholder));

    /// <summary>What the machine says of itself where the run does not say it; null where neither does.</summary>
    public string? Setting(string name) =>
        Settings.TryGetValue(name, out MachineSetting? setting) ? setting.Value : null;

    /// <summary>A setting that another one asks for.</summary>
    public MachineSetting Require(string name) =>
        Settings.TryGetValue(name, out MachineSetting? setting)
            ? setting
            : throw new MachineDefinitionException(Path, 1, $"no {name}", $"set '{name} = ...'");

    /// <summary>A setting that is a number.</summary>
    public int? Number(string name)
    {
        if (!Settings.TryGetValue(name, out MachineSetting? setting))
        {
            return null;
        }

        return int.TryParse(setting.Value, out int number) && number > 0
            ? number
            : throw new MachineDefinitionException(
                setting.Path,
                setting.Line,
                $"{name} is '{setting.Value}'",
                "give a whole number above 0"
            );
    }

    /// <summary>The flags as arguments for QEMU.</summary>
    public IReadOnlyList<string> Expand(IReadOnlyDictionary<string, string> values)
    {
        List<string> arguments = [];
        foreach (MachineFlag flag in Flags)
        {
            try
            {
                if (flag.Expand(values) is { } value)
                {
                    arguments.AddRange(flag.Template is null ? [flag.Name] : [flag.Name, value]);
                }
            }
            catch (KeyNotFoundException missing)
            {
                throw new MachineDefinitionException(
                    flag.Path,
                    flag.Line,
                    $"this machine needs a value for ${{{missing.Message}}} and the run gives none",
                    "give it, or use another machine"
                );
            }
        }

        return arguments;
    }
}

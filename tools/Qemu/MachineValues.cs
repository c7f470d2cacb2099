using System.Globalization;
using Keelson.Tools.Disks;
using Keelson.Tools.Prerequisites;

namespace Keelson.Tools.Qemu;

/// <summary>
/// What one run puts into a machine's placeholders: what the run says, else what the machine says of itself.
/// </summary>
internal static class MachineValues
{
    /// <summary>Every placeholder that has a value without being set by the machine.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "memory",
        "cpu",
        "smp",
        "el2",
        "acpi",
        "code",
        "vars",
        "uboot",
        "environment",
        "disk",
        "console",
        "kernel",
        "initrd",
        "append",
    ];

    /// <summary>
    /// The values of one run; firmware is looked for, and its files are made, only where the machine asks for them.
    /// </summary>
    /// <param name="machine">Says which firmware the machine has.</param>
    /// <param name="scratchFolder">For files of this run only.</param>
    /// <param name="console">The character device the harness reads.</param>
    /// <exception cref="MachineUnavailableException">Firmware or an emulator that the machine needs can not be had
    /// here.</exception>
    public static Dictionary<string, string> Of(
        QemuRunOptions options,
        MachineDefinition machine,
        string scratchFolder,
        string console
    )
    {
        Dictionary<string, string> values = [];
        foreach (
            MachineSetting setting in machine.Settings.Values.Where(setting =>
                setting.Name != "append" && machine.Uses(setting.Name)
            )
        )
        {
            values[setting.Name] = MachineFile.Resolve(setting);
        }

        values["console"] = console;
        SetIfGiven("memory", options.MemoryMegabytes?.ToString(CultureInfo.InvariantCulture));
        SetIfGiven("cpu", options.Cpu);
        SetIfGiven("smp", options.ProcessorCount?.ToString(CultureInfo.InvariantCulture));
        SetIfGiven("el2", options.EntryLevel is { } level ? OnOff(level == EntryLevel.El2) : null);
        SetIfGiven("acpi", options.FirmwareTables is { } tables ? OnOff(tables == FirmwareTables.Acpi) : null);
        options = options with { CommandLine = CommandLineOf(options, machine) };
        if (machine.Uses("code") || machine.Uses("vars"))
        {
            // Both or neither: a variable store belongs to the build it came with.
            FirmwareFiles firmware =
                values.TryGetValue("code", out string? code) && values.TryGetValue("vars", out string? pristine)
                    ? new FirmwareFiles(code, pristine)
                    : MachineFile.Have(FirmwareFiles.Require);
            values["code"] = firmware.Code;
            values["vars"] = VariableStore.Prepare(options.VariableStore, firmware.Variables, scratchFolder);
        }

        if (machine.Uses("uboot") && !values.ContainsKey("uboot"))
        {
            values["uboot"] = MachineFile.Have(UbootFirmware.Require);
        }

        if (machine.Uses("environment"))
        {
            values["environment"] = UbootEnvironment.Write(scratchFolder, options);
        }

        SetIfGiven("disk", options.Disk);
        if (machine.Uses("disk") && options is { Disk: null, EfiApplication: { } onDisk })
        {
            values["disk"] = DiskOf(options, machine, onDisk, scratchFolder);
        }

        SetIfGiven("kernel", options.EfiApplication);
        SetIfGiven("initrd", options.Initrd);
        // Options need an application: QEMU refuses them otherwise.
        SetIfGiven("append", options.EfiApplication is null ? null : options.CommandLine);
        return values;

        void SetIfGiven(string name, string? value)
        {
            if (value is not null)
            {
                values[name] = value;
            }
        }
    }

    /// <summary>A disk with the application on it, as the board's own boot ROM or firmware would start it.</summary>
    private static string DiskOf(
        QemuRunOptions options,
        MachineDefinition machine,
        string application,
        string scratchFolder
    )
    {
        if (
            !machine.Settings.TryGetValue("board", out MachineSetting? board) || !BoardFiles.Names.Contains(board.Value)
        )
        {
            throw new MachineDefinitionException(
                machine.Path,
                board?.Line ?? 1,
                $"${{disk}} needs to know the board, and '{board?.Value}' is none",
                $"set 'board = ...' to one of: {string.Join(", ", BoardFiles.Names)}"
            );
        }

        string path = Path.Combine(scratchFolder, "disk.img");
        new DiskImage(BoardFiles.Parse(board.Value), application) { Options = options.CommandLine }.Write(path);
        return path;
    }

    private static string OnOff(bool value) => value ? "on" : "off";

    /// <summary>What the machine needs said to every application on it, then what this run says.</summary>
    private static string? CommandLineOf(QemuRunOptions options, MachineDefinition machine) =>
        string.Join(
            ' ',
            new[] { machine.Setting("append"), options.CommandLine }.Where(words => !string.IsNullOrEmpty(words))
        )
            is { Length: > 0 } all
            ? all
            : null;
}

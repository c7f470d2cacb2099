using System.Globalization;
using Keelson.Tools.Disks;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Workspace;

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
        "firmware",
        "variables",
        "uboot",
        "environment",
        "kept",
        "disk",
        "folder",
        "tpm",
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
    /// <param name="services">What this run may start beside the machine; null where nothing can be.</param>
    /// <exception cref="MachineUnavailableException">Firmware or an emulator that the machine needs can not be had
    /// here.</exception>
    public static Dictionary<string, string> Of(
        QemuRunOptions options,
        MachineDefinition machine,
        string scratchFolder,
        string console,
        MachineServices? services = null
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
        if (
            machine.Uses("kept")
            && options.KeptMemory?.Renew(int.Parse(values["memory"], CultureInfo.InvariantCulture)) is { } kept
        )
        {
            values.Remove("backend");
            values["kept"] = kept;
        }

        SetIfGiven("prealloc", options.IsPreallocated is { } all ? OnOff(all) : null);
        SetIfGiven("el2", options.EntryLevel is { } level ? OnOff(level == EntryLevel.El2) : null);
        SetIfGiven("acpi", options.FirmwareTables is { } tables ? OnOff(tables == FirmwareTables.Acpi) : null);
        options = options with { CommandLine = CommandLineOf(options, machine) };
        options = AsStarted(options, machine, scratchFolder);
        if (machine.Uses("code") || machine.Uses("vars"))
        {
            // Both or neither: a variable store belongs to the build it came with.
            FirmwareFiles firmware =
                values.TryGetValue("code", out string? code) && values.TryGetValue("vars", out string? pristine)
                    ? new FirmwareFiles(code, pristine)
                    : MachineFile.Have(FirmwareFiles.Require);
            SetFlash(values, machine, firmware, options.VariableStore, scratchFolder);
        }

        if (machine.Setting("boot") == "http" && options.EfiApplication is { } served)
        {
            string store = values.TryGetValue("variables", out string? contents) ? contents : values["vars"];
            BootOption.Write(store, ServicesOf(machine, services).Serve(served));
        }

        if (machine.Uses("folder"))
        {
            values["folder"] = FolderOf(options, scratchFolder);
        }

        if (machine.Uses("tpm"))
        {
            values["tpm"] = ServicesOf(machine, services).StartTpm();
        }

        if (machine.Uses("uboot") && !values.ContainsKey("uboot"))
        {
            values["uboot"] = MachineFile.Have(UbootFirmware.Require);
        }

        if (machine.Uses("environment"))
        {
            values["environment"] = UbootEnvironment.Write(scratchFolder, options, machine.Uses("folder"));
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

    /// <summary>
    /// Both flash banks: as drives where variables outlive the run, else as their contents alone, which a machine that
    /// is reset would begin with again.
    /// </summary>
    private static void SetFlash(
        Dictionary<string, string> values,
        MachineDefinition machine,
        FirmwareFiles firmware,
        string? keptStore,
        string scratchFolder
    )
    {
        if (keptStore is null && machine.Uses("firmware"))
        {
            values.Remove("code");
            values.Remove("vars");
            values["firmware"] = FlashContents.CopyTo(scratchFolder, "code.fd", firmware.Code);
            values["variables"] = FlashContents.CopyTo(scratchFolder, "vars.fd", firmware.Variables);
        }
        else
        {
            values["code"] = firmware.Code;
            values["vars"] = VariableStore.Prepare(keptStore, firmware.Variables, scratchFolder);
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
        new DiskImage(BoardFiles.Parse(board.Value), application).Write(path);
        return path;
    }

    /// <summary>
    /// The application as this machine's firmware gets it: with its options inside where nobody hands it any, or hands
    /// it any that it trusts, and signed where nothing else is started.
    /// </summary>
    private static QemuRunOptions AsStarted(QemuRunOptions options, MachineDefinition machine, string scratchFolder)
    {
        bool isSigned = machine.Settings.TryGetValue("key", out MachineSetting? key);
        bool isHandedOptions = machine.Uses("append") || machine.Uses("environment");
        if (options is { EfiApplication: { } plain, CommandLine: { } words } && (isSigned || !isHandedOptions))
        {
            string copy = Path.Combine(scratchFolder, Path.GetFileName(plain));
            File.WriteAllBytes(copy, CarriedOptions.AddTo(plain, words));
            options = options with { EfiApplication = copy, CommandLine = null };
        }

        return isSigned && options.EfiApplication is { } application
            ? options with
            {
                EfiApplication = MachineFile.Have(() =>
                    SignedCopy.Write(
                        application,
                        MachineFile.Resolve(key!),
                        MachineFile.Resolve(machine.Require("certificate")),
                        machine.Require("passphrase").Value,
                        scratchFolder
                    )
                ),
            }
            : options;
    }

    /// <summary>What a TFTP server gives out: the application under the name that firmware asks for.</summary>
    private static string FolderOf(QemuRunOptions options, string scratchFolder)
    {
        string folder = Directory.CreateDirectory(Path.Combine(scratchFolder, "tftp")).FullName;
        if (options.EfiApplication is { } application)
        {
            File.Copy(application, Path.Combine(folder, Products.DefaultBootFileName));
        }

        return folder;
    }

    private static MachineServices ServicesOf(MachineDefinition machine, MachineServices? services) =>
        services
        ?? throw new MachineUnavailableException(
            $"{Path.GetFileNameWithoutExtension(machine.Path)} has a service beside it, which runs as long as it does",
            "run it with the boot verb"
        );

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

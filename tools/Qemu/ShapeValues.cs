using System.Globalization;
using Keelson.Tools.Prerequisites;

namespace Keelson.Tools.Qemu;

/// <summary>What one run puts into a machine shape's placeholders.</summary>
internal static class ShapeValues
{
    /// <summary>Every placeholder a shape may use.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["memory", "cpu", "smp", "el2", "acpi", "code", "vars", "uboot", "environment", "console", "kernel", "initrd", "append"];

    /// <summary>The values of one run; firmware is looked for, and its files are made, only where the shape asks for them.</summary>
    /// <param name="shape">Says which firmware the machine has.</param>
    /// <param name="scratchFolder">For files of this run only.</param>
    /// <param name="console">The character device the harness reads.</param>
    public static Dictionary<string, string> Of(QemuRunOptions options, MachineShape shape, string scratchFolder, string console)
    {
        Dictionary<string, string> values = new()
        {
            ["memory"] = options.MemoryMegabytes.ToString(CultureInfo.InvariantCulture),
            ["cpu"] = options.Cpu,
            ["smp"] = options.ProcessorCount.ToString(CultureInfo.InvariantCulture),
            ["el2"] = options.EntryLevel == EntryLevel.El2 ? "on" : "off",
            ["acpi"] = options.FirmwareTables == FirmwareTables.Acpi ? "on" : "off",
            ["console"] = console,
        };
        if (shape.Uses("code") || shape.Uses("vars"))
        {
            FirmwareFiles firmware = FirmwareFiles.Require();
            values["code"] = firmware.Code;
            values["vars"] = VariableStore.Prepare(options.VariableStore, firmware.Variables, scratchFolder);
        }

        if (shape.Uses("uboot"))
        {
            values["uboot"] = UbootFirmware.Require();
            values["environment"] = UbootEnvironment.Write(scratchFolder, options);
        }

        AddIfGiven("kernel", options.EfiApplication);
        AddIfGiven("initrd", options.Initrd);
        AddIfGiven("append", options.CommandLine);
        return values;

        void AddIfGiven(string name, string? value)
        {
            if (value is not null)
            {
                values[name] = value;
            }
        }
    }
}

using System.Globalization;
using Keelson.Tools.Prerequisites;

namespace Keelson.Tools.Qemu;

/// <summary>What one run puts into a machine shape's placeholders.</summary>
internal static class ShapeValues
{
    /// <summary>Every placeholder a shape may use.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["memory", "cpu", "smp", "el2", "acpi", "code", "vars", "console", "kernel", "initrd", "append"];

    /// <param name="variableStore">The store this run may write.</param>
    /// <param name="console">The character device the harness reads.</param>
    public static Dictionary<string, string> Of(QemuRunOptions options, FirmwareFiles firmware, string variableStore, string console)
    {
        Dictionary<string, string> values = new()
        {
            ["memory"] = options.MemoryMegabytes.ToString(CultureInfo.InvariantCulture),
            ["cpu"] = options.Cpu,
            ["smp"] = options.ProcessorCount.ToString(CultureInfo.InvariantCulture),
            ["el2"] = options.EntryLevel == EntryLevel.El2 ? "on" : "off",
            ["acpi"] = options.FirmwareTables == FirmwareTables.Acpi ? "on" : "off",
            ["code"] = firmware.Code,
            ["vars"] = variableStore,
            ["console"] = console,
        };
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

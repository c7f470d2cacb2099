using System.Globalization;
using System.Runtime.InteropServices;
using Keelson.Tools.Plugins;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Bench;

/// <summary>What the plugin looks out for in one run: its arguments, which <c>counts.c</c> describes.</summary>
internal sealed class Watch
{
    public static readonly PluginSource Plugin = new("counts", "tools/Bench/plugin");

    private readonly List<string> _arguments = [];

    /// <summary>An EFI application, wherever it is loaded; its entry is a mark of this name.</summary>
    public Watch Image(string name, string file)
    {
        GuestCode entry = GuestCode.EntryOf(InputFile.Read(file), file, out uint sizeBytes);
        return Add($"image={name}:{entry.Hex}:{entry.Offset:x}:{sizeBytes:x}");
    }

    /// <summary>An image at a known address.</summary>
    public Watch Range(string name, ulong start, ulong sizeBytes) => Add($"range={name}:{start:x}:{sizeBytes:x}");

    /// <summary>The first instruction of a kernel proper, wherever it lies.</summary>
    public Watch Kernel(string name, string file) =>
        Add($"bytes={name}:{GuestCode.StartOf(InputFile.Read(file), file).Hex}");

    /// <summary>The first instruction of a program of the guest.</summary>
    public Watch Program(string name, string file) =>
        Add($"bytes={name}:{GuestCode.EntryOfProgram(InputFile.Read(file), file).Hex}");

    /// <param name="instructions">As they lie in memory.</param>
    public Watch Instructions(string name, params ReadOnlySpan<uint> instructions) =>
        Add($"bytes={name}:{Convert.ToHexStringLower(MemoryMarshal.AsBytes(instructions))}");

    public Watch Address(string name, ulong address) => Add($"address={name}:{address:x}");

    /// <summary>Where the counts of single instructions begin.</summary>
    public Watch From(string mark) => Add($"first={mark}");

    /// <summary>The mark that ends the run, once the first was reached.</summary>
    public Watch Until(string mark) => Add($"last={mark}");

    /// <summary>The value of QEMU's <c>-plugin</c>.</summary>
    /// <param name="plugin">The compiled plugin.</param>
    /// <param name="output">Where it writes.</param>
    // Two commas are one comma of a name to QEMU.
    public string ArgumentFor(string plugin, string output) =>
        string.Join(
            ',',
            _arguments
                .Prepend($"out={output.Replace(",", ",,", StringComparison.Ordinal)}")
                .Prepend(plugin.Replace(",", ",,", StringComparison.Ordinal))
        );

    private Watch Add(FormattableString argument)
    {
        _arguments.Add(argument.ToString(CultureInfo.InvariantCulture));
        return this;
    }
}

using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Keelson.DeviceTree;
using Keelson.Handover;
using Keelson.Tools.Qemu;

namespace Keelson.Tools.Linux;

/// <summary>A line of the guest kernel's log.</summary>
/// <param name="Level">0 emergency ... 4 warning ... 7 debug (Linux, Documentation/core-api/printk-basics.rst).</param>
public sealed record LogLine(int Level, string Text);

/// <summary>What one kernel's guest said on the console (init.sh).</summary>
public sealed partial class GuestFacts
{
    /// <summary>The first and the last line of init.sh.</summary>
    public const string StartLine = "guest: started",
        EndLine = "guest: done",
        WaitLine = "guest: waiting";

    private readonly string[] _facts;

    private GuestFacts(List<string> lines)
    {
        _facts = [.. Rest(lines, "guest: ")];
        Log =
        [
            .. Rest(lines, "log: ")
                .Select(line => LogPattern().Match(line))
                .Where(match => match.Success)
                .Select(match => new LogLine(
                    int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) & 7,
                    match.Groups[2].Value
                )),
        ];
        DeviceTree = Unpack(string.Concat(Rest(lines, "fdt: ")));
        TpmEventLog = Unpack(string.Concat(Rest(lines, "tpmlog: ")));
    }

    /// <summary>The kernel's log, if the step <c>log</c> was asked for.</summary>
    public IReadOnlyList<LogLine> Log { get; }

    /// <summary>/sys/firmware/fdt; empty where there is none.</summary>
    public byte[] DeviceTree { get; }

    /// <summary>The firmware's log of what was measured, if the step <c>tpm</c> was asked for.</summary>
    public byte[] TpmEventLog { get; }

    /// <summary>One for each kernel that got as far as its init.</summary>
    public static IReadOnlyList<GuestFacts> Of(QemuResult run) => Of(run.Lines);

    public static IReadOnlyList<GuestFacts> Of(IEnumerable<ConsoleLine> console)
    {
        List<List<string>> kernels = [];
        foreach (ConsoleLine line in console)
        {
            if (line.Text.EndsWith(StartLine, StringComparison.Ordinal))
            {
                kernels.Add([]);
            }

            kernels.LastOrDefault()?.Add(line.Text);
        }

        return [.. kernels.Select(lines => new GuestFacts(lines))];
    }

    /// <summary>What follows a word, in each line that begins with it.</summary>
    public string[] All(string word) => [.. Rest(_facts, word + " ")];

    /// <summary>The one line that begins with this word.</summary>
    public string One(string word) =>
        All(word) switch
        {
            [string only] => only,
            [] => throw new InvalidOperationException($"the guest said nothing about '{word}'"),
            _ => throw new InvalidOperationException($"the guest spoke of '{word}' more than once"),
        };

    /// <summary>
    /// What the boot stub told the kernel, by the tree that the next kernel would get at kexec. The kernel shows its
    /// properties in /proc too, but not when it runs with ACPI.
    /// </summary>
    public KernelHandover Handover =>
        !DeviceTreeBlob.TryCreate(DeviceTree, out DeviceTreeBlob tree, out DeviceTreeError error)
            ? throw new InvalidOperationException($"/sys/firmware/fdt of the guest is no device tree: {error}")
        : KernelHandover.TryRead(tree, out KernelHandover handover) is var missing && missing != HandoverError.None
            ? throw new InvalidOperationException($"/sys/firmware/fdt of the guest breaks the contract: {missing}")
        : handover;

    private static IEnumerable<string> Rest(IEnumerable<string> lines, string start) =>
        lines.Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(line => line[start.Length..]);

    private static byte[] Unpack(string base64)
    {
        if (base64.Length == 0)
        {
            return [];
        }

        using GZipStream packed = new(new MemoryStream(Convert.FromBase64String(base64)), CompressionMode.Decompress);
        MemoryStream tree = new();
        packed.CopyTo(tree);
        return tree.ToArray();
    }

    [GeneratedRegex(@"^<(\d+)>\[ *\d+\.\d+\] (.*)$")]
    private static partial Regex LogPattern();
}

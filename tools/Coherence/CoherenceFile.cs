using System.Globalization;
using System.Text.RegularExpressions;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Coherence;

/// <summary>An image that ran.</summary>
/// <param name="IsKernel">Entered by the boot protocol, at a physical address.</param>
internal sealed record SeenImage(bool IsKernel, string Name, ulong Start);

/// <summary>A place that breaks a rule.</summary>
/// <param name="Rule">Its number.</param>
/// <param name="Counter">The instruction that breaks it.</param>
/// <param name="Other">The one before that it does not fit to; 0 where there is none.</param>
/// <param name="Count">How often.</param>
/// <param name="Kernel">Whose the upper half of the addresses was.</param>
internal sealed record BrokenRule(
    int Rule,
    string What,
    ulong Counter,
    ulong Other,
    ulong Virtual,
    ulong Physical,
    ulong Count,
    string? Kernel
);

/// <summary>What the plugin wrote in one run (tools/Coherence/plugin/report.c).</summary>
internal sealed partial record CoherenceFile(
    IReadOnlyList<SeenImage> Images,
    IReadOnlyList<BrokenRule> Broken,
    ulong Accesses,
    ulong Fetches
)
{
    /// <exception cref="FailureException">The run did not come to its end, or the plugin is another.</exception>
    public static CoherenceFile Parse(IEnumerable<string> lines)
    {
        List<SeenImage> images = [];
        List<BrokenRule> broken = [];
        (ulong Accesses, ulong Fetches)? end = null;
        foreach (string line in lines)
        {
            if (ImageLine().Match(line) is { Success: true } image)
            {
                images.Add(
                    new SeenImage(image.Groups[1].Value == "kernel", image.Groups[2].Value, Hex(image.Groups[3]))
                );
            }
            else if (BrokenLine().Match(line) is { Success: true } one)
            {
                string kernel = one.Groups["kernel"].Value;
                broken.Add(
                    new BrokenRule(
                        int.Parse(one.Groups["rule"].Value, CultureInfo.InvariantCulture),
                        one.Groups["what"].Value,
                        Hex(one.Groups["pc"]),
                        Hex(one.Groups["other"]),
                        Hex(one.Groups["va"]),
                        Hex(one.Groups["pa"]),
                        ulong.Parse(one.Groups["count"].Value, CultureInfo.InvariantCulture),
                        kernel == "-" ? null : kernel
                    )
                );
            }
            else if (EndLine().Match(line) is { Success: true } last)
            {
                end = (
                    ulong.Parse(last.Groups[1].Value, CultureInfo.InvariantCulture),
                    ulong.Parse(last.Groups[2].Value, CultureInfo.InvariantCulture)
                );
            }
            else
            {
                throw new FailureException(
                    $"the plugin wrote '{line}', which is none of its lines",
                    "make tools/Coherence/plugin/report.c and CoherenceFile agree"
                );
            }
        }

        return end is { } whole
            ? new CoherenceFile(images, broken, whole.Accesses, whole.Fetches)
            : throw new FailureException(
                "the plugin's file has no end: QEMU was killed, or crashed",
                "read the run's transcript"
            );
    }

    private static ulong Hex(Group group) =>
        ulong.Parse(group.Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [GeneratedRegex("^(image|kernel) (\\S+) ([0-9a-f]+)$")]
    private static partial Regex ImageLine();

    [GeneratedRegex(
        "^broken (?<rule>\\d+) pc (?<pc>[0-9a-f]+) other (?<other>[0-9a-f]+) va (?<va>[0-9a-f]+) pa (?<pa>[0-9a-f]+) "
            + "count (?<count>\\d+) kernel (?<kernel>\\S+): (?<what>.+)$"
    )]
    private static partial Regex BrokenLine();

    [GeneratedRegex("^end (\\d+) (\\d+)$")]
    private static partial Regex EndLine();
}

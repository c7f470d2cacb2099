using System.Globalization;
using System.Text.RegularExpressions;

namespace Keelson.Tools.Reports;

/// <summary>What one kernel of a chain says of itself in its log.</summary>
/// <param name="Generation">From 1.</param>
/// <param name="JumpMicroseconds">From the jump out of the kernel before to this one's first own line; none for the
/// first.</param>
/// <param name="CacheMicroseconds">Cache maintenance before that jump.</param>
public sealed partial record GenerationSummary(
    int Generation,
    string Slot,
    string Granule,
    string Layout,
    int Passed,
    long Milliseconds,
    long? JumpMicroseconds,
    long? CacheMicroseconds
)
{
    /// <summary>Of the whole way from one kernel to the next, the part spent in cache maintenance.</summary>
    public double? CacheShare =>
        JumpMicroseconds + CacheMicroseconds is > 0 and { } all ? (double)CacheMicroseconds! / all : null;

    public static IReadOnlyList<GenerationSummary> Of(IEnumerable<string> lines)
    {
        List<GenerationSummary> summaries = [];
        (long Jump, long Cache)? arrival = null;
        foreach (string line in lines)
        {
            if (Arrival().Match(line) is { Success: true } came)
            {
                arrival = (Number(came.Groups[1]), Number(came.Groups[2]));
            }
            else if (End().Match(line) is { Success: true } end)
            {
                summaries.Add(
                    new GenerationSummary(
                        (int)Number(end.Groups[1]),
                        end.Groups[2].Value,
                        end.Groups[3].Value,
                        end.Groups[4].Value,
                        (int)Number(end.Groups[5]),
                        Number(end.Groups[6]),
                        arrival?.Jump,
                        arrival?.Cache
                    )
                );
                arrival = null;
            }
        }

        return summaries;
    }

    private static long Number(Group group) => long.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^keelson: generation \d+ of \d+: (\d+) us since the jump, (\d+) us of cache maintenance before it$"
    )]
    private static partial Regex Arrival();

    [GeneratedRegex(
        @"^keelson: generation (\d+) of \d+: slot (0x[0-9a-f]+), (\d+ KB) pages, layout (0x[0-9a-f]+), "
            + @"(\d+) passed, (\d+) ms$"
    )]
    private static partial Regex End();
}

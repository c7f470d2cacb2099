using System.Text;
using System.Text.RegularExpressions;

namespace Keelson.Tools.BoardReports;

/// <summary>
/// What a recorder puts in front of every line: the time, mostly, in a form of its own (minicom, grabserial, tio,
/// conserver, LAVA, <c>ts</c>, the kernel's log). It is learned from lines whose beginning is known, because each
/// recorder has options that change it.
/// </summary>
internal sealed partial class LinePrefix
{
    private readonly Regex? _pattern;

    private LinePrefix(Regex? pattern) => _pattern = pattern;

    public static LinePrefix Of(IEnumerable<string> lines)
    {
        string?[] candidates = [.. lines.Select(Before).OfType<string>().Select(Generalize)];
        string most =
            candidates.GroupBy(one => one).OrderByDescending(same => same.Count()).FirstOrDefault()?.Key ?? "";
        return new LinePrefix(most.Length == 0 ? null : new Regex("^" + most, RegexOptions.CultureInvariant));
    }

    /// <returns>The lines without it; a line that does not have it, of an interleaved source, stays as it is.</returns>
    public IReadOnlyList<string> Remove(IReadOnlyList<string> lines) =>
        _pattern is null ? lines : [.. lines.Select(line => _pattern.Replace(line, "", 1))];

    /// <summary>What stands before a beginning that is known.</summary>
    private static string? Before(string line) =>
        Known().Match(line) is { Success: true } known ? line[..known.Index] : null;

    /// <summary>A pattern for it: other digits, other names of days and months, other spaces inside.</summary>
    private static string Generalize(string prefix)
    {
        // At its end only as many spaces as there were: more are the indentation of a result.
        string inside = prefix.TrimEnd(' ');
        StringBuilder pattern = new();
        foreach (Match part in Parts().Matches(inside))
        {
            pattern.Append(
                part.Value switch
                {
                    [>= '0' and <= '9', ..] => @"\d+",
                    [' ' or '\t', ..] => @"\s+",
                    _ when Name().IsMatch(part.Value) => "[A-Z][a-z]{2}",
                    _ => Regex.Escape(part.Value),
                }
            );
            // A number that is set to the right has fewer spaces before it when it is longer.
            if (part.Value is "[" or "(")
            {
                pattern.Append(@"\s*");
            }
        }

        return pattern.Replace(@"\s*\s+", @"\s*").Append(' ', prefix.Length - inside.Length).ToString();
    }

    [GeneratedRegex("keelson-stub: |keelson: |KTAP version 1$")]
    private static partial Regex Known();

    [GeneratedRegex(@"\d+|\s+|[A-Za-z]+|[^\dA-Za-z\s]")]
    private static partial Regex Parts();

    [GeneratedRegex("^(Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)$")]
    private static partial Regex Name();
}

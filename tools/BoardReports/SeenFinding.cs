using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Keelson.Findings;
using Keelson.Tools.Findings;

namespace Keelson.Tools.BoardReports;

/// <summary>A finding as a report has it.</summary>
/// <param name="Id">Such as <c>KF-017</c>; it may be newer than this checkout's catalogue.</param>
/// <param name="Severity"><c>error</c>, <c>warning</c> or <c>note</c>, as the report says.</param>
/// <param name="Subject">A service, a region, a table; empty in a line that counts more of them.</param>
/// <param name="Summary">What is wrong, in short.</param>
/// <param name="Seen">What was seen in this run; empty where nothing was said.</param>
/// <param name="Rule">The section of a specification; empty where the line has none.</param>
/// <param name="Addresses">FAR and ELR of an exception.</param>
public sealed partial record SeenFinding(
    string Id,
    string Severity,
    string Subject,
    string Summary,
    string Seen,
    string Rule,
    IReadOnlyList<FaultAddress> Addresses
)
{
    /// <summary>The worst first, and of one severity in the order of the catalogue.</summary>
    [JsonIgnore]
    public int Rank => Array.IndexOf(s_severities, Severity);

    /// <summary>Null where the catalogue of this checkout does not have it.</summary>
    [JsonIgnore]
    public FindingId? Known => FindingNames.TryParse(Id, out FindingId id) ? id : null;

    /// <summary>The same finding in another run, whatever was seen.</summary>
    [JsonIgnore]
    public string Key => $"{Id} {Subject}";

    private static readonly string[] s_severities = ["error", "warning", "note"];

    /// <returns>Each once, the worst first.</returns>
    public static IReadOnlyList<SeenFinding> Of(IEnumerable<string> lines) =>
        [
            .. Whole([.. lines])
                .Select(Parse)
                .OfType<SeenFinding>()
                .DistinctBy(one => $"{one.Key} {one.Summary} {one.Seen}")
                .OrderBy(one => one.Rank)
                .ThenBy(one => one.Id, StringComparer.Ordinal),
        ];

    /// <summary>
    /// A screen and some terminals break long lines; a finding ends with its rule in brackets, so the rest can be told.
    /// </summary>
    private static IEnumerable<string> Whole(string[] lines)
    {
        const int MostPieces = 3;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            for (int more = 1; more <= MostPieces && IsCut(line) && i + more < lines.Length; more++)
            {
                string next = lines[i + more];
                if (next.Length == 0 || NewLine().IsMatch(next))
                {
                    break;
                }

                line += next;
            }

            yield return line;
        }
    }

    private static bool IsCut(string line) => Line().IsMatch(line) && !line.EndsWith(')') && !More().IsMatch(line);

    private static SeenFinding? Parse(string line)
    {
        if (More().Match(line) is { Success: true } more)
        {
            string count = more.Groups["count"].Value;
            return new SeenFinding(
                more.Groups["id"].Value,
                more.Groups["severity"].Value,
                "",
                $"{count} more",
                "",
                "",
                []
            );
        }

        if (Line().Match(line) is not { Success: true } match)
        {
            return null;
        }

        string id = match.Groups["id"].Value;
        string rest = match.Groups["rest"].Value;
        Match rule = RuleAtEnd().Match(rest);
        string text = rule.Success ? rest[..rule.Index] : rest;
        (string subject, string summary, string seen) = Split(id, text);
        return new SeenFinding(
            id,
            match.Groups["severity"].Value,
            subject,
            summary,
            seen,
            rule.Groups[1].Value,
            FaultAddress.Of(seen)
        );
    }

    /// <summary>By the catalogue's words, as a subject may hold a colon; else by the first colon.</summary>
    private static (string Subject, string Summary, string Seen) Split(string id, string text)
    {
        string known = FindingNames.TryParse(id, out FindingId finding) ? finding.Summary() : "";
        int at = known.Length > 0 ? text.IndexOf($": {known}", StringComparison.Ordinal) : -1;
        if (at >= 0)
        {
            string seen = text[(at + 2 + known.Length)..];
            return (text[..at], known, seen.StartsWith(": ", StringComparison.Ordinal) ? seen[2..] : seen.Trim());
        }

        string[] parts = text.Split(": ", 3);
        return parts.Length switch
        {
            1 => ("", parts[0], ""),
            2 => (parts[0], parts[1], ""),
            _ => (parts[0], parts[1], parts[2]),
        };
    }

    [GeneratedRegex(@"^\s*(?:# )?finding (?<id>KF-\d{3}) (?<severity>error|warning|note) (?<rest>.+)$")]
    private static partial Regex Line();

    [GeneratedRegex(@"^\s*(?:# )?finding (?<id>KF-\d{3}) (?<severity>error|warning|note): (?<count>\d+) more$")]
    private static partial Regex More();

    [GeneratedRegex(@" \(([^()]*(?:\([^()]*\)[^()]*)*)\)$")]
    private static partial Regex RuleAtEnd();

    [GeneratedRegex(
        @"^\s*(#|ok \d|not ok \d|KTAP version|1\.\.\d|keelson|finding KF-|report (passed|failed)|\d+ passed, )"
    )]
    private static partial Regex NewLine();
}

/// <summary>Where an exception happened or what it was about.</summary>
/// <param name="Register">FAR or ELR (Arm ARM DDI 0487, D24.2).</param>
/// <param name="Address">As the register had it.</param>
/// <param name="Physical">What it is mapped to, where it is in a region.</param>
/// <param name="Place">Region and offset in words, and the device tree's node where it has one there.</param>
public sealed partial record FaultAddress(string Register, ulong Address, ulong? Physical, string Place)
{
    internal static IReadOnlyList<FaultAddress> Of(string seen) => [.. RegisterAndPlace().Matches(seen).Select(Parse)];

    private static FaultAddress Parse(Match match)
    {
        string place = match
            .Groups["place"]
            .Value.Trim(' ', '(', ')', '=')
            .Replace(") in ", ", in ", StringComparison.Ordinal);
        Match region = Region().Match(place);
        return new FaultAddress(
            match.Groups["register"].Value,
            Number(match.Groups["address"]),
            region.Success ? Number(region.Groups["start"]) + Number(region.Groups["offset"]) : null,
            place
        );
    }

    private static ulong Number(Group group) =>
        ulong.Parse(group.ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"\b(?<register>FAR|ELR) 0x(?<address>[0-9a-f]{1,16})"
            + @"(?<place> \([^)]*\)(?: in [^,]+)?| = (?:physical, )?[^,]*)?"
    )]
    private static partial Regex RegisterAndPlace();

    [GeneratedRegex(@"0x(?<start>[0-9a-f]{1,16}) \+ 0x(?<offset>[0-9a-f]{1,16})(?: in [^,]+)?$")]
    private static partial Regex Region();
}

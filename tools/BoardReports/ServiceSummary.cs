using System.Globalization;
using System.Text.RegularExpressions;
using Keelson.Tools.Reports;

namespace Keelson.Tools.BoardReports;

/// <summary>How often a service was called and how long that took.</summary>
/// <param name="Calls">Of all kernels of a chain.</param>
/// <param name="MedianMicroseconds">Of a chain, that of its last kernel.</param>
public sealed partial record CallSummary(
    long Calls,
    long MinimumMicroseconds,
    long MedianMicroseconds,
    long MaximumMicroseconds
)
{
    internal static IReadOnlyDictionary<string, CallSummary> Of(IEnumerable<string> lines)
    {
        Dictionary<string, CallSummary> times = [];
        foreach (string line in lines)
        {
            if (Line().Match(line) is { Success: true } match)
            {
                string service = match.Groups[1].Value;
                CallSummary now = new(Number(match, 2), Number(match, 3), Number(match, 4), Number(match, 5));
                times[service] = times.TryGetValue(service, out CallSummary? before) ? before.With(now) : now;
            }
        }

        return times;
    }

    private CallSummary With(CallSummary later) =>
        new(
            Calls + later.Calls,
            Math.Min(MinimumMicroseconds, later.MinimumMicroseconds),
            later.MedianMicroseconds,
            Math.Max(MaximumMicroseconds, later.MaximumMicroseconds)
        );

    private static long Number(Match match, int group) =>
        long.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^# time ([A-Za-z]+): (\d{1,18}) calls, minimum (\d{1,18}) us, median (\d{1,18}) us, maximum (\d{1,18}) us$"
    )]
    private static partial Regex Line();
}

/// <summary>A runtime service in one run.</summary>
/// <param name="Answer">What it answered when first asked; empty where the report does not say.</param>
/// <param name="Times">Null where the report has none.</param>
public sealed record ServiceSummary(string Name, ServiceState State, string Answer, CallSummary? Times);

using System.Globalization;
using System.Text.RegularExpressions;
using Keelson.Reports;
using Keelson.Tools.Reports;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.BoardReports;

/// <summary>The runs in a log: a recorder that stayed on has several, the newest last.</summary>
public static partial class BoardRunReader
{
    private const string Header = "KTAP version 1";
    private const string Started = "keelson-stub: started at ";

    /// <exception cref="FailureException">There is none.</exception>
    public static IReadOnlyList<BoardRun> Read(BoardLog log)
    {
        string[][] pieces = [.. Split(log.Lines).Where(HasContent)];
        return pieces.Length > 0
            ? [.. pieces.Select((lines, index) => RunOf(log.Name, index + 1, lines))]
            : throw new FailureException(
                $"{log.Name} holds no report: none of its {log.Lines.Count} lines begins as one of Keelson's does",
                $"a log has '{Header}' and lines that begin with 'keelson:' or 'keelson-stub:'; "
                    + "record the console from power-on to power-off (docs/boards.md)"
            );
    }

    /// <summary>A run begins with the stub, or with a kernel-shim after the end of a report (kexec by Linux).</summary>
    private static IEnumerable<string[]> Split(IEnumerable<string> lines)
    {
        List<string> piece = [];
        bool hasEnded = false;
        bool hasStarted = false;
        foreach (string line in lines)
        {
            bool isStub = line.StartsWith(Started, StringComparison.Ordinal);
            bool isShim = line.StartsWith("keelson: entered at ", StringComparison.Ordinal);
            if (isStub && hasStarted || isShim && hasEnded)
            {
                yield return [.. piece];
                piece = [];
                hasEnded = false;
            }

            hasStarted |= isStub || isShim;
            hasEnded |= EndLine().IsMatch(line);
            piece.Add(line);
        }

        yield return [.. piece];
    }

    /// <summary>A start that only brought the report of the one before is no run.</summary>
    private static bool HasContent(string[] lines) =>
        lines.Any(line => AnyContent().IsMatch(line))
        && (
            !lines.Any(line => line.Contains("report of the previous run written", StringComparison.Ordinal))
            || lines.Any(line => BeyondTheStub().IsMatch(line))
        );

    private static BoardRun RunOf(string source, int number, string[] lines)
    {
        int end = Array.FindLastIndex(lines, line => EndLine().IsMatch(line));
        // What a firmware or a terminal program says after the end is not the report's.
        string[] own = end < 0 ? lines : lines[..(end + 1)];
        RunForm form = FormOf(own);
        KtapDocument[] documents = [.. Documents(own, form)];
        RunResult[] results = [.. documents.SelectMany((one, index) => one.Results.Select(Result(index + 1)))];
        IReadOnlyList<SeenFinding> findings = SeenFinding.Of(own);
        ResultCounts counts = CountsOf(own, form, results);
        List<string> reasons = [.. ReasonsOf(own, form, documents, findings, counts)];
        bool hasFailed = reasons.Count > 0;
        if (end < 0)
        {
            reasons.Add(WhereItEnds(own));
        }

        return new BoardRun(
            source,
            number,
            form,
            hasFailed ? RunVerdict.Failed
                : end < 0 ? RunVerdict.Incomplete
                : RunVerdict.Passed,
            reasons,
            FirmwareIdentity.Of(own),
            counts,
            findings,
            ServicesOf(own, results, form, findings, end < 0 ? OpenCallOf(own) : null),
            results,
            NotAskedOf(results),
            [.. own.Where(line => line.StartsWith("# map", StringComparison.Ordinal)).Distinct()]
        )
        {
            Lines = lines,
        };
    }

    private static RunForm FormOf(string[] lines) =>
        lines.Contains(Header) && !lines.Any(line => line.StartsWith("# Subtest: ", StringComparison.Ordinal))
            ? lines.Any(line => line.StartsWith("keelson", StringComparison.Ordinal))
                ? RunForm.Log
                : RunForm.Kept
            : lines.Any(line => SummaryLine().IsMatch(line)) && !lines.Any(line => Passed().IsMatch(line))
                ? RunForm.Summary
                // Without a result there is no report to be in the middle of: the run ended before it.
                : lines.Any(line => ResultLine().IsMatch(line))
                    ? RunForm.Part
                    : RunForm.Log;

    private static IReadOnlyList<KtapDocument> Documents(string[] lines, RunForm form) =>
        form is RunForm.Log or RunForm.Kept
            ? KtapParser.Parse(lines)
            // Its numbers and groups can't be complete, and that is no fault of the report.
            :
            [
                .. KtapParser
                    .Parse([
                        Header,
                        .. lines
                            .Where(line => !GroupEnd().IsMatch(line))
                            .Select(line => line.TrimStart())
                            .Where(line => line != Header && !line.StartsWith("1..", StringComparison.Ordinal)),
                    ])
                    .Select(one => one with { Problems = [] }),
            ];

    private static Func<KtapResult, RunResult> Result(int generation) =>
        one => new RunResult(
            generation,
            one.Group,
            one.Number,
            one.Description,
            one.Outcome,
            one.Outcome == KtapOutcome.Skipped ? one.Reason : one.Seen,
            one.Diagnostics
        );

    private static ResultCounts CountsOf(string[] lines, RunForm form, RunResult[] results)
    {
        Match sum =
            lines.Select(line => SummaryLine().Match(line)).LastOrDefault(match => match.Success) ?? Match.Empty;
        int Count(KtapOutcome outcome) => results.Count(one => one.Outcome == outcome);
        int Stated(int group) => int.Parse(sum.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
        return form is RunForm.Summary or RunForm.Part && sum.Success
            ? new ResultCounts(Stated(1), Stated(2), Stated(3))
            : new ResultCounts(Count(KtapOutcome.Passed), Count(KtapOutcome.Failed), Count(KtapOutcome.Skipped));
    }

    private static IEnumerable<string> ReasonsOf(
        string[] lines,
        RunForm form,
        KtapDocument[] documents,
        IReadOnlyList<SeenFinding> findings,
        ResultCounts counts
    )
    {
        foreach (string fatal in lines.Where(line => FatalLine().IsMatch(line)))
        {
            yield return fatal;
        }

        foreach (
            KtapResult failure in documents
                .SelectMany(one => one.Results)
                .Where(one => one.Outcome == KtapOutcome.Failed)
        )
        {
            yield return failure.ToLine();
        }

        foreach (SeenFinding error in findings.Where(one => one.Severity == "error" && one.Subject.Length > 0))
        {
            yield return $"{error.Id} {error.Subject}: {error.Summary}";
        }

        bool saysFailed =
            lines.Length > 0 && EndLine().Match(lines[^1]) is { Success: true } end && end.Groups[1].Value == "failed";
        bool saysPassed = lines.Length > 0 && !saysFailed && EndLine().IsMatch(lines[^1]);
        if (saysFailed)
        {
            yield return "it ends with 'report failed'";
        }

        // A report that says of itself that it is whole has to be.
        foreach (string problem in saysPassed ? documents.SelectMany(one => one.Problems) : [])
        {
            yield return problem;
        }

        if (saysPassed && counts.Passed == 0 && form is RunForm.Log or RunForm.Kept)
        {
            yield return "nothing passed";
        }
    }

    private static string WhereItEnds(string[] lines)
    {
        string last = lines.LastOrDefault(line => !string.IsNullOrWhiteSpace(line)) ?? "";
        return OpenCallOf(lines) is { } service
            ? $"the log ends in a call of {service}, which did not return"
            : $"the log ends before the report does; its last line is '{last}'";
    }

    /// <summary>
    /// The service whose call is the last that there is of the report, or of the stub; null where either goes on after
    /// it.
    /// </summary>
    private static string? OpenCallOf(string[] lines)
    {
        int call = Array.FindLastIndex(lines, line => CallLine().IsMatch(line));
        return call >= 0 && !lines[(call + 1)..].Any(line => CallReturned().IsMatch(line))
            ? CallLine().Match(lines[call]).Groups[1].Value
            : null;
    }

    /// <param name="openCall">The service that did not return, where the log ends in its call.</param>
    private static IReadOnlyList<ServiceSummary> ServicesOf(
        string[] lines,
        RunResult[] results,
        RunForm form,
        IReadOnlyList<SeenFinding> findings,
        string? openCall
    )
    {
        // Not each error has a result: a call that the machine is reset in, and what comes after the last of them.
        bool HasFailed(string service) =>
            service == openCall || findings.Any(one => one.Severity == "error" && one.Subject == service);

        IReadOnlyDictionary<string, CallSummary> times = CallSummary.Of(lines);
        // A kept report has groups where it has no names, and a group is called as its service.
        IEnumerable<KtapResult> named = results.Select(one =>
            one.ToKtap() with
            {
                Description = one.Name.Length > 0 ? one.Name : one.Group,
            }
        );
        return
        [
            .. ServiceMatrix
                .Of(form == RunForm.Summary ? named.Where(one => one.Outcome == KtapOutcome.Failed) : named)
                .Select(one => new ServiceSummary(
                    one.Service,
                    HasFailed(one.Service) ? ServiceState.Failed : one.State,
                    one.Answer,
                    times.GetValueOrDefault(one.Service)
                )),
        ];
    }

    private static IReadOnlyList<NotAsked> NotAskedOf(IEnumerable<RunResult> results) =>
        [
            .. results
                .Where(one => one.Outcome == KtapOutcome.Skipped)
                .GroupBy(one => one.Seen.Length > 0 ? one.Seen : "the report gives no reason")
                .Select(same => new NotAsked(
                    same.Key,
                    [.. same.Select(one => one.Name.Length > 0 ? one.Name : $"{one.Group} {one.Number}").Distinct()]
                )),
        ];

    [GeneratedRegex("^(?:keelson: |# )?report (passed|failed)$")]
    private static partial Regex EndLine();

    [GeneratedRegex("^(?:keelson(?:-stub)?: |# )?fatal: ")]
    private static partial Regex FatalLine();

    [GeneratedRegex("^keelson(?:-stub)?: calling ([A-Za-z]+)$")]
    private static partial Regex CallLine();

    [GeneratedRegex(@"^(?:\s*(?:not )?ok \d+\b|keelson-stub: |keelson: entered at )")]
    private static partial Regex CallReturned();

    [GeneratedRegex(@"^\s*(?:not )?ok \d+\b")]
    private static partial Regex ResultLine();

    /// <summary>A group has one word, a result more.</summary>
    [GeneratedRegex(@"^(?:not )?ok \d+ \S+(?: # SKIP.*)?$")]
    private static partial Regex GroupEnd();

    [GeneratedRegex(@"^\s*ok \d+\b")]
    private static partial Regex Passed();

    [GeneratedRegex(@"^(?:# )?(\d{1,6}) passed, (\d{1,6}) failed, (\d{1,6}) skipped; findings: ")]
    private static partial Regex SummaryLine();

    [GeneratedRegex(
        @"^(?:keelson: |keelson-stub: |KTAP version|\s*(?:# )?finding KF-\d|"
            + @"\s*(?:not )?ok \d+\b|report (?:passed|failed)$)"
    )]
    private static partial Regex AnyContent();

    [GeneratedRegex("^(?:keelson: |KTAP version|keelson-stub: calling ExitBootServices)")]
    private static partial Regex BeyondTheStub();
}

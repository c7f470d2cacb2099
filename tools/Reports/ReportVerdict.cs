using System.Text;
using Keelson.Reports;

namespace Keelson.Tools.Reports;

/// <summary>
/// Whether a console's report passed. Only a guest that finished its work can say so: every document complete, no
/// failure, something proven, and the fixed last line.
/// </summary>
public sealed record ReportVerdict(IReadOnlyList<KtapDocument> Documents, IReadOnlyList<string> Reasons)
{
    /// <summary>The required last line of a guest whose report passed.</summary>
    public static string PassedLine { get; } = Line(ReportEnd.Passed);

    /// <summary>The last line of a guest that found a failure.</summary>
    public static string FailedLine { get; } = Line(ReportEnd.Failed);

    public bool Passed => Reasons.Count == 0;

    public int PassedCount => Documents.Sum(document => document.PassedCount);
    public int FailedCount => Documents.Sum(document => document.FailedCount);
    public int SkippedCount => Documents.Sum(document => document.SkippedCount);

    /// <param name="lines">The console, from its first line to its last.</param>
    public static ReportVerdict Of(IReadOnlyList<string> lines)
    {
        IReadOnlyList<KtapDocument> documents = KtapParser.Parse(lines);
        List<string> reasons = [];
        if (documents.Count == 0)
        {
            reasons.Add("the console holds no KTAP report");
            if (StubReturn.ReasonIn(lines) is { } returned)
            {
                reasons.Add(returned);
            }
        }

        for (int index = 0; index < documents.Count; index++)
        {
            string where = documents.Count == 1 ? "" : $"report {index + 1} of {documents.Count}: ";
            reasons.AddRange(Judge(documents[index]).Select(reason => where + reason));
        }

        string lastLine = lines.LastOrDefault(text => !string.IsNullOrWhiteSpace(text)) ?? "";
        if (lastLine != PassedLine)
        {
            reasons.Add($"the last line is '{lastLine}', not '{PassedLine}'");
        }

        return new ReportVerdict(documents, reasons);
    }

    private static string Line(ReadOnlySpan<byte> words) =>
        Encoding.ASCII.GetString([.. ReportEnd.LogPrefix, .. words]);

    private static IEnumerable<string> Judge(KtapDocument document)
    {
        foreach (string problem in document.Problems)
        {
            yield return problem;
        }

        foreach (KtapResult failure in document.Results.Where(result => result.Outcome == KtapOutcome.Failed))
        {
            yield return failure.FailureText;
        }

        if (document.PassedCount == 0)
        {
            yield return "nothing passed";
        }
    }
}

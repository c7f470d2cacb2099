using System.Text.RegularExpressions;

namespace Keelson.Tools.Reports;

/// <summary>
/// Finds KTAP version 1 documents among console lines. Other lines are let through, because firmware prints when it
/// likes; a line that starts as a result or a plan and is not one is a problem, because it may be a torn result.
/// </summary>
public static partial class KtapParser
{
    private const string Header = "KTAP version 1";

    public static IReadOnlyList<KtapDocument> Parse(IEnumerable<string> lines)
    {
        List<KtapDocument> documents = [];
        Builder? current = null;
        foreach (string line in lines)
        {
            if (line.StartsWith("KTAP version", StringComparison.Ordinal))
            {
                Close();
                current = new Builder();
                if (line != Header)
                {
                    current.Problems.Add($"'{line}' where '{Header}' belongs");
                }
            }
            else
            {
                current?.Add(line);
            }
        }

        Close();
        return documents;

        void Close()
        {
            if (current is not null)
            {
                documents.Add(current.Finish());
            }
        }
    }

    private sealed class Builder
    {
        private readonly List<KtapResult> _results = [];
        private List<string> _diagnostics = [];
        private int? _plan;

        public List<string> Problems { get; } = [];

        public void Add(string line)
        {
            if (line.StartsWith('#'))
            {
                _diagnostics.Add(line[1..].Trim());
            }
            else if (line.StartsWith("1..", StringComparison.Ordinal))
            {
                AddPlan(line);
            }
            else if (line.StartsWith("Bail out!", StringComparison.Ordinal))
            {
                Problems.Add($"the guest gave up: '{line}'");
            }
            else if (
                line.StartsWith("ok", StringComparison.Ordinal) || line.StartsWith("not ok", StringComparison.Ordinal)
            )
            {
                AddResult(line);
            }
        }

        public KtapDocument Finish()
        {
            if (_plan is null)
            {
                Problems.Add("the plan (1..N) is missing");
            }
            else if (_plan != _results.Count)
            {
                Problems.Add($"the plan promises {_plan} results and {_results.Count} came");
            }

            return new KtapDocument(_plan, _results, Problems);
        }

        private void AddPlan(string line)
        {
            Match match = PlanLine().Match(line);
            if (!match.Success || !int.TryParse(match.Groups[1].Value, out int count))
            {
                Problems.Add($"'{line}' is no plan");
            }
            else if (_plan is not null)
            {
                Problems.Add($"a second plan: '{line}'");
            }
            else if (_results.Count > 0)
            {
                Problems.Add($"the plan '{line}' came after the first result");
            }
            else
            {
                _plan = count;
            }
        }

        private void AddResult(string line)
        {
            Match match = ResultLine().Match(line);
            if (!match.Success || !int.TryParse(match.Groups["number"].Value, out int number))
            {
                Problems.Add($"'{line}' is no result");
                return;
            }

            if (number != _results.Count + 1)
            {
                Problems.Add($"result {_results.Count + 1} expected, '{line}' came");
            }

            // A failure stays one whatever its directive says: "not ok" must never turn a run green.
            bool skipped = match.Groups["directive"].Value.Equals("SKIP", StringComparison.OrdinalIgnoreCase);
            KtapOutcome outcome =
                match.Groups["not"].Success ? KtapOutcome.Failed
                : skipped ? KtapOutcome.Skipped
                : KtapOutcome.Passed;
            _results.Add(
                new KtapResult(
                    number,
                    match.Groups["description"].Value,
                    outcome,
                    match.Groups["reason"].Value,
                    _diagnostics
                )
            );
            _diagnostics = [];
        }
    }

    [GeneratedRegex(@"^1\.\.(\d+)(\s+#.*)?$")]
    private static partial Regex PlanLine();

    [GeneratedRegex(
        @"^(?<not>not )?ok (?<number>\d+)(\s+-)?(\s+(?<description>[^#\s][^#]*?))?"
            + @"(\s+#\s*(?<directive>[A-Za-z]+)(\s+(?<reason>.*))?)?\s*$"
    )]
    private static partial Regex ResultLine();
}

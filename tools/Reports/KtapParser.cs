using System.Text.RegularExpressions;

namespace Keelson.Tools.Reports;

/// <summary>
/// Finds KTAP version 1 documents among console lines. Other lines are let through, because firmware prints when it
/// likes; a line that starts as a result or a plan and is not one is a problem, because it may be a torn result.
/// Subtests are indented by two spaces each, and end with the result line of their group.
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
                current = new Builder("");
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

    private sealed class Builder(string parent)
    {
        private const string Indent = "  ";
        private const string Subtest = "# Subtest: ";

        private readonly List<KtapResult> _results = [];
        private Builder? _group;
        private string _name = parent;
        private int _count;
        private List<string> _diagnostics = [];
        private int? _plan;

        public List<string> Problems { get; } = [];

        public void Add(string line)
        {
            if (line == Indent + Header)
            {
                if (_group is not null)
                {
                    Problems.Add($"group '{_group._name}' has no result");
                }

                _group = new Builder(_name);
            }
            else if (_group is not null && line.StartsWith(Indent, StringComparison.Ordinal))
            {
                _group.Add(line[Indent.Length..]);
            }
            else if (line.StartsWith(Subtest, StringComparison.Ordinal))
            {
                _name = line[Subtest.Length..].Trim();
            }
            else if (line.StartsWith('#'))
            {
                (_group ?? this)._diagnostics.Add(line[1..].Trim());
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
            else if (_plan != _count)
            {
                Problems.Add($"the plan promises {_plan} results and {_count} came");
            }

            if (_group is not null)
            {
                Take(_group.Finish());
                Problems.Add($"group '{_group._name}' has no result");
                _group = null;
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
            else if (_count > 0)
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

            _count++;
            if (number != _count)
            {
                Problems.Add($"result {_count} expected, '{line}' came");
            }

            // A failure stays one whatever its directive says: "not ok" must never turn a run green.
            string seen = match.Groups["seen"].Value;
            Match skip = SkipDirective().Match(seen);
            KtapOutcome outcome =
                match.Groups["not"].Success ? KtapOutcome.Failed
                : skip.Success ? KtapOutcome.Skipped
                : KtapOutcome.Passed;
            string description = match.Groups["description"].Value;
            if (_group is not null)
            {
                EndGroup(description, outcome);
                return;
            }

            _results.Add(
                new KtapResult(
                    _name,
                    number,
                    description,
                    outcome,
                    skip.Groups["reason"].Value,
                    skip.Success ? "" : seen,
                    _diagnostics
                )
            );
            _diagnostics = [];
        }

        /// <summary>The group's own result must say what its results say.</summary>
        private void EndGroup(string description, KtapOutcome outcome)
        {
            string name = _group!._name;
            KtapDocument group = _group.Finish();
            _group = null;
            Take(group);
            if (description != name)
            {
                Problems.Add($"group '{name}' ends as '{description}'");
            }

            if (outcome == KtapOutcome.Passed && group.FailedCount > 0)
            {
                Problems.Add($"group '{name}' says ok, and {group.FailedCount} of its results do not");
            }
            else if (outcome == KtapOutcome.Failed && group is { FailedCount: 0, IsComplete: true })
            {
                Problems.Add($"group '{name}' says not ok, and none of its results does");
            }
        }

        private void Take(KtapDocument group)
        {
            _results.AddRange(group.Results);
            Problems.AddRange(group.Problems);
        }
    }

    [GeneratedRegex(@"^1\.\.(\d+)(\s+#.*)?$")]
    private static partial Regex PlanLine();

    [GeneratedRegex(
        @"^(?<not>not )?ok (?<number>\d+)(\s+-)?(\s+(?<description>[^#\s][^#]*?))?(\s+#\s*(?<seen>.*?))?\s*$"
    )]
    private static partial Regex ResultLine();

    [GeneratedRegex(@"^SKIP\b\s*(?<reason>.*)$", RegexOptions.IgnoreCase)]
    private static partial Regex SkipDirective();
}

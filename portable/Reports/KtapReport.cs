using System;
using Keelson.Findings;
using Keelson.Text;

namespace Keelson.Reports;

/// <summary>
/// A report in KTAP version 1 (Linux, Documentation/dev-tools/ktap.rst): a plan of groups, each a subtest with a plan
/// of its own. The number of results is known beforehand, so that a test that was never reached shows. Names of results
/// are the same in every run; what was seen stands behind <c>#</c>. Findings stand between the results.
/// </summary>
/// <param name="sink">Where lines go.</param>
/// <param name="plannedGroups">Groups in the whole report.</param>
public struct KtapReport<TSink>(TSink sink, int plannedGroups)
    where TSink : struct, ITextSink
{
    private TSink _sink = sink;
    private readonly int _plannedGroups = plannedGroups;
    private FindingTally _findings;
    private int _groups;
    private int _groupPlan;
    private int _groupResults;
    private int _groupFailures;
    private int _groupPasses;
    private bool _isOffPlan;

    public int Passed { get; private set; }
    public int Failed { get; private set; }
    public int Skipped { get; private set; }

    public readonly FindingTally Findings => _findings;

    /// <summary>
    /// All that was planned came, something held, nothing failed, and no finding is an error.
    /// </summary>
    public readonly bool IsPass =>
        Failed == 0 && Passed > 0 && !_isOffPlan && _groups == _plannedGroups && _findings.Errors == 0;

    public void Begin()
    {
        _sink.WriteLine("KTAP version 1"u8);
        TextLine plan = $"1..{_plannedGroups}";
        _sink.WriteLine(plan.Text);
    }

    public void BeginGroup(scoped ReadOnlySpan<byte> name, int plannedResults)
    {
        _groupPlan = plannedResults;
        _groupResults = _groupFailures = _groupPasses = 0;
        _sink.WriteLine("  KTAP version 1"u8);
        TextLine line = $"  # Subtest: {name}";
        _sink.WriteLine(line.Text);
        line = $"  1..{plannedResults}";
        _sink.WriteLine(line.Text);
    }

    /// <summary>The result of the group: that of its results, and whether all of them came.</summary>
    public void EndGroup(scoped ReadOnlySpan<byte> name)
    {
        bool isWhole = _groupResults == _groupPlan;
        _isOffPlan |= !isWhole;
        bool holds = isWhole && _groupFailures == 0;
        bool isSkipped = holds && _groupPasses == 0;
        _groups++;
        TextLine line = $"{(holds ? "ok" : "not ok")} {_groups} {name}{(isSkipped ? " # SKIP no result" : "")}";
        _sink.WriteLine(line.Text);
    }

    /// <param name="holds">The result.</param>
    /// <param name="name">What is claimed, without a value and without '#'.</param>
    /// <param name="seen">What was seen.</param>
    public void Check(bool holds, scoped ReadOnlySpan<byte> name, ref TextLine seen)
    {
        CountResult(holds);
        TextLine line = $"  {(holds ? "ok" : "not ok")} {_groupResults} {name}";
        Write(ref line, " # "u8, ref seen, default);
    }

    public void Check(bool holds, scoped ReadOnlySpan<byte> name)
    {
        TextLine nothing = $"";
        Check(holds, name, ref nothing);
    }

    public void Skip(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> reason)
    {
        Skipped++;
        _groupResults++;
        TextLine line = $"  ok {_groupResults} {name} # SKIP {reason}";
        _sink.WriteLine(line.Text);
    }

    /// <summary>What is wrong, by its identifier; the first lines of each are printed, all are counted.</summary>
    /// <param name="id">Of the catalogue.</param>
    /// <param name="subject">What it is wrong with: a service, a region, a table.</param>
    /// <param name="seen">What was seen.</param>
    public void Finding(FindingId id, scoped ReadOnlySpan<byte> subject, ref TextLine seen)
    {
        if (!_findings.Add(id))
        {
            return;
        }

        FindingFacts facts = id.Facts();
        TextLine line = $"# finding KF-{id.Number():000} {facts.Severity.Text()} {subject}: {facts.Summary}";
        Write(ref line, ": "u8, ref seen, facts.Rule);
    }

    /// <summary>
    /// As long as its parts, each of which fits a line: what was seen costs neither the rule nor its own end.
    /// </summary>
    private readonly void Write(
        ref TextLine what,
        scoped ReadOnlySpan<byte> separator,
        ref TextLine seen,
        scoped ReadOnlySpan<byte> rule
    )
    {
        Span<byte> line = stackalloc byte[3 * TextLine.CapacityBytes + 8];
        int length = Put(line, 0, what.Text);
        if (!seen.Text.IsEmpty)
        {
            seen.MaskControls();
            length = Put(line, length, separator);
            length = Put(line, length, seen.Text);
        }
        if (!rule.IsEmpty)
        {
            length = Put(line, length, " ("u8);
            length = Put(line, length, rule);
            length = Put(line, length, ")"u8);
        }
        _sink.WriteLine(line[..length]);
    }

    /// <returns>The length with it.</returns>
    private static int Put(scoped Span<byte> line, int length, scoped ReadOnlySpan<byte> text)
    {
        int taken = Math.Min(text.Length, line.Length - length);
        text[..taken].CopyTo(line[length..]);
        return length + taken;
    }

    /// <summary>How many findings there are beyond those that were printed.</summary>
    public void CloseFindings()
    {
        for (FindingId id = FindingId.None + 1; (int)id <= FindingCatalogue.Count; id++)
        {
            int more = _findings.CountOf(id) - FindingTally.LinesEach;
            if (more > 0)
            {
                TextLine line = $"# finding KF-{id.Number():000} {id.Facts().Severity.Text()}: {more} more";
                _sink.WriteLine(line.Text);
            }
        }
    }

    public void Note(ref TextLine text)
    {
        TextLine line = $"# {text.Text}";
        _sink.WriteLine(line.Text);
    }

    private void CountResult(bool holds)
    {
        _groupResults++;
        if (holds)
        {
            Passed++;
            _groupPasses++;
        }
        else
        {
            Failed++;
            _groupFailures++;
        }
    }
}

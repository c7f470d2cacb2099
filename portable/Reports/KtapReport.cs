using System;
using Keelson.Text;

namespace Keelson.Reports;

/// <summary>
/// A report in KTAP version 1 (Linux, Documentation/dev-tools/ktap.rst): a plan, then a line for each result. The
/// number of results is known beforehand, so that a test that was never reached shows.
/// </summary>
public struct KtapReport<TSink>(TSink sink, int plannedCount)
    where TSink : struct, ITextSink
{
    private TSink _sink = sink;

    public int Planned { get; } = plannedCount;
    public int Passed { get; private set; }
    public int Failed { get; private set; }
    public int Skipped { get; private set; }

    public readonly bool IsPass => Failed == 0 && Passed > 0 && Passed + Skipped == Planned;

    public void Begin()
    {
        _sink.WriteLine("KTAP version 1"u8);
        TextLine plan = $"1..{Planned}";
        _sink.WriteLine(plan.Text);
    }

    /// <param name="holds">The result.</param>
    /// <param name="description">What is claimed; no '#', which begins a directive.</param>
    public void Check(bool holds, ref TextLine description)
    {
        if (holds)
        {
            Passed++;
        }
        else
        {
            Failed++;
        }

        TextLine line = $"{(holds ? "ok" : "not ok")} {Passed + Failed + Skipped} {description.Text}";
        _sink.WriteLine(line.Text);
    }

    public void Skip(ref TextLine description, scoped ReadOnlySpan<byte> reason)
    {
        Skipped++;
        TextLine line = $"ok {Passed + Failed + Skipped} {description.Text} # SKIP {reason}";
        _sink.WriteLine(line.Text);
    }

    /// <summary>As many results as a whole group of tests would have given.</summary>
    public void SkipGroup(int count, scoped ReadOnlySpan<byte> group, scoped ReadOnlySpan<byte> reason)
    {
        for (int i = 0; i < count; i++)
        {
            Skip($"{group}", reason);
        }
    }

    public void Note(ref TextLine text)
    {
        TextLine line = $"# {text.Text}";
        _sink.WriteLine(line.Text);
    }
}

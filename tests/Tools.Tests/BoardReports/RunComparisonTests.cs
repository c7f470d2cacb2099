using Keelson.Tools.BoardReports;
using Xunit;

namespace Keelson.Tools.Tests.BoardReports;

/// <summary>Before and after an update of a firmware.</summary>
public class RunComparisonTests
{
    private static readonly BoardRun s_good = SampleLog.Read(SampleLog.Passing)[0];
    private static readonly BoardRun s_bad = SampleLog.Read(SampleLog.Failing)[0];

    [Fact]
    public void What_broke_and_became_slower_is_told()
    {
        RunComparison update = RunComparison.Of(s_good, s_bad);

        Assert.True(update.HasBroken);
        Assert.Empty(update.Cautions);
        Assert.Equal(
            [
                "the report",
                "KF-017 error GetVariable: took an exception",
                "GetVariable: GetVariable of a non-existent variable",
            ],
            update.Of(ChangeKind.Broken).Select(one => one.What)
        );
        Change slower = Assert.Single(update.Of(ChangeKind.Slower));
        Assert.Equal(("GetTime", "median 12 us, maximum 686 us, 20 calls"), (slower.What, slower.Before));
        Assert.Equal(5, ComparisonPage.Text(update).Count(line => line.Contains("->", StringComparison.Ordinal)) + 1);
    }

    [Fact]
    public void The_way_back_mends_it()
    {
        RunComparison update = RunComparison.Of(s_bad, s_good);
        Assert.False(update.HasBroken);
        Assert.Equal(3, update.Of(ChangeKind.Mended).Count());
        Assert.Single(update.Of(ChangeKind.Faster));
    }

    [Fact]
    public void The_same_run_has_not_changed()
    {
        RunComparison nothing = RunComparison.Of(s_bad, s_bad);
        Assert.Empty(nothing.Changes);
        Assert.Equal(["nothing changed"], ComparisonPage.Text(nothing));
    }

    [Fact]
    public void What_is_no_longer_asked_is_no_success()
    {
        string[] skipping =
        [
            .. SampleLog.Passing.Select(line =>
                line.StartsWith("  ok 1 every", StringComparison.Ordinal) ? line + " # SKIP no timer" : line
            ),
        ];
        Change change = Assert.Single(RunComparison.Of(s_good, SampleLog.Read(skipping)[0]).Changes);
        Assert.Equal(
            (ChangeKind.NoLongerAsked, "passed", "skipped: no timer"),
            (change.Kind, change.Before, change.After)
        );
    }

    [Fact]
    public void A_run_that_was_cut_short_mends_nothing()
    {
        RunComparison update = RunComparison.Of(s_bad, SampleLog.Read(SampleLog.Passing[..16])[0]);
        Assert.Empty(update.Changes);
        Assert.Equal(["board.log does not come to its end"], update.Cautions);
    }

    [Fact]
    public void Two_boards_or_two_testers_are_named()
    {
        string[] other =
        [
            .. SampleLog.Passing.Select(line =>
                line.Replace("Board <1>", "Board 2", StringComparison.Ordinal)
                    .Replace("0123456789ab", "ba9876543210", StringComparison.Ordinal)
            ),
        ];
        Assert.Equal(2, RunComparison.Of(s_good, SampleLog.Read(other)[0]).Cautions.Count);
    }
}

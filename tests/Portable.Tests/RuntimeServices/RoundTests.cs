using System.Text;
using Keelson.RuntimeServices;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests.RuntimeServices;

public sealed class RoundTests
{
    [Theory]
    [InlineData("", 20, 3, RoundWish.Default, true)]
    [InlineData("100", 100, 100, RoundWish.Asked, true)]
    [InlineData("0", 0, 0, RoundWish.Asked, true)]
    [InlineData("10001", 20, 3, RoundWish.Default, false)]
    [InlineData("many", 20, 3, RoundWish.Default, false)]
    public void The_option_is_a_number(string value, uint reads, uint writes, RoundWish wish, bool isOne)
    {
        Assert.Equal(isOne, RoundPlan.TryParse(Encoding.ASCII.GetBytes(value), out RoundPlan plan));
        Assert.Equal((reads, writes, wish), (plan.Reads, plan.Writes, plan.Wish));
    }

    /// <summary>A clock that takes three seconds is asked once, unless more was asked for.</summary>
    [Theory]
    [InlineData("", 0, 0, true)]
    [InlineData("", 1, 3000, false)]
    [InlineData("", 19, 999, true)]
    [InlineData("", 20, 0, false)]
    [InlineData("30", 20, 60_000, true)]
    [InlineData("30", 30, 0, false)]
    public void Rounds_end_by_number_and_where_nobody_asked_by_time(string value, uint made, ulong ms, bool goesOn)
    {
        RoundPlan.TryParse(Encoding.ASCII.GetBytes(value), out RoundPlan plan);
        Assert.Equal(goesOn, plan.GoesOn(plan.Reads, made, ms));
    }

    [Fact]
    public void Answers_that_are_all_alike_are_steady()
    {
        RoundTally tally = default;
        tally.Add(EfiStatus.Unsupported, RoundResult.Right);
        tally.Add(EfiStatus.Unsupported, RoundResult.Right);
        Assert.True(tally.IsSteady);
        Assert.Equal((EfiStatus.Unsupported, 2u), (tally.First, tally.Alike));
    }

    [Fact]
    public void A_result_that_is_never_right_is_no_change()
    {
        RoundTally tally = default;
        Assert.False(tally.IsAlwaysWrong);
        tally.Add(EfiStatus.Success, RoundResult.Wrong);
        tally.Add(EfiStatus.Success, RoundResult.Wrong);
        Assert.True(tally.IsAlwaysWrong);
        Assert.False(tally.IsSteady);
        tally.Add(EfiStatus.Success, RoundResult.Right);
        Assert.False(tally.IsAlwaysWrong);
    }

    [Fact]
    public void Faults_other_statuses_and_wrong_results_are_counted_apart()
    {
        RoundTally tally = default;
        tally.AddFault();
        tally.Add(EfiStatus.Success, RoundResult.Right);
        tally.Add(EfiStatus.DeviceError, RoundResult.Right);
        tally.Add(EfiStatus.Success, RoundResult.Wrong);
        Assert.False(tally.IsSteady);
        Assert.Equal((4u, 1u, 2u), (tally.Count, tally.Faults, tally.Alike));
        Assert.Equal((1u, EfiStatus.DeviceError), (tally.Others, tally.Other));
        Assert.Equal((EfiStatus.Success, 1u), (tally.First, tally.Wrong));
    }
}

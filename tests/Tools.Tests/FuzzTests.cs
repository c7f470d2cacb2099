using System.Globalization;
using System.Text.RegularExpressions;
using Keelson.Tools.Fuzzing;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>The same damaged inputs on every machine; <c>./build.sh fuzz</c> tries others.</summary>
public class FuzzTests
{
    private const int Inputs = 20_000;

    public static IEnumerable<TheoryDataRow<string>> Targets =>
        FuzzTargets.All.Select(one => new TheoryDataRow<string>(one.Name));

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_parser_refuses_or_takes_whatever_it_is_given(string name)
    {
        FuzzRun run = new(FuzzTargets.All.Single(target => target.Name == name), 1);
        run.Run(Inputs, TestContext.Current.CancellationToken);
        Assert.Equal(Inputs, run.Count);
        // More than one thing happened: the inputs get somewhere.
        Assert.True(run.Outcomes > 1, $"{run.Outcomes} outcomes");
    }

    [Fact]
    public void What_a_parser_throws_is_found_with_its_input()
    {
        FuzzTarget target = new("broken", input => input.Length > 2 && input[1] == 0xff ? input[99] : 0, [new byte[8]]);
        FuzzFinding finding = Assert.Throws<FuzzFinding>(() =>
            new FuzzRun(target, 1).Run(Inputs, TestContext.Current.CancellationToken)
        );
        Assert.Equal(0xff, finding.Input[1]);
        Assert.IsType<IndexOutOfRangeException>(finding.InnerException);
    }

    /// <summary>Three bytes, one check behind the other, and the same outcome whichever of them fails.</summary>
    private static int Depth(ReadOnlySpan<byte> input) => input.CommonPrefixLength("KEL"u8);

    private sealed class DepthFeedback : IFeedback
    {
        private readonly HashSet<int> _seen = [];

        public int Now { get; set; }

        public void Begin() => Now = -1;

        public bool IsNew() => _seen.Add(Now);
    }

    [Fact]
    public void An_input_that_takes_a_new_branch_is_damaged_further()
    {
        DepthFeedback feedback = new();
        int deepest = 0;
        FuzzTarget target = new(
            "deep",
            input =>
            {
                feedback.Now = Depth(input);
                deepest = Math.Max(deepest, feedback.Now);
                return 0;
            },
            [new byte[8]]
        );
        new FuzzRun(target, 1).Run(10 * Inputs, TestContext.Current.CancellationToken);
        Assert.True(deepest < 2, $"{deepest} without");
        new FuzzRun(target, 1, feedback).Run(10 * Inputs, TestContext.Current.CancellationToken);
        Assert.Equal(3, deepest);
    }

    [Fact]
    public void The_parsers_of_a_run_count_their_branches()
    {
        (int? status, string said) = ToolProcess.Run(
            "fuzz",
            "--minutes",
            "0.01",
            "--target",
            "pe-image",
            "--seed",
            "1"
        );
        Assert.Equal(0, status);
        Match line = Regex.Match(
            said,
            "^fuzz: pe-image: [0-9,]+ inputs, [0-9]+ outcomes, ([0-9]+) branches$",
            RegexOptions.Multiline
        );
        Assert.True(line.Success, said);
        Assert.InRange(int.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture), 20, 10_000);
        // Not here, where they are as they were built.
        Assert.Null(BranchCoverage.Current);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(4, 8)]
    [InlineData(7, 8)]
    [InlineData(8, 16)]
    [InlineData(15, 16)]
    [InlineData(16, 32)]
    [InlineData(31, 32)]
    [InlineData(32, 64)]
    [InlineData(127, 64)]
    [InlineData(128, 128)]
    [InlineData(255, 128)]
    public void How_often_a_branch_is_taken_counts_in_steps(byte count, byte bucket) =>
        Assert.Equal(bucket, BranchCoverage.Bucket(count));

    [Fact]
    public void The_same_seed_gives_the_same_inputs()
    {
        byte[] Sample(ulong seed) => new Mutator(seed).Damage(new byte[64], new byte[64]);
        Assert.Equal(Sample(7), Sample(7));
        Assert.NotEqual(Sample(7), Sample(8));
    }
}

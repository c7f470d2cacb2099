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

    [Fact]
    public void The_same_seed_gives_the_same_inputs()
    {
        byte[] Sample(ulong seed) => new Mutator(seed).Damage(new byte[64], new byte[64]);
        Assert.Equal(Sample(7), Sample(7));
        Assert.NotEqual(Sample(7), Sample(8));
    }
}

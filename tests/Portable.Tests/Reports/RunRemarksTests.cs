using System.Text;
using Keelson.Reports;
using Xunit;

namespace Keelson.Portable.Tests.Reports;

/// <summary>What stands on the volume is about the newest run, or says that it is not.</summary>
public class RunRemarksTests
{
    private const string Passed = "# run: 7\n1..1\nok 1 a\n# report passed\n";

    private static string Apply(string text, Func<byte[], int, int> change, int room = 400)
    {
        byte[] buffer = new byte[text.Length + room];
        Encoding.ASCII.GetBytes(text, buffer);
        return Encoding.ASCII.GetString(buffer, 0, change(buffer, text.Length));
    }

    [Fact]
    public void A_newer_run_is_told_of_before_the_verdict_and_once()
    {
        string once = Apply(Passed, (text, length) => RunRemarks.MarkBegun(text, length, "# "u8, 8));
        Assert.Equal("# run: 7\n1..1\nok 1 a\n# run 8 began, and has brought no report yet\n# report passed\n", once);
        Assert.Equal(
            once.Replace("run 8", "run 123"),
            Apply(once, (text, length) => RunRemarks.MarkBegun(text, length, "# "u8, 123))
        );
    }

    [Fact]
    public void Without_an_older_report_the_mark_is_all_there_is() =>
        Assert.Equal(
            "run 1 began, and has brought no report yet\n",
            Apply("", (text, length) => RunRemarks.MarkBegun(text, length, default, 1))
        );

    [Theory]
    [InlineData("report passed")]
    [InlineData("a\nreport passed")]
    [InlineData("\n")]
    public void A_file_that_somebody_changed_keeps_its_lines(string text) =>
        Assert.EndsWith(
            text.Split('\n')[^1],
            Apply(text, (bytes, length) => RunRemarks.MarkBegun(bytes, length, "# "u8, 2))
        );

    [Fact]
    public void What_does_not_fit_is_left_out() =>
        Assert.Equal(Passed, Apply(Passed, (text, length) => RunRemarks.MarkBegun(text, length, "# "u8, 8), room: 40));

    [Fact]
    public void A_machine_that_did_not_switch_off_fails_the_report()
    {
        string text = Apply(Passed, (bytes, length) => RunRemarks.Contradict(bytes, length));
        Assert.Equal(
            "# run: 7\n1..1\nok 1 a\n"
                + "# finding KF-056 error ResetSystem: did not do what it was asked for: Shutdown, "
                + "and memory was as the run left it (UEFI 2.10, 8.5.1)\n"
                + "# report failed\n",
            text
        );
    }

    [Fact]
    public void A_variable_that_is_gone_fails_the_report()
    {
        string text = Apply(Passed, (bytes, length) => RunRemarks.TellLost(bytes, length));
        Assert.Equal(
            "# run: 7\n1..1\nok 1 a\n"
                + "# finding KF-079 error SetVariable: was set, and is gone after a reset: KeelsonReport "
                + "(UEFI 2.10, 8.2)\n"
                + "# report failed\n",
            text
        );
    }

    [Theory]
    [InlineData(
        KeptReport.AskedForOff,
        MemoryFate.Lost,
        "Shutdown, and memory did not last: the machine was off, or clears it"
    )]
    [InlineData(
        KeptReport.AskedForReset,
        MemoryFate.Lasted,
        "a reset, and memory was as the run left it: the machine was reset"
    )]
    [InlineData(
        KeptReport.AskedForReset,
        MemoryFate.Lost,
        "a reset, and memory did not last: the machine did something other"
    )]
    public void What_the_machine_did_is_told_before_the_verdict(uint marks, MemoryFate memory, string expected)
    {
        string text = Apply(Passed, (bytes, length) => RunRemarks.TellEnd(bytes, length, marks, memory));
        Assert.Equal($"# run: 7\n1..1\nok 1 a\n# ResetSystem: asked for {expected}\n# report passed\n", text);
    }

    [Fact]
    public void A_machine_that_was_not_asked_is_not_told_of_and_one_that_did_otherwise_is_a_finding()
    {
        Assert.Equal(
            Passed,
            Apply(Passed, (text, length) => RunRemarks.TellEnd(text, length, KeptReport.EndedToBeRead, MemoryFate.Lost))
        );
        Assert.Contains(
            "# finding KF-056 error ResetSystem: ",
            Apply(Passed, (text, length) => RunRemarks.TellEnd(text, length, KeptReport.AskedForOff, MemoryFate.Lasted))
        );
    }

    [Fact]
    public void A_run_that_left_nothing_has_no_verdict()
    {
        string text = Apply("", (bytes, _) => RunRemarks.OfNothing(bytes, 9));
        Assert.Equal(
            "# run 9 left no report: it hung, crashed, or was switched off before its end\n# report missing\n",
            text
        );
    }
}

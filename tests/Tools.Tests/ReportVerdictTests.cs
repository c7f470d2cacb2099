using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Tools.Tests;

public class ReportVerdictTests
{
    private static readonly string[] s_passing = ["KTAP version 1", "1..1", "ok 1 a", "keelson: report passed", ""];

    [Fact]
    public void A_whole_report_with_its_last_line_and_the_guests_own_end_passes()
    {
        Assert.True(Run(QemuExit.GuestShutdown, s_passing).Verdict().Passed);
        Assert.Single(Run(QemuExit.GuestReset, s_passing).RequirePassingReport(QemuExit.GuestReset));
    }

    [Theory]
    [InlineData("no KTAP report", "keelson: report passed")]
    [InlineData("not ok 1 a", "KTAP version 1", "1..1", "not ok 1 a", "keelson: report passed")]
    [InlineData("promises 2", "KTAP version 1", "1..2", "ok 1 a", "keelson: report passed")]
    [InlineData("nothing passed", "KTAP version 1", "1..1", "ok 1 a # SKIP", "keelson: report passed")]
    [InlineData("nothing passed", "KTAP version 1", "1..0", "keelson: report passed")]
    [InlineData(
        "the last line is 'keelson: report failed'",
        "KTAP version 1",
        "1..1",
        "ok 1 a",
        "keelson: report failed"
    )]
    [InlineData("the last line is 'more'", "KTAP version 1", "1..1", "ok 1 a", "keelson: report passed", "more")]
    [InlineData(
        "the last line is 'keelson: report passed '",
        "KTAP version 1",
        "1..1",
        "ok 1 a",
        "keelson: report passed "
    )]
    [InlineData(
        "report 2 of 2: nothing passed",
        "KTAP version 1",
        "1..1",
        "ok 1 a",
        "KTAP version 1",
        "1..0",
        "keelson: report passed"
    )]
    [InlineData(
        "the stub returned EFI_UNSUPPORTED to the firmware: kernel in .linux: 16 KB pages not supported",
        "keelson-stub: started at EL1 on UEFI 2.7",
        "keelson-stub: error: kernel in .linux: 16 KB pages not supported",
        "keelson-stub: returning EFI_UNSUPPORTED to the firmware",
        "keelson-stub: error: of a later start"
    )]
    [InlineData("the stub returned EFI_SUCCESS to the firmware", "keelson-stub: returning EFI_SUCCESS to the firmware")]
    public void Incomplete_report_fails(string reason, params string[] lines)
    {
        QemuResult run = Run(QemuExit.GuestShutdown, lines);
        Assert.Contains(run.Verdict().Reasons, found => found.Contains(reason, StringComparison.Ordinal));
        Assert.Contains(reason, Assert.Throws<ConversationException>(() => run.RequirePassingReport()).Message);
    }

    [Theory]
    [InlineData(QemuExit.TimedOut)]
    [InlineData(QemuExit.GuestReset)]
    [InlineData(QemuExit.QemuFailed)]
    [InlineData(QemuExit.Stopped)]
    public void Run_that_ended_otherwise_fails(QemuExit exit) => Assert.False(Run(exit, s_passing).Verdict().Passed);

    [Fact]
    public void Texts_are_required_in_order()
    {
        QemuResult run = Run(QemuExit.GuestShutdown, "one two", "three", "one");
        Assert.Equal(["one two", "one two", "one"], run.RequireInOrder("one", "two", "one").Select(line => line.Text));

        string message = Assert.Throws<ConversationException>(() => run.RequireInOrder("three", "two")).Message;
        Assert.Contains("'two' did not come after 'three'", message);
        Assert.Contains("transcript: /transcript", message);
        Assert.Contains("one two", message);
        Assert.Contains(
            "'four' never came",
            Assert.Throws<ConversationException>(() => run.RequireInOrder("four")).Message
        );
    }

    [Theory]
    [InlineData(QemuExit.TimedOut)]
    [InlineData(QemuExit.QemuFailed)]
    public void Complete_report_of_a_killed_run_fails(QemuExit exit) =>
        Assert.Throws<ConversationException>(() => Run(exit, "one").RequireInOrder("one"));

    private static QemuResult Run(QemuExit exit, params string[] lines) =>
        new(
            "name",
            [.. lines.Select(line => new ConsoleLine(TimeSpan.FromSeconds(1), line))],
            exit,
            TimeSpan.FromSeconds(1),
            0,
            "",
            "/transcript",
            "qemu"
        );
}

using System.Text.RegularExpressions;
using Keelson.Tools.Processes;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>A time limit is for what hangs: nothing passes or fails by being slow.</summary>
public partial class TimeLimitTests
{
    // Times that decide over nothing but what is said or cleaned up, and the limits that TimeLimit can't reach.
    private static readonly Dictionary<string, string> s_literals = new()
    {
        ["tests/Tools.Tests/TimeLimitTests.cs"] = "this file",
        ["tools/Processes/TimeLimit.cs"] = "the limits themselves",
        ["tools/Processes/ProcessEnd.cs"] = "between asking a child to end and making it",
        ["tools/Workspace/Interruption.cs"] = "the user asked to end",
        ["tools/Workspace/OwnedFolder.cs"] = "age of a folder that may be cleaned up",
        ["tools/Workspace/ProcessLock.cs"] = "until a wait is told",
        ["tools/Commands/FuzzCommand.cs"] = "as long as the user says; a second between two looks",
        ["tools/Building/BuildRun.cs"] = "until a build is told",
        ["tools/Qemu/QmpChannel.cs"] = "between two questions",
        ["tools/Debugging/EntryTrap.cs"] = "between two looks",
        ["tools/Fetch/FetchedPackages.cs"] = "a download on any line, an hour",
        ["tests/Portable.Tests/DeviceTree/HostTool.cs"] = "knows no tools/; two minutes for a moment's work",
        ["tests/Tools.Tests/QmpChannelTests.cs"] = "between two questions",
        ["tests/Tools.Tests/QemuRunTests.cs"] = "a guest that never ends: the limit is what is tested",
        ["tests/Tools.Tests/MatrixReportTests.cs"] = "figures of a run that never was",
        ["tests/Tools.Tests/ReportVerdictTests.cs"] = "figures of a run that never was",
        ["tests/Tools.Tests/RunFolderTests.cs"] = "age of a folder",
        ["tests/Tools.Tests/CacheTests.cs"] = "a day: no limit at all",
        ["tests/Tools.Tests/BuildingTests.cs"] = "a day: no limit at all",
    };

    [Fact]
    public void Every_limit_is_a_multiple_of_what_an_idle_machine_needs()
    {
        string[] found =
        [
            .. SourceTree
                .WithExtensions(".cs")
                .Where(file =>
                    file.StartsWith("tools/", StringComparison.Ordinal)
                    || file.StartsWith("tests/", StringComparison.Ordinal)
                )
                .Where(file => Literal().IsMatch(SourceTree.Read(file))),
        ];
        Assert.Empty(found.Except(s_literals.Keys));
        // What is in the table for nothing hides the next one.
        Assert.Empty(s_literals.Keys.Except(found));
    }

    [Theory]
    [InlineData("Timeout = TimeSpan.FromSeconds(30)", true)]
    [InlineData("process.WaitForExit(5000)", true)]
    [InlineData("source.CancelAfter(100)", true)]
    [InlineData("task.WaitAsync(TimeSpan.FromMinutes(1))", true)]
    [InlineData("Assert.InRange(run.Duration.TotalSeconds, 0, 5)", true)]
    [InlineData("Assert.True(clock.Elapsed.TotalMilliseconds < 100)", true)]
    [InlineData("Assert.True(clock.Elapsed < TimeLimit.OfTool)", false)]
    [InlineData("TimeSpan.FromSeconds(seconds), WaitForExit(limit), WaitForExit()", false)]
    public void A_literal_limit_is_found(string code, bool isFound) => Assert.Equal(isFound, Literal().IsMatch(code));

    [Fact]
    public void A_limit_is_ten_times_idle_and_never_short()
    {
        Assert.Equal(TimeSpan.FromMinutes(2), TimeLimit.OfWork(1));
        Assert.Equal(TimeSpan.FromMinutes(10), TimeLimit.OfWork(60));
        Assert.True(TimeLimit.Margin >= 5);
    }

    [GeneratedRegex(
        @"TimeSpan\.From(Milliseconds|Seconds|Minutes|Hours|Days)\(\d|\.(WaitForExit|CancelAfter|Wait)\(\d"
            + @"|\.Total(Milliseconds|Seconds|Minutes)( < | <= |, \d+, )\d"
    )]
    private static partial Regex Literal();
}

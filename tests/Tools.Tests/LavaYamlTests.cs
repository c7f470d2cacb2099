using System.Text.RegularExpressions;
using Keelson.Tools.Farm;
using Xunit;

namespace Keelson.Tools.Tests;

public sealed class LavaYamlTests
{
    private static readonly LavaMachine s_machine = new(
        "board",
        "A board's description.",
        "/usr/bin/qemu",
        90,
        ["-machine virt", "-append \"it's a word\""],
        [new LavaImage("code", "/x/code.fd", "-drive if=pflash,file={code}")]
    );

    [Fact]
    public void A_job_names_its_files_and_how_its_results_are_found()
    {
        string job = LavaYaml.Job(s_machine, file => "file://" + file);

        Assert.Contains("job_name: 'keelson on board'\n", job);
        Assert.Contains(
            "      code:\n        url: 'file:///x/code.fd'\n        image_arg: '-drive if=pflash,file={code}'\n",
            job
        );
        Assert.Contains("  job: {minutes: 9}\n", job);
        Assert.Contains("      start: 'KTAP version 1|(?=keelson: fatal: )'\n", job);
        Assert.Contains($"      pattern: '{LavaYaml.ResultPattern}'\n", job);
        Assert.DoesNotContain("\t", job);
    }

    [Fact]
    public void A_device_says_how_the_machine_is_started()
    {
        string device = LavaYaml.Device(s_machine);
        Assert.Contains("          command: '/usr/bin/qemu'\n", device);
        Assert.EndsWith(
            "          options:\n          - '-machine virt'\n          - '-append \"it''s a word\"'\n          - "
                + "'-monitor none'\n",
            device
        );
    }

    [Fact]
    public void The_example_in_the_documentation_finds_results_in_the_same_way() =>
        Assert.Contains(
            $"pattern: '{LavaYaml.ResultPattern}'",
            File.ReadAllText(Path.Combine(Workspace.Repository.Current.Root, "docs", "farm.md"))
        );

    /// <summary>
    /// But for the spelling of a named group, Python's and .NET's regular expressions agree on everything that the
    /// pattern uses; LavaTests has LAVA's own word on it.
    /// </summary>
    [Theory]
    [InlineData("  ok 5 1/8 building the tables # hash 0x12\r\n", "ok", "1/8 building the tables")]
    [InlineData("not ok 6 GetTime gives a time # EFI_ABORTED: 0-0-0\r\n", "not ok", "GetTime gives a time")]
    [InlineData(
        "  ok 42 GetWakeupTime as advertised # SKIP there is no table\r\n",
        "SKIP",
        "GetWakeupTime as advertised"
    )]
    [InlineData("  not ok 7 x # SKIP not at all\r\n", "not ok", "x")]
    [InlineData("ok 3 tables\r\n", "ok", "tables")]
    [InlineData("keelson: fatal: exception, vector 4: ESR 0x96\r\n", "fatal", "fatal")]
    [InlineData("keelson: calling GetTime\r\n", null, null)]
    [InlineData("ok 71\r\n", null, null)]
    [InlineData("token 5 is here\r\n", null, null)]
    [InlineData("# ok 5 is a comment\r\n", null, null)]
    [InlineData("ok 5 the line is not yet compl", null, null)]
    public void Results_are_found_in_lines_of_KTAP(string text, string? result, string? name)
    {
        Match match = Regex.Match(
            "before\r\n" + text,
            LavaYaml.ResultPattern.Replace("(?P<", "(?<", StringComparison.Ordinal)
        );
        Assert.Equal(result is not null, match.Success);
        if (match.Success)
        {
            Assert.Equal((result, name), (match.Groups["result"].Value, match.Groups["test_case_id"].Value));
        }
    }
}

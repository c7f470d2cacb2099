using System.Text.RegularExpressions;
using Keelson.Findings;
using Keelson.Tools.Workspace;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>docs/suites.md: what it says is checked is checked under that name.</summary>
public sealed partial class SuitesTests
{
    [GeneratedRegex(@"^\| (?<point>[^|]+) \| (?<what>[^|]+) \| (?<here>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>[^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"KF-(?<number>\d{3})")]
    private static partial Regex Finding();

    private static string Page => File.ReadAllText(Path.Combine(Repository.Current.Root, "docs", "suites.md"));

    private static List<Match> Rows =>
        [.. Row().Matches(Page).Where(row => row.Groups["here"].Value != "here" && !row.Value.StartsWith("|--"))];

    [Fact]
    public void Every_point_of_a_suite_has_a_row()
    {
        Assert.Equal(21, Rows.Count(row => row.Groups["point"].Value.StartsWith("0x", StringComparison.Ordinal)));
        Assert.Equal(17, Rows.Count(row => int.TryParse(row.Groups["point"].Value, out _)));
        Assert.Equal(9, Rows.Count(row => row.Groups["point"].Value.StartsWith("variable ", StringComparison.Ordinal)));
        Assert.Equal(4, Rows.Count(row => row.Groups["point"].Value.StartsWith("misc ", StringComparison.Ordinal)));
    }

    private static readonly string s_sources = string.Concat(
        Directory
            .EnumerateFiles(Path.Combine(Repository.Current.Root, "kernel-shim", "SelfTests"), "*.cs")
            .Select(File.ReadAllText)
    );

    /// <summary>As a literal; or what every service has, by the service's name and the rest.</summary>
    private static bool IsInSources(string name)
    {
        string[] words = name.Split(' ', 2);
        return s_sources.Contains($"\"{name}\"u8", StringComparison.Ordinal)
            || Enum.TryParse<RuntimeService>(words[0], out _)
                && s_sources.Contains($"{{service.Text()}} {words[1]}\"", StringComparison.Ordinal);
    }

    [Fact]
    public void Every_row_names_checks_that_exist_or_says_why_not()
    {
        foreach (Match row in Rows)
        {
            string here = row.Groups["here"].Value;
            List<string> names =
            [
                .. Quoted()
                    .Matches(here)
                    .Select(name => name.Groups["name"].Value)
                    .Where(name => !name.StartsWith("keelson.", StringComparison.Ordinal)),
            ];
            List<Match> findings = Finding().Matches(here).ToList();
            bool saysWhyNot = here.StartsWith("no: ", StringComparison.Ordinal);
            Assert.True(saysWhyNot || names.Count + findings.Count != 0, row.Value);
            Assert.All(names, name => Assert.True(IsInSources(name), name));
            Assert.All(
                findings,
                finding => Assert.InRange(int.Parse(finding.Groups["number"].Value, null), 1, FindingCatalogue.Count)
            );
        }
    }
}

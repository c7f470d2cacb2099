using System.CommandLine;
using Keelson.Findings;
using Keelson.Tools.Commands;
using Keelson.Tools.Findings;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

public class FindingCatalogueTests
{
    [Fact]
    public void Docs_findings_md_is_the_catalogue()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Current.Root, "docs", "findings.md"));
        // Mended by: ./build.sh explain --markdown > docs/findings.md
        Assert.Equal(FindingsPage.Markdown(), page.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Identifiers_have_no_gaps_and_every_one_is_told_apart()
    {
        Assert.Equal(FindingNames.All, Enum.GetValues<FindingId>().Where(id => id != FindingId.None));
        Assert.Equal(
            FindingCatalogue.Count,
            FindingNames.All.Select(id => FindingGuide.Of(id).Meaning).Distinct().Count()
        );
        Assert.Equal(
            FindingCatalogue.Count,
            FindingNames.All.Select(id => $"{id.Rule()}{id.Summary()}").Distinct().Count()
        );
    }

    [Fact]
    public void An_entry_says_everything_and_fits_a_line_of_the_report()
    {
        Assert.All(
            FindingNames.All,
            id =>
            {
                FindingGuide guide = FindingGuide.Of(id);
                string[] texts = [guide.Meaning, guide.Signs, guide.Known, guide.Action, id.Rule()];
                Assert.All(texts, text => Assert.False(string.IsNullOrWhiteSpace(text)));
                Assert.InRange(id.Summary().Length, 5, 90);
            }
        );
    }

    [Theory]
    [InlineData("KF-017", FindingId.ServiceFaulted)]
    [InlineData("kf-001", FindingId.RegionsOverlap)]
    [InlineData("17", FindingId.ServiceFaulted)]
    [InlineData("KF-000", FindingId.None)]
    [InlineData("KF-999", FindingId.None)]
    [InlineData("KF--17", FindingId.None)]
    [InlineData("", FindingId.None)]
    public void An_identifier_is_read_as_it_stands_in_a_report(string text, FindingId expected)
    {
        Assert.Equal(expected != FindingId.None, FindingNames.TryParse(text, out FindingId id));
        Assert.Equal(expected, id);
    }

    [Fact]
    public void Explain_refuses_what_it_does_not_know_and_says_what_there_is()
    {
        StringWriter output = new();
        ParseResult parsed = CommandTree.Create().Parse(["explain", "KF-17x"]);
        Assert.NotEmpty(parsed.Errors);
        Assert.Equal(ExitCodes.Usage, UsageMessage.Print(parsed, output));
        Assert.Contains($"KF-001 to KF-{FindingCatalogue.Count:000}", output.ToString());
    }

    /// <summary>Codes that stand in docs/csharp.md, and one that nothing there has.</summary>
    [Theory]
    [InlineData("KEEL321", true)]
    [InlineData("keel305", true)]
    [InlineData("CS1935", true)]
    [InlineData("KEEL999", false)]
    public void Explain_knows_what_the_build_refuses(string code, bool isKnown) =>
        Assert.Equal(isKnown, CommandTree.Create().Parse(["explain", code]).Errors.Count == 0);
}

using Keelson.Tools.BoardReports;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests.BoardReports;

public class BoardTableTests
{
    /// <summary>What somebody adds to the folder has to stand in the page, as the command prints it.</summary>
    [Fact]
    public void The_table_of_boards_is_made_of_the_files_beside_it()
    {
        string docs = Path.Combine(Repository.Current.Root, "docs");
        string[] files = Directory.GetFiles(Path.Combine(docs, "boards"), "*.json");
        Assert.NotEmpty(files);

        string table = BoardTable.Of(
            files.SelectMany(file => ReportJson.Read(Path.GetFileName(file), File.ReadAllBytes(file)))
        );

        string page = File.ReadAllText(Path.Combine(docs, "boards.md")).ReplaceLineEndings("\n");
        Assert.True(page.Contains(table, StringComparison.Ordinal), $"docs/boards.md has to have this:\n{table}");
    }

    [Fact]
    public void A_name_cannot_leave_its_cell()
    {
        BoardRun run = BoardRunReader.Read(
            new BoardLog("x", ["keelson: SMBIOS system: a|b, <c> [d](e), 1", "keelson: report failed"])
        )[0];

        string line = BoardTable.Of([run]).Split('\n')[2];
        Assert.Contains("\\|b", line);
        Assert.Contains("\\<c\\> \\[d\\](e)", line);
        Assert.DoesNotContain("<c>", line.Replace("\\<", "").Replace("\\>", ""));
    }
}

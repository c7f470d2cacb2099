using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>How the sources are laid out: C# as its formatter does it, everything within 120 columns.</summary>
public class LayoutTests
{
    private const int Columns = 120;

    [Fact]
    public void All_CSharp_is_as_the_formatter_lays_it_out()
    {
        List<string> said = [];
        int? status = ChildProcess.RunCollected(
            DotnetHost.Path,
            [Path.Combine(Repository.Current.Artifacts, "bin/Keelson.Tools/debug/keelson.dll"), "format", "--check"],
            TimeLimit.OfWork(60),
            said.Add
        );
        Assert.True(status == 0, string.Join('\n', said));
    }

    [Fact]
    public void No_line_is_longer_than_120_columns()
    {
        string[] files =
        [
            .. SourceTree.WithExtensions(
                ".cs",
                ".S",
                ".inc",
                ".c",
                ".sh",
                ".ps1",
                ".qemu",
                ".csproj",
                ".props",
                ".targets"
            ),
        ];
        Assert.NotEmpty(files);
        string[] longer =
        [
            .. files.SelectMany(file =>
                SourceTree
                    .Read(file)
                    .Split('\n')
                    .Select((line, index) => (Length: line.TrimEnd('\r').Length, Number: index + 1))
                    .Where(line => line.Length > Columns)
                    .Select(line => $"{file}:{line.Number}: {line.Length} columns, at most {Columns}")
            ),
        ];
        Assert.True(longer.Length == 0, string.Join('\n', longer));
    }
}

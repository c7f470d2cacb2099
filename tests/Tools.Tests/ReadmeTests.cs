using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>What a reader copies out of the README is what the build makes.</summary>
public class ReadmeTests
{
    [Fact]
    public void The_example_is_the_sample_word_for_word()
    {
        string readme = Read("README.md");
        Assert.Contains($"```csharp\n{Read("samples/hello/Hello.cs")}```\n", readme, StringComparison.Ordinal);
        Assert.Single(readme.Split('\n'), line => line == "```csharp");
    }

    /// <summary>Each folder is named in the README's list, in the page on the library, and in the solution.</summary>
    [Fact]
    public void Every_sample_is_in_the_lists()
    {
        string list = Read("README.md")
            .Split('\n')
            .Single(line => line.StartsWith("| `samples/`", StringComparison.Ordinal));
        string page = Read("docs/efi.md"),
            solution = Read("Keelson.slnx");
        string[] samples =
        [
            .. Directory.GetDirectories(Path.Combine(Repository.Current.Root, "samples")).Select(Path.GetFileName)!,
        ];
        Assert.Contains("runtime-driver", samples);
        foreach (string sample in samples)
        {
            Assert.Contains($"`{sample}`", list, StringComparison.Ordinal);
            Assert.Contains($"| `{sample}` |", page, StringComparison.Ordinal);
            Assert.Contains($"\"samples/{sample}/", solution, StringComparison.Ordinal);
        }
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Current.Root, path));
}

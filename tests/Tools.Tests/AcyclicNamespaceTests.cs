using System.Text.RegularExpressions;
using Keelson.Handover;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>
/// What can be read by itself has nothing above it: the rooms of portable/ and of tools/ have an order.
/// </summary>
public partial class AcyclicNamespaceTests
{
    [Fact]
    public void Portable_namespaces_have_an_order() =>
        AssertOrder(typeof(BootRecord).Assembly.Location, "portable", 14);

    [Fact]
    public void Folders_of_the_tools_have_an_order() => AssertOrder(typeof(Repository).Assembly.Location, "tools", 18);

    /// <summary>So what holds for namespaces holds for folders.</summary>
    [Theory]
    [InlineData("portable", "Keelson")]
    [InlineData("tools", "Keelson.Tools")]
    public void A_namespace_is_its_folder(string folder, string root)
    {
        string top = Path.Combine(Repository.Current.Root, folder);
        foreach (string file in Directory.EnumerateFiles(top, "*.cs", SearchOption.AllDirectories))
        {
            string below = Path.GetRelativePath(top, Path.GetDirectoryName(file)!);
            string expected = below == "." ? root : $"{root}.{below.Replace(Path.DirectorySeparatorChar, '.')}";
            Match found = NamespaceLine().Match(File.ReadAllText(file));
            if (found.Success)
            {
                Assert.True(found.Groups[1].Value == expected, $"{file}: {found.Value} belongs into {expected}");
            }
        }
    }

    [Fact]
    public void A_cycle_is_printed_step_by_step()
    {
        NamespaceGraph graph = new();
        graph.Add("A", "B", "a.cs");
        graph.Add("B", "C", "b.cs");
        graph.Add("C", "D", "c.cs");
        graph.Add("D", "B", "d.cs");
        graph.Add("A", "D", "a.cs");
        Assert.Equal(["B uses C (b.cs)", "C uses D (c.cs)", "D uses B (d.cs)"], graph.FindCycle());
    }

    private static void AssertOrder(string assembly, string folder, int fewest)
    {
        NamespaceGraph graph = NamespaceGraph.Of(assembly, Path.Combine(Repository.Current.Root, folder));
        Assert.InRange(graph.Namespaces.Count(), fewest, int.MaxValue);
        IReadOnlyList<string> cycle = graph.FindCycle();
        Assert.True(cycle.Count == 0, string.Join('\n', cycle));
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}

using System.Xml.Linq;
using Keelson.DeviceTree;
using Keelson.Tools.Bench.Growth;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>What is called linear, and what is not.</summary>
public class GrowthTests
{
    private static GrowthCurve Curve(Func<double, double> cost) =>
        new(
            "entry to kernel by entries",
            "entries",
            [.. new long[] { 1, 10, 100, 1000 }.Select(size => new GrowthPoint(size, (long)cost(size), 0))]
        );

    [Fact]
    public void What_adds_the_same_for_each_is_linear_whatever_it_starts_from()
    {
        foreach (double start in new[] { 0.0, 1000, 1e7 })
        {
            GrowthCurve curve = Curve(size => start + 40_000 * size);
            Assert.True(curve.IsLinear, curve.ToString());
            Assert.InRange(curve.Exponent, 0.95, 1.05);
            Assert.Equal(40_000, curve.CostOfOne, 1.0);
        }
    }

    [Fact]
    public void What_looks_at_all_others_for_each_is_not()
    {
        Assert.False(Curve(size => 1e6 + 100 * size * size).IsLinear);
        // A quadratic part of as much as the line at the largest size is found as well.
        Assert.False(Curve(size => 1e6 + 40_000 * size + 40 * size * size).IsLinear);
    }

    [Fact]
    public void What_does_not_grow_is_flat()
    {
        Assert.Equal(0, Curve(_ => 1e6).Exponent);
        Assert.Equal(0, Curve(size => 1e6 + size).Exponent);
        Assert.True(Curve(size => 1e6 * Math.Log(size + 1)).IsLinear);
        // One step at the end, as where a table takes one page more.
        Assert.True(Curve(size => size < 1000 ? 1e6 : 2e6).IsLinear);
    }

    [Fact]
    public void A_chart_is_SVG_with_every_point()
    {
        XElement svg = XElement.Parse(GrowthChart.Draw(Curve(size => 1e6 + 40_000 * size)));
        XNamespace space = "http://www.w3.org/2000/svg";
        Assert.Equal(4, svg.Descendants(space + "circle").Count());
        Assert.Contains(svg.Descendants(space + "text"), text => text.Value == "1 k");
        Assert.All(
            svg.Descendants(space + "circle"),
            circle => Assert.InRange((double)circle.Attribute("cy")!, 0, 260)
        );
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(8192)]
    [InlineData(2_000_000)]
    public void A_tree_of_a_size_is_sound(int bytes)
    {
        byte[] tree = GrowthTree.Make(bytes);
        Assert.InRange(tree.Length, bytes, bytes + 200);
        Assert.True(DeviceTreeBlob.TryCreate(tree, out _, out DeviceTreeError error), error.ToString());
    }
}

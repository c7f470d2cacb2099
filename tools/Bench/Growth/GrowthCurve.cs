using System.Globalization;

namespace Keelson.Tools.Bench.Growth;

/// <summary>A cost at one size of its input.</summary>
/// <param name="Size">In the unit of the axis.</param>
/// <param name="Cost">Guest instructions in images of ours.</param>
/// <param name="Elsewhere">Those of the firmware meanwhile.</param>
public readonly record struct GrowthPoint(long Size, long Cost, long Elsewhere);

/// <summary>How a cost grows with one thing.</summary>
/// <param name="Name">What grows, and what is counted.</param>
/// <param name="Unit">Of the sizes.</param>
/// <param name="Points">By size, two or more.</param>
public sealed record GrowthCurve(string Name, string Unit, IReadOnlyList<GrowthPoint> Points)
{
    /// <summary>
    /// Above it a curve is no line: a quadratic part that doubles the cost at the largest of sizes that are ten times
    /// each other gives 1.25, sorting 1.13.
    /// </summary>
    public const double MaximumExponent = 1.15;

    /// <summary>What is added by less than this share of the smallest cost counts as nothing.</summary>
    private const double Noise = 0.01;

    /// <summary>
    /// Of the power of the size that what is added grows with, at the large end, where the fastest part shows: the
    /// slope between the two largest in logarithms. 1 where only the largest adds anything, 0 where nothing does.
    /// </summary>
    public double Exponent
    {
        get
        {
            GrowthPoint first = Points[0];
            (double Size, double Cost)[] added =
            [
                .. Points
                    .Skip(1)
                    .Where(one => one.Cost - first.Cost > Noise * first.Cost)
                    .Select(one => (Math.Log(one.Size - first.Size), Math.Log(one.Cost - first.Cost))),
            ];
            return added.Length < 2
                ? added.Length
                : (added[^1].Cost - added[^2].Cost) / (added[^1].Size - added[^2].Size);
        }
    }

    /// <summary>What one unit more costs, over the whole curve.</summary>
    public double CostOfOne => (double)(Points[^1].Cost - Points[0].Cost) / (Points[^1].Size - Points[0].Size);

    public bool IsLinear => Exponent <= MaximumExponent;

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}: {Points[0].Cost:N0} at {Points[0].Size:N0} {Unit}, {Points[^1].Cost:N0} at {Points[^1].Size:N0}: "
                + $"{CostOfOne:N1} for one more, exponent {Exponent:F2}"
        );
}

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
    /// Above it a curve is no line: a quadratic part that doubles the cost at the largest size gives about 1.4.
    /// </summary>
    public const double MaximumExponent = 1.15;

    /// <summary>What is added by less than this share of the smallest cost counts as nothing.</summary>
    private const double Noise = 0.01;

    /// <summary>
    /// Of the power of the size that what is added grows with: the slope of the line of least squares through the
    /// logarithms. 0 where nothing is added.
    /// </summary>
    public double Exponent
    {
        get
        {
            GrowthPoint first = Points[0];
            (double X, double Y)[] added =
            [
                .. Points
                    .Skip(1)
                    .Where(one => one.Cost - first.Cost > Noise * first.Cost)
                    .Select(one => (Math.Log(one.Size - first.Size), Math.Log(one.Cost - first.Cost))),
            ];
            if (added.Length < 2)
            {
                return added.Length;
            }

            double x = added.Average(one => one.X),
                y = added.Average(one => one.Y);
            return added.Sum(one => (one.X - x) * (one.Y - y)) / added.Sum(one => (one.X - x) * (one.X - x));
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

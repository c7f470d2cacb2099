using System.Globalization;

namespace Keelson.Tools.Bench;

/// <summary>A time that is worth something beside another that was taken in turn with it, or beside a limit.</summary>
/// <param name="What">What was timed.</param>
/// <param name="Seconds">The runs, in the order in which they were made.</param>
/// <param name="Peer">What it was timed against; null for a limit in seconds.</param>
/// <param name="PeerSeconds">As many runs of that.</param>
/// <param name="Limit">Of the ratio, or in seconds.</param>
internal sealed record TimedRow(
    string What,
    IReadOnlyList<double> Seconds,
    string? Peer,
    IReadOnlyList<double> PeerSeconds,
    double Limit
)
{
    public double Median => MedianOf(Seconds);

    /// <summary>The ratio of the medians, or the median itself.</summary>
    public double Value => Peer is null ? Median : Median / MedianOf(PeerSeconds);

    public bool IsMet => Value <= Limit;

    public override string ToString() =>
        Peer is null
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{What}: {Median:F2} s (budget {Limit:F2} s), median of {Seconds.Count}"
            )
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{What}: {Median:F2} s, {Peer}: {MedianOf(PeerSeconds):F2} s, ratio {Value:F2} (budget {Limit:F2}), "
                    + $"medians of {Seconds.Count}"
            );

    private static double MedianOf(IReadOnlyList<double> values) => values.Order().ElementAt(values.Count / 2);
}

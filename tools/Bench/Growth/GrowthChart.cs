using System.Globalization;
using System.Net;
using System.Text;

namespace Keelson.Tools.Bench.Growth;

/// <summary>
/// A curve as an SVG image, which a page in Markdown shows: both axes logarithmic, so that a line is a power.
/// </summary>
public static class GrowthChart
{
    private const int Width = 480,
        Height = 260,
        Left = 70,
        Right = 20,
        Top = 30,
        Bottom = 40;

    public static string Draw(GrowthCurve curve)
    {
        double[] sizes = [.. curve.Points.Select(one => Math.Log10(Math.Max(1, one.Size)))];
        double[] costs = [.. curve.Points.Select(one => Math.Log10(Math.Max(1, one.Cost)))];
        // A flat curve lies in the middle of a decade.
        double low = Math.Floor(costs.Min()),
            high = Math.Max(low + 1, Math.Ceiling(costs.Max()));
        StringBuilder svg = new();
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" role="img">""");
        Line($"<title>{WebUtility.HtmlEncode(curve.Name)}</title>");
        Line($"""<rect width="{Width}" height="{Height}" fill="#ffffff"/>""");
        Line($"""<g font-family="sans-serif" font-size="11" fill="#24292f">""");
        Text(Left, 18, "start", curve.Name);
        for (double decade = low; decade <= high; decade++)
        {
            double y = Y(decade);
            Line($"""<line x1="{Left}" y1="{Number(y)}" x2="{Width - Right}" y2="{Number(y)}" stroke="#d0d7de"/>""");
            Text(Left - 6, y + 4, "end", Short(Math.Pow(10, decade)));
        }

        for (int i = 0; i < sizes.Length; i++)
        {
            Text(X(sizes[i]), Height - 20, "middle", Short(curve.Points[i].Size));
        }

        Text((Left + Width - Right) / 2.0, Height - 5, "middle", curve.Unit);
        string path = string.Join(' ', sizes.Zip(costs, (size, cost) => $"{Number(X(size))},{Number(Y(cost))}"));
        Line($"""<polyline points="{path}" fill="none" stroke="#0969da" stroke-width="2"/>""");
        for (int i = 0; i < sizes.Length; i++)
        {
            Line($"""<circle cx="{Number(X(sizes[i]))}" cy="{Number(Y(costs[i]))}" r="3" fill="#0969da"/>""");
        }

        Line("</g>");
        Line("</svg>");
        return svg.ToString();

        double X(double size) =>
            Left + (size - sizes[0]) / Math.Max(1e-9, sizes[^1] - sizes[0]) * (Width - Left - Right);

        double Y(double cost) => Height - Bottom - (cost - low) / (high - low) * (Height - Top - Bottom);

        void Text(double x, double y, string anchor, string text) =>
            Line(
                $"""<text x="{Number(x)}" y="{Number(y)}" text-anchor="{anchor}">{WebUtility.HtmlEncode(text)}</text>"""
            );

        void Line(string text) => svg.Append(text).Append('\n');
    }

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Short(double value) =>
        value switch
        {
            >= 1e9 => Number(value / 1e9) + " G",
            >= 1e6 => Number(value / 1e6) + " M",
            >= 1e3 => Number(value / 1e3) + " k",
            _ => Number(value),
        };
}

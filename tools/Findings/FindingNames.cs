using System.Globalization;
using System.Text;
using Keelson.Findings;

namespace Keelson.Tools.Findings;

/// <summary>Findings by the identifiers that people read and type.</summary>
public static class FindingNames
{
    public static IEnumerable<FindingId> All =>
        Enumerable.Range(1, FindingCatalogue.Count).Select(number => (FindingId)number);

    public static string Name(this FindingId id) => $"KF-{(int)id:000}";

    public static string Severity(this FindingId id) => Encoding.UTF8.GetString(id.Facts().Severity.Text());

    public static string Rule(this FindingId id) => Encoding.UTF8.GetString(id.Facts().Rule);

    public static string Summary(this FindingId id) => Encoding.UTF8.GetString(id.Facts().Summary);

    /// <summary>KF-017, in either case; the number alone does as well.</summary>
    public static bool TryParse(string text, out FindingId id)
    {
        string digits = text.StartsWith("KF-", StringComparison.OrdinalIgnoreCase) ? text[3..] : text;
        bool isKnown =
            int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number is >= 1 and <= FindingCatalogue.Count;
        id = isKnown ? (FindingId)number : FindingId.None;
        return isKnown;
    }
}

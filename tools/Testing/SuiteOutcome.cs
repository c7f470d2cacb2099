using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Keelson.Tools.Testing;

/// <summary>
/// What one suite came to. A suite that did not finish counts as a failure of its own, whatever its tests said before.
/// </summary>
/// <param name="Trouble">Why the suite as a whole failed; null when only its tests decide.</param>
internal sealed record SuiteOutcome(
    string Name,
    int Passed,
    int Failed,
    int Skipped,
    TimeSpan Duration,
    string? Trouble
)
{
    public int Total => Passed + Failed + Skipped;

    public static SuiteOutcome Broken(string name, TimeSpan duration, string trouble) =>
        new(name, 0, 1, 0, duration, trouble);

    /// <summary>Reads the runner's result file (xunit's XML, version 2 and 3).</summary>
    /// <param name="status">The runner's exit status; null when it was killed.</param>
    public static SuiteOutcome Read(string name, string resultFile, int? status, TimeSpan duration)
    {
        if (status is null)
        {
            return Broken(name, duration, "it did not end in time and was killed");
        }

        if (!File.Exists(resultFile))
        {
            return Broken(
                name,
                duration,
                $"it ended with status {status} and left no results: it crashed, or could not start"
            );
        }

        try
        {
            XElement[] assemblies = [.. XDocument.Load(resultFile).Descendants("assembly")];
            int failed = Sum("failed") + Sum("errors");
            // A runner that says failure without a failed test met a fault outside of all tests.
            bool unexplained = status != 0 && failed == 0;
            return new SuiteOutcome(
                name,
                Sum("passed"),
                unexplained ? 1 : failed,
                Sum("skipped"),
                duration,
                unexplained ? $"no test failed, and it ended with status {status}" : null
            );

            int Sum(string attribute) =>
                assemblies.Sum(assembly =>
                    int.Parse((string?)assembly.Attribute(attribute) ?? "0", CultureInfo.InvariantCulture)
                );
        }
        catch (Exception error) when (error is XmlException or FormatException)
        {
            return Broken(name, duration, $"its results can not be read: {error.Message}");
        }
    }
}

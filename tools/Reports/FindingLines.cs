namespace Keelson.Tools.Reports;

/// <summary>The lines in which a report tells what is worth knowing and no failure.</summary>
public static class FindingLines
{
    private const string Mark = "# finding ";

    /// <returns>Each finding once, in the order of the console.</returns>
    public static IReadOnlyList<string> Of(IEnumerable<string> lines) =>
        [
            .. lines
                .Where(line => line.StartsWith(Mark, StringComparison.Ordinal))
                .Select(line => line[Mark.Length..])
                .Distinct(),
        ];
}

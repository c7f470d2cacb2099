namespace Keelson.Tools.Reports;

/// <summary>
/// A stub that goes back to the firmware that started it. Nothing follows of the run: firmware looks for what else it
/// could start, or waits for somebody at the keyboard.
/// </summary>
internal static class StubReturn
{
    private const string Prefix = "keelson-stub: ",
        Beginning = Prefix + "returning EFI_",
        End = " to the firmware",
        Error = Prefix + "error: ";

    public static bool Is(string line) =>
        line.StartsWith(Beginning, StringComparison.Ordinal) && line.EndsWith(End, StringComparison.Ordinal);

    /// <returns>In one line, with the error before it if there is one; null where the stub did not go back.</returns>
    public static string? ReasonIn(IEnumerable<string> lines)
    {
        string? error = null;
        foreach (string line in lines)
        {
            if (line.StartsWith(Error, StringComparison.Ordinal))
            {
                error = line[Error.Length..];
            }
            else if (Is(line))
            {
                return "the stub returned "
                    + line[(Beginning.Length - "EFI_".Length)..]
                    + (error is null ? "" : ": " + error);
            }
        }

        return null;
    }
}

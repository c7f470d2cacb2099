namespace Keelson.Tools.Workspace;

/// <summary>
/// Measurements taken by tests: written to <c>artifacts/figures</c>, printed by the <c>test</c> verb after the suites.
/// </summary>
public static class FigureFile
{
    /// <summary>Replaces the lines of one figure; the name is the file's name without its extension.</summary>
    public static void Write(string name, params IEnumerable<string> lines) =>
        AtomicFile.WriteIfChanged(
            Path.Combine(Repository.Current.Figures, name + ".txt"),
            System.Text.Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")))
        );

    /// <summary>All lines of all figures, in the order of their names.</summary>
    public static IEnumerable<string> ReadAll(Repository repository) =>
        !Directory.Exists(repository.Figures)
            ? []
            : Directory
                .GetFiles(repository.Figures, "*.txt")
                .Order(StringComparer.Ordinal)
                .SelectMany(File.ReadAllLines);
}

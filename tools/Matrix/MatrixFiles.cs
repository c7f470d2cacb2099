using System.Text;
using Keelson.Tools.Reports;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Matrix;

/// <summary>What a run of the matrix leaves: a page for people, JUnit's XML for machines.</summary>
internal static class MatrixFiles
{
    /// <returns>The files.</returns>
    public static IReadOnlyList<string> Write(string folder, IReadOnlyList<MachineOutcome> machines, TimeSpan duration)
    {
        (string Path, string Text)[] files =
        [
            (Path.Combine(folder, "report.html"), MatrixPage.Of(machines, duration)),
            (Path.Combine(folder, "junit.xml"), JUnitXml.Of(machines.Select(one => one.ToSuite()), DateTime.UtcNow)),
        ];
        foreach ((string path, string text) in files)
        {
            try
            {
                AtomicFile.WriteIfChanged(path, Encoding.UTF8.GetBytes(text));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new FailureException(
                    $"cannot write {path}: {error.Message}",
                    "make room, or name another folder with --output"
                );
            }
        }

        return [.. files.Select(file => file.Path)];
    }
}

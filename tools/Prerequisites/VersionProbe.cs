using System.Text.RegularExpressions;
using Keelson.Tools.Processes;

namespace Keelson.Tools.Prerequisites;

/// <summary>
/// Asks a tool for its version. Advice for a bug report, never a condition: a tool that answers oddly is still usable.
/// </summary>
internal static partial class VersionProbe
{
    public static string OfProgram(string path)
    {
        List<string> lines = [];
        int? status = ChildProcess.RunCollected(path, ["--version"], TimeLimit.OfTool, lines.Add);
        return status is null
            ? "no answer in 10 s"
            : lines.Select(line => Number().Match(line)).FirstOrDefault(match => match.Success)?.Value ?? "unknown";
    }

    /// <summary>
    /// Firmware files carry no version that can be read from outside; size and date tell two packages apart.
    /// </summary>
    public static string OfFile(string path)
    {
        // Resolved, because some packages install links to one shared image.
        FileInfo file = new(path);
        file = (FileInfo?)file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
        return $"{file.Length >> 20} MB of {file.LastWriteTimeUtc:yyyy-MM-dd}";
    }

    [GeneratedRegex(@"\d+(\.\d+)+")]
    private static partial Regex Number();
}

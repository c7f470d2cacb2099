using System.Text.RegularExpressions;

namespace Keelson.Tools.Language;

/// <summary>What becomes of a construct; each has a folder of its name.</summary>
internal enum LanguageOutcome
{
    /// <summary>It does what it does in .NET.</summary>
    Works,

    /// <summary>It does so in a program with a heap.</summary>
    Heap,

    /// <summary>The build refuses it.</summary>
    Refused,
}

/// <summary>One construct of C#, in a class with a method <c>Run</c>: it works as in .NET, or is refused.</summary>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Topic">The file's name.</param>
/// <param name="Title">What it is.</param>
/// <param name="Class">The class that has it.</param>
/// <param name="Code">What refuses it; null when it works.</param>
/// <param name="Preamble">What stands above the first case of its file.</param>
/// <param name="Text">Its own lines.</param>
/// <param name="File">Where it stands.</param>
/// <param name="FirstLine">Of its text in the file, from 1.</param>
internal sealed partial record LanguageCase(
    LanguageOutcome Outcome,
    string Topic,
    string Title,
    string Class,
    string? Code,
    string Preamble,
    string Text,
    string File,
    int FirstLine
)
{
    public int LastLine => FirstLine + Text.Count(c => c == '\n');

    /// <param name="folder"><c>tests/data/csharp</c>.</param>
    public static IReadOnlyList<LanguageCase> ReadAll(string folder) =>
        [
            .. Enum.GetValues<LanguageOutcome>()
                .SelectMany(outcome =>
                    Directory
                        .GetFiles(Path.Combine(folder, outcome.ToString().ToLowerInvariant()), "*.cs")
                        .Order(StringComparer.Ordinal)
                        .SelectMany(file => Read(file, outcome))
                ),
        ];

    private static IEnumerable<LanguageCase> Read(string file, LanguageOutcome outcome)
    {
        bool isRefused = outcome == LanguageOutcome.Refused;
        string source = System.IO.File.ReadAllText(file).ReplaceLineEndings("\n");
        Match[] marks = [.. Mark().Matches(source).Cast<Match>()];
        for (int i = 0; i < marks.Length; i++)
        {
            int start = marks[i].Index;
            string text = source[start..(i + 1 < marks.Length ? marks[i + 1].Index : source.Length)];
            string heading = marks[i].Groups["heading"].Value;
            int colon = isRefused ? heading.IndexOf(':', StringComparison.Ordinal) : -1;
            yield return new LanguageCase(
                outcome,
                Path.GetFileNameWithoutExtension(file),
                heading[(colon + 1)..].Trim(),
                ClassName().Match(text).Groups["name"].Value,
                isRefused ? heading[..colon] : null,
                source[..marks[0].Index],
                text,
                file,
                source[..start].Count(c => c == '\n') + 1
            );
        }
    }

    [GeneratedRegex("^// == (?<heading>.*)$", RegexOptions.Multiline)]
    private static partial Regex Mark();

    [GeneratedRegex(@"^static (unsafe |partial )*class (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex ClassName();
}

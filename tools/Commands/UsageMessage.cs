using System.CommandLine;
using System.CommandLine.Parsing;

namespace Keelson.Tools.Commands;

/// <summary>
/// What a wrong command line is answered with: what is wrong, the nearest right word, where to read more.
/// </summary>
internal static class UsageMessage
{
    /// <returns>The exit code for wrong usage.</returns>
    public static int Print(ParseResult parsed, TextWriter output)
    {
        Command command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is [string word, ..])
        {
            bool isOption = word.StartsWith('-');
            string kind = command.Subcommands.Count > 0 && !isOption ? "verb" : "option";
            output.WriteLine(
                $"keelson: {(command is RootCommand ? "" : command.Name + ": ")}"
                    + (
                        kind == "option" && !isOption
                            ? $"'{word}' is one word too many"
                            : $"there is no {kind} '{word}'"
                    )
            );
            if (Nearest(word, Words(command, kind)) is { } nearest)
            {
                output.WriteLine($"  -> did you mean '{nearest}'?");
            }
        }
        else
        {
            foreach (ParseError error in parsed.Errors)
            {
                output.WriteLine($"keelson: {(command is RootCommand ? "" : command.Name + ": ")}{error.Message}");
            }
        }

        output.WriteLine(
            command is RootCommand
                ? "  -> ./build.sh help lists the verbs"
                : $"  -> ./build.sh help {command.Name} lists the options"
        );
        return ExitCodes.Usage;
    }

    private static IEnumerable<string> Words(Command command, string kind) =>
        kind == "verb" ? command.Subcommands.Select(one => one.Name) : command.Options.Select(one => one.Name);

    private static string? Nearest(string word, IEnumerable<string> candidates) =>
        // More than two slips and the suggestion would be a guess.
        candidates
            .Select(candidate => (candidate, distance: Distance(word, candidate)))
            .Where(pair => pair.distance <= 2)
            .OrderBy(pair => pair.distance)
            .FirstOrDefault()
            .candidate;

    /// <summary>Insertions, deletions and replacements between two words (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0]++;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}

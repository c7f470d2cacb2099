using System.Text;
using Keelson.Findings;

namespace Keelson.Tools.Findings;

/// <summary>docs/findings.md: the catalogue for people.</summary>
public static class FindingsPage
{
    private const string Introduction = """
        # Findings

        What can be wrong with a firmware. An **error** breaks a rule that kernels rely on. A **warning** is a
        fault that one kernel may not be harmed by, and another may. A **note** is worth knowing. Numbers keep
        their meaning for good.

        A report prints `# finding KF-017 error GetVariable: ...`: identifier, severity, what it is about, what
        is wrong, what was seen, and in brackets the rule. It passes only without an error.

        This page is made from the catalogue in `portable/Findings` by `./build.sh explain --markdown`;
        `./build.sh explain KF-017` prints one entry.

        | finding | severity | in short |
        |---|---|---|

        """;

    public static string Markdown()
    {
        StringBuilder page = new(Introduction);
        foreach (FindingId id in FindingNames.All)
        {
            page.Append($"| [{id.Name()}](#{id.Name().ToLowerInvariant()}) | {id.Severity()} | {id.Summary()} |\n");
        }

        foreach (FindingId id in FindingNames.All)
        {
            page.Append($"\n## {id.Name()}\n\n**{id.Severity()}**: {id.Summary()} ({id.Rule()}).\n");
            foreach ((string title, string text) in Paragraphs(id))
            {
                page.Append('\n').AppendJoin('\n', Wrap($"**{title}.** {text}", 118)).Append('\n');
            }
        }

        return page.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>One entry for a terminal.</summary>
    public static string Text(FindingId id)
    {
        StringBuilder text = new($"{id.Name()} {id.Severity()}: {id.Summary()} ({id.Rule()})\n");
        foreach ((string title, string paragraph) in Paragraphs(id))
        {
            text.Append($"\n{title}:\n");
            foreach (string line in Wrap(paragraph, 76))
            {
                text.Append($"  {line}\n");
            }
        }

        return text.ToString();
    }

    private static (string Title, string Text)[] Paragraphs(FindingId id)
    {
        FindingGuide guide = FindingGuide.Of(id);
        return
        [
            ("What it means", guide.Meaning),
            ("How it shows", guide.Signs),
            ("Known cases", guide.Known),
            ("What to do", guide.Action),
        ];
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        StringBuilder line = new();
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }
}

using System.CommandLine;
using Keelson.Findings;
using Keelson.Tools.Findings;
using Keelson.Tools.Language;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary><c>explain</c>: what a finding of a report means, and what to do about it.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string?> s_finding = new("finding")
    {
        Description = "an identifier, KF-017 for instance; without one, all of them in a line each",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private static readonly Option<bool> s_markdown = new("--markdown")
    {
        Description = "print docs/findings.md, the whole catalogue",
    };

    private static readonly Option<bool> s_language = new("--language")
    {
        Description = "print docs/csharp.md, what of C# works and what is refused",
    };

    public static Command Create()
    {
        s_finding.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: { } word }] && !FindingNames.TryParse(word, out _))
            {
                result.AddError($"there is no finding '{word}'; they are KF-001 to {FindingNames.All.Last().Name()}");
            }
        });
        Command explain = new("explain", "say what a finding of a report means") { s_finding, s_markdown, s_language };
        explain.SetAction(parsed =>
            Console.Out.Write(
                parsed.GetValue(s_language)
                    ? LanguagePage.Markdown(LanguageCase.ReadAll(Repository.Current.LanguageCases))
                    : Answer(parsed.GetValue(s_finding), parsed.GetValue(s_markdown))
            )
        );
        return explain;
    }

    private static string Answer(string? word, bool wantsPage)
    {
        if (wantsPage)
        {
            return FindingsPage.Markdown();
        }

        return FindingNames.TryParse(word ?? "", out FindingId id)
            ? FindingsPage.Text(id)
            : string.Concat(
                FindingNames.All.Select(one => $"{one.Name()} {one.Severity(), -7} {one.Summary()} ({one.Rule()})\n")
            );
    }
}

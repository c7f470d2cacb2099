using System.CommandLine;
using Keelson.Findings;
using Keelson.Tools.Findings;
using Keelson.Tools.Language;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary>
/// <c>explain</c>: what a finding of a report means and what to do about it, or what of C# the build refuses by a code.
/// </summary>
internal static class ExplainCommand
{
    private static readonly Argument<string?> s_finding = new("finding")
    {
        Description = "KF-017 for instance, or a code of the build, KEEL305; without one, all findings in a line each",
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
            if (result.Tokens is [{ Value: { } word }] && !FindingNames.TryParse(word, out _) && !RefusedBy(word).Any())
            {
                result.AddError(
                    word.StartsWith("KEEL", StringComparison.OrdinalIgnoreCase)
                        ? $"nothing of docs/csharp.md is refused by '{word}'; docs/toolchain.md has all codes"
                        : $"there is no finding '{word}'; they are KF-001 to {FindingNames.All.Last().Name()}"
                );
            }
        });
        Command explain = new("explain", "say what a finding of a report means, or a code of the build")
        {
            s_finding,
            s_markdown,
            s_language,
        };
        explain.SetAction(parsed =>
            Console.Out.Write(
                parsed.GetValue(s_language)
                    ? LanguagePage.Markdown(LanguageCase.ReadAll(Repository.Current.LanguageCases))
                    : Answer(parsed.GetValue(s_finding), parsed.GetValue(s_markdown))
            )
        );
        return explain;
    }

    private static IEnumerable<LanguageCase> RefusedBy(string code) =>
        LanguageCase
            .ReadAll(Repository.Current.LanguageCases)
            .Where(one => string.Equals(one.Code, code, StringComparison.OrdinalIgnoreCase));

    private static string Answer(string? word, bool wantsPage)
    {
        if (wantsPage)
        {
            return FindingsPage.Markdown();
        }

        return FindingNames.TryParse(word ?? "", out FindingId id) ? FindingsPage.Text(id)
            : word is not null ? string.Concat(RefusedBy(word).Select(LanguagePage.Refused))
            : string.Concat(
                FindingNames.All.Select(one => $"{one.Name()} {one.Severity(), -7} {one.Summary()} ({one.Rule()})\n")
            );
    }
}

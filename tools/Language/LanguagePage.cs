using System.Text;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Language;

/// <summary>docs/csharp.md: what of C# works, and what is refused by which code.</summary>
internal static class LanguagePage
{
    private const string Introduction = """
        # C#

        A construct works as it does in .NET, or the build refuses it: with a code, at its line, and with advice. This
        page is the table of what is known. It is made from `tests/data/csharp` by
        `./build.sh explain --language > docs/csharp.md`, and each of its rows is a test: what works is compiled for
        .NET and for the machine, and prints the same on both; what is refused is compiled, and refused by the code that
        stands here. What [toolchain.md](toolchain.md) says of the codes is not repeated.

        A code of `CS` is the C# compiler's own: there is no such type or member. KEEL300 then leads here. Names that
        are there behave as in .NET; look into `runtime/System` for what a type has.

        Objects that are made at run time take memory, and the property `KeelsonHeap` of a project says what there is:

        - `None`: nothing; statics hold what the compiler laid down. So are the products.
        - `Statics`, the default: what static constructors and initialisers of statics make, up to 64 KB, which stays;
          statics hold references.
        - `Bump`: classes, arrays, strings, boxes, delegates, in any code. Pages of the firmware's, one object
          behind the other; nothing is collected, and all is given back when the entry point returns.

        `throw new ...` ends the program with a backtrace, as in .NET when it is not caught; so do an index out of
        range, a division by zero, an overflow in `checked`, a cast that fails, a stack that runs out. So does, in an
        object, the text of what has none of its own and none that is known here: a generic type, a `double`.

        """;

    /// <summary>One that is refused, with its code.</summary>
    public static string Refused(LanguageCase one) =>
        $"{one.Code}: {one.Title} ({Repository.Shorten(one.File)}:{one.FirstLine})\n\n"
        + string.Concat(one.Text.TrimEnd().Split('\n').Skip(1).Select(line => $"    {line}".TrimEnd() + "\n"))
        + "\n";

    public static string Markdown(IReadOnlyList<LanguageCase> cases)
    {
        StringBuilder page = new(Introduction);
        foreach (IGrouping<LanguageOutcome, LanguageCase> outcome in cases.GroupBy(one => one.Outcome))
        {
            string heading = outcome.Key switch
            {
                LanguageOutcome.Works => "What works",
                LanguageOutcome.Heap => "What works with a heap",
                _ => "What is refused",
            };
            bool isRefused = outcome.Key == LanguageOutcome.Refused;
            page.Append($"\n## {heading}\n\n");
            page.Append(
                isRefused ? "| construct | code | case |\n|---|---|---|\n" : "| construct | case |\n|---|---|\n"
            );
            foreach (LanguageCase one in outcome)
            {
                string code = isRefused ? $" {one.Code} |" : "";
                page.Append($"| {one.Title.Replace("|", "\\|", StringComparison.Ordinal)} |{code} `{one.Class}` |\n");
            }
        }

        return page.ToString().ReplaceLineEndings("\n");
    }
}

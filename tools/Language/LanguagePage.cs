using System.Text;

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

        Objects: `new` of a class, of an array, boxing and delegates need a heap. Static constructors and initialisers
        of statics may make objects and arrays, which stay (up to 64 KB that the compiler could not lay down itself);
        statics may hold references, and references may be stored. That is `KeelsonHeap` with its default, `Statics`.
        With `<KeelsonHeap>None</KeelsonHeap>`, as for the products, statics hold what is laid down at compile time and
        nothing else.

        `throw new ...` ends the program with a backtrace, as in .NET where nobody catches; so do an index out of range,
        a division by zero, an overflow in `checked`, a cast that fails, a stack that runs out.

        """;

    public static string Markdown(IReadOnlyList<LanguageCase> cases)
    {
        StringBuilder page = new(Introduction);
        foreach (IGrouping<bool, LanguageCase> kind in cases.GroupBy(one => one.Code is null))
        {
            page.Append(kind.Key ? "\n## What works\n" : "\n## What is refused\n");
            foreach (IGrouping<string, LanguageCase> topic in kind.GroupBy(one => one.Topic))
            {
                page.Append($"\n### {topic.Key}{(kind.Key ? "" : ", refused")}\n\n");
                page.Append(
                    kind.Key ? "| construct | case |\n|---|---|\n" : "| construct | code | case |\n|---|---|---|\n"
                );
                foreach (LanguageCase one in topic)
                {
                    string code = one.Code is null ? "" : $" {one.Code} |";
                    page.Append(
                        $"| {one.Title.Replace("|", "\\|", StringComparison.Ordinal)} |{code} `{one.Class}` |\n"
                    );
                }
            }
        }

        return page.ToString().ReplaceLineEndings("\n");
    }
}

using System.Text.RegularExpressions;
using Keelson.Tools.Diagnostics;
using Mono.Cecil;

namespace Keelson.Tools.Language;

/// <summary>Turns ilc's last words into a finding: which method it could not compile, and what it looked for.</summary>
internal static partial class CompilerCrash
{
    /// <param name="said">What ilc wrote.</param>
    /// <param name="assembly">The program's own assembly, with its symbols.</param>
    /// <param name="status">Null when it was stopped for taking too long.</param>
    /// <param name="sourceRoot">Where <c>/keelson/</c> in debug information points to.</param>
    public static Diagnostic Explain(IReadOnlyList<string> said, string assembly, int? status, string sourceRoot)
    {
        string text = string.Join('\n', said);
        string reason =
            Reason().Match(text) is { Success: true } known ? known.Value.TrimEnd('.')
            : status is null ? "it did not end in time"
            : said.FirstOrDefault(line => line.Length > 0) ?? $"it ended with status {status} and said nothing";
        Match failed = FailedMethod().Match(text);
        string method = failed.Success ? failed.Groups["method"].Value : "a method that it does not name";
        return new Diagnostic(
            failed.Success ? Place(assembly, failed, sourceRoot) : Path.GetFileName(assembly),
            "KEEL399",
            $"the compiler can not compile {method} ({reason}): write it with less of the language; "
                + "docs/toolchain.md says what is known to be refused"
        );
    }

    private static string Place(string assembly, Match failed, string sourceRoot)
    {
        string file = Path.Combine(Path.GetDirectoryName(assembly) ?? "", failed.Groups["assembly"].Value + ".dll");
        if (!File.Exists(file))
        {
            return Path.GetFileName(assembly);
        }

        try
        {
            using ModuleDefinition module = ModuleDefinition.ReadModule(
                file,
                new ReaderParameters { ReadSymbols = true, InMemory = true }
            );
            string type = failed.Groups["type"].Value;
            MethodDefinition[] candidates =
            [
                .. module
                    .GetTypes()
                    .Where(one => Plain(one.FullName) == Plain(type))
                    .SelectMany(one => one.Methods)
                    .Where(one => one.Name == failed.Groups["name"].Value),
            ];
            return candidates.Length == 0 ? module.Name : SourceLine.Of(candidates[0], null, sourceRoot);
        }
        catch (Exception error) when (error is IOException or BadImageFormatException or InvalidOperationException)
        {
            return Path.GetFileName(assembly);
        }
    }

    /// <summary>Cecil writes Outer/Inner and Name`1, ilc Outer+Inner and Name`1&lt;int32>.</summary>
    private static string Plain(string type) => TypeArguments().Replace(type.Replace('/', '+'), "");

    // Code generation failed for method '[Program]Name.Space.Type+Inner.Method<T>(int32)'
    [GeneratedRegex(
        @"failed for method '(?<method>\[(?<assembly>[^\]]+)\](?<type>.+?)\.(?<name>\.?[^.(<]+)(<[^(]*>)?\([^']*\))'"
    )]
    private static partial Regex FailedMethod();

    [GeneratedRegex(@"Expected (type|method|field) '[^\n]*")]
    private static partial Regex Reason();

    [GeneratedRegex(@"<.*>$")]
    private static partial Regex TypeArguments();
}

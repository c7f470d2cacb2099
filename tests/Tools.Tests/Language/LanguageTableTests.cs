using System.Globalization;
using System.Text.RegularExpressions;
using Keelson.Tools.Coff;
using Keelson.Tools.Language;
using Keelson.Tools.Processes;
using Keelson.Tools.Weaving;
using Keelson.Tools.Workspace;
using Xunit;
using Diagnostic = Keelson.Tools.Diagnostics.Diagnostic;

namespace Keelson.Tools.Tests.Language;

/// <summary>
/// What <c>tests/data/csharp/refused</c> says is refused, is: by that code, at a line of its own, by whichever of the
/// three looks first (the C# compiler, the language gate, the object gate).
/// </summary>
public sealed partial class LanguageTableTests : IDisposable
{
    private static readonly IReadOnlyList<LanguageCase> s_all = LanguageCase.ReadAll(Repository.Current.LanguageCases);

    private readonly FreestandingCompiler _compiler = new();

    public void Dispose() => _compiler.Dispose();

    [Fact]
    public void Docs_csharp_md_is_the_table()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Current.Root, "docs", "csharp.md"));
        // Mended by: ./build.sh explain --language > docs/csharp.md
        Assert.Equal(LanguagePage.Markdown(s_all), page.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_case_has_a_title_a_class_and_a_name_of_its_own()
    {
        Assert.All(s_all, one => Assert.NotEqual("", one.Title));
        Assert.All(s_all, one => Assert.NotEqual("", one.Class));
        Assert.All(s_all.GroupBy(one => (one.Outcome, one.Class)), same => Assert.Single(same));
        // Those that work are run by a list, which is on both sides and could lack the same.
        Assert.All(
            s_all.Where(one => one.Outcome != LanguageOutcome.Refused),
            one =>
                Assert.Contains(
                    $" {one.Class}.Run();",
                    File.ReadAllText(Path.Combine(Path.GetDirectoryName(one.File)!, "AllCases.cs")),
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public void What_the_compiler_refuses_it_refuses_at_its_line()
    {
        LanguageCase[] cases = Refused("CS");
        Assert.NotEmpty(cases);
        Assert.All(
            cases,
            one =>
            {
                IReadOnlyList<Microsoft.CodeAnalysis.Diagnostic> errors = _compiler.Errors(one);
                Assert.True(
                    errors.Any(error =>
                        error.Id == one.Code
                        && error.Location.GetLineSpan().StartLinePosition.Line + 1 is var line
                        && line >= one.FirstLine
                        && line <= one.LastLine
                    ),
                    $"{one.Class} is not refused by {one.Code}; what is: {string.Join('\n', errors)}"
                );
            }
        );
    }

    [Fact]
    public void What_the_language_gate_refuses_it_refuses_at_its_line()
    {
        LanguageCase[] cases = Refused("KEEL3");
        Assert.NotEmpty(cases);
        IReadOnlyList<Diagnostic> findings = Weave(_compiler.Compile(cases));
        Require(cases, findings);
        // And nothing else: what stands around a construct is not refused with it.
        Assert.All(findings, finding => Assert.Contains(cases, one => IsOf(one, finding) && one.Code == finding.Code));
    }

    [Fact]
    public void What_the_object_gate_refuses_it_refuses_at_its_line()
    {
        LanguageCase[] cases = Refused("KEEL0");
        Assert.NotEmpty(cases);
        string assembly = _compiler.Compile(cases);
        Assert.Empty(Weave(assembly));
        string compiled = Path.Combine(_compiler.Folder, "Program.obj");
        List<string> said = [];
        int? status = ChildProcess.RunCollected(
            NativeCompiler.Path,
            [
                Woven("Program.dll"),
                .. FreestandingCompiler.Libraries.Select(path => Woven(Path.GetFileName(path))),
                "-o",
                compiled,
                .. NativeCompiler.Options,
            ],
            TimeLimit.OfWork(60),
            said.Add
        );
        Assert.True(status == 0, string.Join('\n', said));
        Require(
            cases,
            ObjectGate.Check("Program.obj", File.ReadAllBytes(compiled), Repository.Current.Root, HeapKind.Statics)
        );
    }

    [Fact]
    public void The_example_of_the_README_compiles_as_it_stands()
    {
        string example = Example().Match(SourceTree.Read("README.md").ReplaceLineEndings("\n")).Groups[1].Value;
        Assert.Contains("EfiMain", example, StringComparison.Ordinal);
        Assert.Empty(Weave(_compiler.Compile(example)));
    }

    [Theory]
    [InlineData("static void Main() { }", "Program.csproj", "has no entry point")]
    [InlineData(
        "[System.Runtime.RuntimeExport(\"efimain\")] static nint R(nint a, nint b) => 0;",
        "csproj",
        "no entry"
    )]
    [InlineData("[System.Runtime.RuntimeExport(\"EfiMain\")] static int R(nint a, nint b) => 0;", "cs(1)", "EfiStatus")]
    [InlineData(
        "[System.Runtime.RuntimeExport(\"EfiMain\")] static nint R(nint a) => 0;",
        "cs(1)",
        "as firmware calls"
    )]
    public void An_entry_point_has_the_shape_that_firmware_calls(string member, string origin, string text)
    {
        Diagnostic finding = Assert.Single(
            ProgramWeaver.Weave(
                [_compiler.Compile($"static class P {{ {member} }}"), .. FreestandingCompiler.Libraries],
                Path.Combine(_compiler.Folder, "woven"),
                Repository.Current.Root,
                HeapKind.Statics,
                new ProgramEntry("EfiMain", "Program.csproj")
            )
        );
        Assert.Equal("KEEL319", finding.Code);
        Assert.EndsWith(origin, finding.Origin, StringComparison.Ordinal);
        Assert.Contains(text, finding.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Kernel.csproj", "no KernelMain, which its entry calls")]
    [InlineData(Main, "cs(1)", "no HandleException, which any exception calls")]
    [InlineData(Main + " " + Handler, "cs(1)", "no KernelPanic, which the library calls")]
    [InlineData(
        "[System.Runtime.RuntimeExport(\"KernelMain\")] static void Go(int a) { }",
        "cs(1)",
        "no KernelMain of the shape"
    )]
    [InlineData(
        Main + " [System.Runtime.RuntimeExport(\"KernelMain\")] static void Again() { }",
        "cs(1)",
        "a second KernelMain"
    )]
    public void A_kernel_exports_what_its_assembly_calls(string members, string origin, string text) =>
        Assert.Contains(
            ProgramWeaver.Weave(
                [_compiler.Compile($"static unsafe class P {{ {members} }}"), .. FreestandingCompiler.Libraries],
                Path.Combine(_compiler.Folder, "woven"),
                Repository.Current.Root,
                HeapKind.None,
                kernel: new KernelExports(["KernelMain", "HandleException", "KernelPanic"], "Kernel.csproj")
            ),
            finding =>
                finding.Code == "KEEL319"
                && finding.Origin.EndsWith(origin, StringComparison.Ordinal)
                && finding.Text.Contains(text, StringComparison.Ordinal)
        );

    [Theory]
    [InlineData("default(V<int>)", "V`1<System.Int32>")]
    public void A_value_without_a_text_is_appended_to_none(string value, string type)
    {
        string source =
            "struct V<T> { } static class P { [System.Runtime.RuntimeExport(\"EfiMain\")] "
            + $"static nint R(nint a, nint b) => new System.Text.StringBuilder().Append({value}).Append(5L).Length; }}";
        Diagnostic finding = Assert.Single(
            ProgramWeaver.Weave(
                [_compiler.Compile(source), .. FreestandingCompiler.Libraries],
                Path.Combine(_compiler.Folder, "woven"),
                Repository.Current.Root,
                HeapKind.Bump
            )
        );
        Assert.Equal("KEEL307", finding.Code);
        Assert.Contains($"calls ToString of {type}, ", finding.Text, StringComparison.Ordinal);
    }

    private const string Main = "[System.Runtime.RuntimeExport(\"KernelMain\")] static void Go() { }";
    private const string Handler =
        "[System.Runtime.RuntimeExport(\"HandleException\")] "
        + "static void Handle(Keelson.Arch.Arm64.ExceptionFrame* frame) { }";

    private static LanguageCase[] Refused(string code) =>
        [.. s_all.Where(one => one.Code is { } own && own.StartsWith(code, StringComparison.Ordinal))];

    private string Woven(string name) => Path.Combine(_compiler.Folder, "woven", name);

    private IReadOnlyList<Diagnostic> Weave(string assembly) =>
        ProgramWeaver.Weave(
            [assembly, .. FreestandingCompiler.Libraries],
            Path.Combine(_compiler.Folder, "woven"),
            Repository.Current.Root,
            HeapKind.Statics
        );

    private static void Require(LanguageCase[] cases, IReadOnlyList<Diagnostic> findings)
    {
        string all = string.Join('\n', findings);
        Assert.All(
            cases,
            one =>
                Assert.True(
                    findings.Any(finding =>
                        finding.Code == one.Code
                        && IsOf(one, finding)
                        && finding.Text.Contains(": ", StringComparison.Ordinal)
                    ),
                    $"{one.Class} is not refused by {one.Code}; what is:\n{all}"
                )
        );
    }

    private static bool IsOf(LanguageCase one, Diagnostic finding) =>
        Place().Match(finding.Origin) is { Success: true } place
        && place.Groups["file"].Value == one.File
        && int.Parse(place.Groups["line"].Value, CultureInfo.InvariantCulture) is var line
        && line >= one.FirstLine
        && line <= one.LastLine;

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"^(?<file>.*)\((?<line>\d+)\)$")]
    private static partial Regex Place();
}

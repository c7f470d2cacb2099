using Keelson.Analyzers;
using Keelson.Tools.Language;
using Keelson.Tools.Workspace;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Keelson.Tools.Tests.Language;

/// <summary>The C# compiler as the build of an application calls it, in this process.</summary>
internal sealed class FreestandingCompiler : IDisposable
{
    private static readonly string[] s_libraries = ["CoreLib", "Keelson.Arch.Arm64", "Keelson.Efi", "Keelson.Portable"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-language-");
    private readonly MetadataReference[] _references =
    [
        .. Libraries.Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>What every program is made of besides its own assembly, as the build left them.</summary>
    public static string[] Libraries { get; } =
    [
        .. s_libraries.Select(name =>
            Path.Combine(Repository.Current.Artifacts, "bin", "Language", "debug", name + ".dll")
        ),
    ];

    public string Folder => _folder.FullName;

    /// <returns>Errors, at the lines of the case's own file.</returns>
    public IReadOnlyList<Diagnostic> Errors(LanguageCase one)
    {
        using MemoryStream nowhere = new();
        EmitResult result = Create("Case", Tree(one), Tree(Hidden(one))).Emit(nowhere);
        return [.. result.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error)];
    }

    /// <returns>What the analyzer says of several cases in one program.</returns>
    public IReadOnlyList<Diagnostic> Analyze(IReadOnlyCollection<LanguageCase> cases, HeapKind heap) =>
        Create("Cases", [.. cases.Select(Tree), Tree(Hidden(cases.First()))])
            .WithAnalyzers(
                [new RefusalAnalyzer()],
                new AnalyzerOptions([], new ProjectProperties(("build_property.KeelsonHeap", heap.ToString())))
            )
            .GetAnalyzerDiagnosticsAsync(Xunit.TestContext.Current.CancellationToken)
            .GetAwaiter()
            .GetResult();

    /// <summary>Several cases in one assembly, with an entry point that calls all of them.</summary>
    /// <returns>The assembly, its symbols beside it.</returns>
    public string Compile(IReadOnlyCollection<LanguageCase> cases)
    {
        string calls = string.Concat(cases.Select(one => $"{one.Class}.Run(); "));
        string entry = $$"""
            namespace Keelson.Cases;
            static class Entry
            {
                [System.Runtime.RuntimeExport("EfiMain")]
                static nint EfiMain(nint image, nint table) { {{calls}}return 0; }
            }
            """;
        return Compile([.. cases.Select(Tree), Tree(Hidden(cases.First())), Parse(entry, "Entry.cs")]);
    }

    /// <returns>The assembly of one file.</returns>
    public string Compile(string source) => Compile(Parse(source, "Program.cs"));

    private string Compile(params SyntaxTree[] trees)
    {
        string assembly = Path.Combine(Folder, "Program.dll");
        CSharpCompilation program = Create("Program", trees);
        using FileStream image = File.Create(assembly);
        using FileStream symbols = File.Create(Path.ChangeExtension(assembly, ".pdb"));
        EmitResult result = program.Emit(
            image,
            symbols,
            options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb),
            cancellationToken: Xunit.TestContext.Current.CancellationToken
        );
        Xunit.Assert.True(
            result.Success,
            string.Join('\n', result.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error))
        );
        return assembly;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static CSharpParseOptions Options { get; } =
        new CSharpParseOptions(LanguageVersion.CSharp14).WithPreprocessorSymbols("DEBUG");

    private CSharpCompilation Create(string name, params SyntaxTree[] trees) =>
        CSharpCompilation.Create(
            name,
            trees,
            _references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Release,
                allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable
            )
        );

    /// <summary>The case where it stands in its file: the lines above it are empty, but for what opens the
    /// file.</summary>
    private static SyntaxTree Tree(LanguageCase one)
    {
        int missing = one.FirstLine - 1 - one.Preamble.Count(c => c == '\n');
        return CSharpSyntaxTree.ParseText(
            SourceText.From(one.Preamble + new string('\n', missing) + one.Text, System.Text.Encoding.UTF8),
            Options,
            one.File
        );
    }

    private static SyntaxTree Parse(string source, string name) =>
        CSharpSyntaxTree.ParseText(source, Options, name, System.Text.Encoding.UTF8);

    private static LanguageCase Hidden(LanguageCase one)
    {
        string folder = one.Outcome == LanguageOutcome.Refused ? "refused" : "works";
        string file = Path.Combine(Repository.Current.LanguageCases, folder, "Hidden.cs");
        return new LanguageCase(LanguageOutcome.Works, "", "", "", null, "", File.ReadAllText(file), file, 1);
    }
}

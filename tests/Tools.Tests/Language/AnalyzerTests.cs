using Keelson.Tools.Language;
using Keelson.Tools.Workspace;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Keelson.Tools.Tests.Language;

/// <summary>
/// What the gates refuse in the table (docs/csharp.md), the analyzer says where it is written, by the same code; and of
/// what works it says nothing.
/// </summary>
public sealed class AnalyzerTests : IDisposable
{
    private static readonly IReadOnlyList<LanguageCase> s_all = LanguageCase.ReadAll(Repository.Current.LanguageCases);

    private readonly FreestandingCompiler _compiler = new();

    public void Dispose() => _compiler.Dispose();

    [Fact]
    public void What_the_gates_refuse_is_said_at_its_line()
    {
        LanguageCase[] cases =
        [
            .. s_all.Where(one => one.Code is { } code && code.StartsWith("KEEL", StringComparison.Ordinal)),
        ];
        Assert.NotEmpty(cases);
        IReadOnlyList<Diagnostic> said = _compiler.Analyze(cases, HeapKind.Statics);
        Assert.All(
            cases,
            one =>
                Assert.True(
                    said.Any(finding => finding.Id == one.Code && IsOf(one, finding)),
                    $"{one.Class} is not {one.Code}; what is: {string.Join('\n', said.Where(all => IsOf(one, all)))}"
                )
        );
        // And nothing else: what stands around a construct is not refused with it.
        Assert.All(said, finding => Assert.Contains(cases, one => IsOf(one, finding) && one.Code == finding.Id));
    }

    [Theory]
    [InlineData(LanguageOutcome.Works, HeapKind.Statics)]
    [InlineData(LanguageOutcome.Heap, HeapKind.Bump)]
    internal void Of_what_works_nothing_is_said(LanguageOutcome outcome, HeapKind heap)
    {
        LanguageCase[] cases = [.. s_all.Where(one => one.Outcome == outcome)];
        Assert.NotEmpty(cases);
        Assert.Empty(_compiler.Analyze(cases, heap));
    }

    private static bool IsOf(LanguageCase one, Diagnostic finding) =>
        finding.Location.GetLineSpan() is var place
        && place.Path == one.File
        && place.StartLinePosition.Line + 1 is var line
        && line >= one.FirstLine
        && line <= one.LastLine;
}

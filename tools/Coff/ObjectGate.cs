using Keelson.Tools.Diagnostics;
using Keelson.Tools.Language;

namespace Keelson.Tools.Coff;

/// <summary>
/// The build gate for what ilc compiled: refuses an object that needs a runtime, and names the method. It looks at the
/// object because the linker would only name the symbol, and for statics would not complain at all.
/// </summary>
internal static class ObjectGate
{
    /// <param name="origin">The object's name in findings without a source position.</param>
    /// <param name="sourceRoot">Where <c>/keelson/</c> in debug information points to.</param>
    /// <param name="heap">What the program has for objects.</param>
    public static IReadOnlyList<Diagnostic> Check(
        string origin,
        ReadOnlyMemory<byte> content,
        string sourceRoot,
        HeapKind heap = HeapKind.None
    )
    {
        try
        {
            CoffObject file = CoffReader.Read(content);
            return
            [
                .. CheckSections(origin, file),
                .. WithLines(origin, [.. CheckReferences(origin, file, sourceRoot, heap)]),
                .. CheckUnreferenced(origin, file, heap),
            ];
        }
        catch (BadImageFormatException error)
        {
            return
            [
                new Diagnostic(
                    origin,
                    "KEEL001",
                    $"not a COFF object that can be read: {error.Message}; build it again"
                ),
            ];
        }
    }

    private static IEnumerable<Diagnostic> CheckSections(string origin, CoffObject file) =>
        file
            .Sections.Where(section => section.IsWritable && section.IsExecutable)
            .Select(section => new Diagnostic(
                origin,
                "KEEL004",
                $"section {section.Name} is both writable and executable; split it into code and data"
            ));

    /// <summary>
    /// What the compiler made on its own account refers to the same symbols as the code that it is for, and has no
    /// line.
    /// </summary>
    private static IEnumerable<Diagnostic> WithLines(string origin, IReadOnlyList<Diagnostic> findings) =>
        findings.Any(finding => finding.Origin != origin)
            ? findings.Where(finding => finding.Origin != origin)
            : findings;

    private static IEnumerable<Diagnostic> CheckReferences(
        string origin,
        CoffObject file,
        string sourceRoot,
        HeapKind heap
    )
    {
        MethodMap methods = new(file);
        CodeViewLines? lines = null;
        foreach (CoffSection section in file.Sections)
        {
            // One finding per method and symbol: ten allocations in a method are one thing to mend.
            HashSet<(string, string)> seen = [];
            foreach ((uint offset, CoffSymbol target, _) in section.Relocations)
            {
                string method = methods.NameAt(section, offset);
                if (Judge(target, section, heap, method) is { } finding && seen.Add((method, target.Name)))
                {
                    lines ??= CodeViewLines.Read(file);
                    string place = lines.Find(section.Number, offset) is { } source
                        ? SourcePath.Locate(source.File, sourceRoot) + $"({source.Line})"
                        : origin;
                    yield return new Diagnostic(
                        place,
                        finding.Code,
                        $"{method} refers to {target.Name}: {finding.Why}"
                    );
                }
            }
        }
    }

    /// <summary>An undefined symbol nothing refers to still makes the linker fetch it.</summary>
    private static IEnumerable<Diagnostic> CheckUnreferenced(string origin, CoffObject file, HeapKind heap)
    {
        HashSet<int> referenced =
        [
            .. file.Sections.SelectMany(section => section.Relocations).Select(relocation => relocation.Symbol.Index),
        ];
        return from symbol in file.Symbols.OfType<CoffSymbol>()
            where !referenced.Contains(symbol.Index)
            let finding = Judge(symbol, null, heap, "")
            where finding is { Code: "KEEL003" }
            select new Diagnostic(
                origin,
                finding.Value.Code,
                $"the object asks for {symbol.Name}, from no method: {finding.Value.Why}"
            );
    }

    private static (string Code, string Why)? Judge(
        CoffSymbol target,
        CoffSection? from,
        HeapKind heap,
        string method
    ) =>
        ForbiddenSymbols.IsAllowed(target.Name, heap, method) ? null
        : target.Name.Contains(ForbiddenSymbols.GcStatics, StringComparison.Ordinal)
            ? (
                "KEEL002",
                "a static that holds a reference and is not laid down at compile time: it is assigned at run time, or "
                    + "is an "
                    + "array of references, or its initialiser could not be computed; make it static readonly, a "
                    + "value, "
                    + "or a switch that gives the reference"
            )
        : from is { IsExecutable: true } && ForbiddenSymbols.ExplainStandIn(target.Name) is { } need ? ("KEEL003", need)
        : target.IsUndefined && ForbiddenSymbols.Explain(target.Name) is { } why ? ("KEEL003", why)
        : null;
}

using System.Collections.Immutable;
using Keelson.Tools.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Keelson.Analyzers;

/// <summary>
/// Says what the build's gates will refuse where it is written, by the same codes and words. What the compiler may find
/// a way around (KEEL003) is a warning here, and left to the gate; the rest is an error.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RefusalAnalyzer : DiagnosticAnalyzer
{
    private const string Heap = "KEEL003";

    private static readonly ImmutableDictionary<string, DiagnosticDescriptor> s_descriptors = new[]
    {
        Descriptor(Heap, "Needs a heap"),
        Descriptor("KEEL301", "Catches exceptions"),
        Descriptor("KEEL302", "A delegate that knows an object"),
        Descriptor("KEEL303", "A Type object"),
        Descriptor("KEEL305", "Large local variables"),
        Descriptor("KEEL306", "A large stackalloc"),
        Descriptor("KEEL307", "An inherited text, hash or comparison"),
        Descriptor("KEEL308", "An unknown format"),
        Descriptor("KEEL309", "An enum of a type parameter in a hole"),
        Descriptor("KEEL310", "A cast to a constructed type"),
        Descriptor("KEEL311", "A virtual method with type parameters"),
        Descriptor("KEEL314", "No body and no symbol"),
        Descriptor("KEEL315", "An array of several dimensions"),
        Descriptor("KEEL316", "A member that needs a heap"),
        Descriptor("KEEL317", "A throw of what is not new"),
        Descriptor("KEEL318", "An iterator"),
        Descriptor("KEEL321", "The order of a type that has none"),
    }.ToImmutableDictionary(one => one.Id);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [.. s_descriptors.Values];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            HeapKind heap = HeapOf(start.Options.AnalyzerConfigOptionsProvider.GlobalOptions);
            InterfaceTypes types = new(start.Compilation);
            start.RegisterOperationBlockAction(block => CheckBlock(block, heap, types));
            start.RegisterSymbolAction(CheckMethod, SymbolKind.Method);
            start.RegisterSymbolAction(CheckType, SymbolKind.NamedType);
        });
    }

    private static void CheckBlock(OperationBlockAnalysisContext context, HeapKind heap, InterfaceTypes types)
    {
        CodeBlock code = new(context.OwningSymbol, context.Compilation, heap, types);
        foreach (IOperation block in context.OperationBlocks.Where(block => block.Kind != OperationKind.Attribute))
        {
            foreach ((SyntaxNode place, Refusal refusal) in code.Check(block))
            {
                context.ReportDiagnostic(Report(context.OwningSymbol, place.GetLocation(), refusal));
            }
        }
    }

    private static void CheckMethod(SymbolAnalysisContext context)
    {
        IMethodSymbol method = (IMethodSymbol)context.Symbol;
        if (method.IsExtern && method.GetAttributes().All(one => one.AttributeClass?.Name != "RuntimeImportAttribute"))
        {
            context.ReportDiagnostic(Report(method, method.Locations[0], Refusal.Unbound));
        }
    }

    private static void CheckType(SymbolAnalysisContext context)
    {
        if ((INamedTypeSymbol)context.Symbol is { IsRecord: true, IsReferenceType: true } record)
        {
            context.ReportDiagnostic(Report(record, record.Locations[0], Refusal.RecordClass));
        }
    }

    private static Diagnostic Report(ISymbol member, Location place, Refusal refusal) =>
        Diagnostic.Create(
            s_descriptors[refusal.Code],
            place,
            $"{member.ContainingType?.ToDisplayString()}.{member.Name} {refusal.What}: {refusal.Advice}"
        );

    private static DiagnosticDescriptor Descriptor(string code, string title) =>
        new(
            code,
            title,
            "{0}",
            "Keelson",
            code == Heap ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error,
            isEnabledByDefault: true
        );

    /// <summary>As the build takes it (runtime/msbuild/NativeImage.targets).</summary>
    private static HeapKind HeapOf(AnalyzerConfigOptions project) =>
        project.TryGetValue("build_property.KeelsonHeap", out string? text)
        && Enum.TryParse(text, ignoreCase: true, out HeapKind heap)
            ? heap
            : HeapKind.Statics;
}

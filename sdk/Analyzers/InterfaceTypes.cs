using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace Keelson.Analyzers;

/// <summary>How many types of a program an interface may stand for; of one, the compiler knows which it is.</summary>
internal sealed class InterfaceTypes(Compilation program)
{
    private readonly Lazy<IReadOnlyList<INamedTypeSymbol>> _classes = new(() => [.. Classes(program.GlobalNamespace)]);
    private readonly ConcurrentDictionary<ISymbol, bool> _known = new(SymbolEqualityComparer.Default);

    public bool IsOfSeveral(INamedTypeSymbol type) =>
        _known.GetOrAdd(
            type,
            _ =>
                _classes
                    .Value.Where(one => one.AllInterfaces.Contains(type, SymbolEqualityComparer.Default))
                    .Skip(1)
                    .Any()
        );

    private static IEnumerable<INamedTypeSymbol> Classes(INamespaceOrTypeSymbol container) =>
        container
            .GetMembers()
            .OfType<INamespaceOrTypeSymbol>()
            .SelectMany(Classes)
            .Concat(container is INamedTypeSymbol { IsAbstract: false, TypeKind: TypeKind.Class } one ? [one] : []);
}

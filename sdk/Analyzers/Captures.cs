using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Keelson.Analyzers;

/// <summary>Whether a function knows variables, or the object, of the code around it.</summary>
internal static class Captures
{
    public static bool Any(IAnonymousFunctionOperation lambda) => Any(lambda.Body, lambda.Symbol, []);

    /// <param name="method">Of a method group.</param>
    /// <param name="use">Where it stands; a local function's body is in the same block.</param>
    public static bool AnyOf(IMethodSymbol method, IOperation use) => AnyOf(method, use, []);

    /// <param name="asked">Those that call each other are asked once.</param>
    private static bool AnyOf(IMethodSymbol method, IOperation use, List<IMethodSymbol> asked)
    {
        if (
            method is not { MethodKind: MethodKind.LocalFunction, IsStatic: false }
            || asked.Contains(method.OriginalDefinition, SymbolEqualityComparer.Default)
        )
        {
            return false;
        }

        asked.Add(method.OriginalDefinition);
        return Bodies(use, method).Any(body => Any(body, method, asked));
    }

    private static bool Any(IOperation body, IMethodSymbol function, List<IMethodSymbol> asked) =>
        body.Descendants()
            .Any(one =>
                one switch
                {
                    ILocalReferenceOperation { Local.IsConst: false } local => !IsWithin(local.Local, function),
                    IParameterReferenceOperation parameter => !IsWithin(parameter.Parameter, function),
                    IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } => true,
                    IInvocationOperation { TargetMethod: { MethodKind: MethodKind.LocalFunction } called } => !IsWithin(
                        called,
                        function
                    ) && AnyOf(called, one, asked),
                    _ => false,
                }
            );

    private static IEnumerable<IOperation> Bodies(IOperation use, IMethodSymbol function)
    {
        IOperation root = use;
        while (root.Parent is not null)
        {
            root = root.Parent;
        }

        return root.Descendants()
            .OfType<ILocalFunctionOperation>()
            .Where(one => SymbolEqualityComparer.Default.Equals(one.Symbol, function.OriginalDefinition))
            .Select(one => one.Body)
            .OfType<IOperation>();
    }

    private static bool IsWithin(ISymbol symbol, IMethodSymbol function)
    {
        for (ISymbol? at = symbol; at is not null; at = at.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(at, function.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }
}

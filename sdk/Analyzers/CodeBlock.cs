using Keelson.Tools.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Keelson.Analyzers;

/// <summary>One body, or one initialiser, and what of it is refused.</summary>
/// <param name="Member">That it belongs to.</param>
/// <param name="Program">For types and constants.</param>
/// <param name="Heap">What the program has for objects.</param>
/// <param name="Types">Of the program.</param>
internal sealed record CodeBlock(ISymbol Member, Compilation Program, HeapKind Heap, InterfaceTypes Types)
{
    /// <summary>Static constructors and initialisers may make objects.</summary>
    public bool IsOfStatics =>
        Member is IMethodSymbol { MethodKind: MethodKind.StaticConstructor }
        || Member is (IFieldSymbol or IPropertySymbol) and { IsStatic: true };

    /// <summary>
    /// A static constructor or initialiser of its type names this method: it may be made a part of that, and its
    /// objects with it.
    /// </summary>
    public bool ServesStatics =>
        Member is IMethodSymbol { IsStatic: true, ContainingType: { } type }
        && type.DeclaringSyntaxReferences.Any(part =>
            part.GetSyntax()
                .DescendantNodes()
                .OfType<SimpleNameSyntax>()
                .Any(name => name.Identifier.ValueText == Member.Name && IsInStatics(name))
        );

    private static bool IsInStatics(SyntaxNode name) =>
        name.Ancestors().OfType<MemberDeclarationSyntax>().FirstOrDefault()
            is ConstructorDeclarationSyntax
                or FieldDeclarationSyntax
                or PropertyDeclarationSyntax
        && name.Ancestors().OfType<MemberDeclarationSyntax>().First().Modifiers.Any(SyntaxKind.StaticKeyword);

    public IEnumerable<(SyntaxNode Place, Refusal Refusal)> Check(IOperation body)
    {
        bool isIterator = false;
        foreach (IOperation one in body.DescendantsAndSelf())
        {
            if (one is IReturnOperation { Kind: OperationKind.YieldReturn or OperationKind.YieldBreak })
            {
                // Of one method it is one thing to mend.
                if (!isIterator && Heap != HeapKind.Bump)
                {
                    yield return (one.Syntax, Refusal.Iterator);
                }

                isIterator = true;
            }

            foreach (Refusal refusal in Judge(one))
            {
                yield return (one.Syntax, refusal);
            }
        }

        foreach (SyntaxNode node in body.Syntax.DescendantNodesAndSelf())
        {
            if (node is StackAllocArrayCreationExpressionSyntax stack && FlowRules.Judge(stack, this, body) is { } one)
            {
                yield return (node, one);
            }
        }
    }

    private IEnumerable<Refusal> Judge(IOperation one)
    {
        if (FlowRules.Judge(one) is { } flow)
        {
            yield return flow;
        }

        if (TypeRules.Judge(one, this) is { } type)
        {
            yield return type;
        }

        if (TextRules.Judge(one, this) is { } text)
        {
            yield return text;
        }

        if (Heap != HeapKind.Bump && HeapRules.Judge(one, this) is { } heap)
        {
            yield return heap;
        }
    }
}

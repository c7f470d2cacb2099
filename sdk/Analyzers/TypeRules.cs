using Keelson.Tools.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Keelson.Analyzers;

/// <summary>Types at run time: casts, Type objects, other arrays, virtual methods with type parameters.</summary>
internal static class TypeRules
{
    public static Refusal? Judge(IOperation one, CodeBlock code) =>
        JudgeOrder(one)
        ?? one switch
        {
            ITypeOfOperation taken when !IsCompared(taken) => Refusal.TypeObject,
            IArrayCreationOperation { Type: IArrayTypeSymbol { Rank: > 1 } }
            or IArrayElementReferenceOperation { ArrayReference.Type: IArrayTypeSymbol { Rank: > 1 } } =>
                Refusal.ArrayShape,
            IInvocationOperation { Instance.Type: IArrayTypeSymbol { Rank: > 1 } } => Refusal.ArrayShape,
            IConversionOperation cast when IsAsked(cast) && IsConstructed(cast.Type) => Refusal.Cast(
                NameOf(cast.Type!)
            ),
            IIsTypeOperation question
                when !IsKnown(question.ValueOperand.Type, question.TypeOperand, code)
                    && IsConstructed(question.TypeOperand) => Refusal.Cast(NameOf(question.TypeOperand)),
            IPatternOperation pattern
                when MatchedType(pattern) is { } type
                    && IsConstructed(type)
                    && !IsKnown(pattern.InputType, type, code) => Refusal.Cast(NameOf(type)),
            IInvocationOperation { IsVirtual: true, Instance.Type: { IsValueType: false, TypeKind: var kind } } call
                when call.TargetMethod.IsGenericMethod && kind != TypeKind.TypeParameter => Refusal.VirtualGeneric(
                call.TargetMethod.ToDisplayString()
            ),
            // The compiler may know which: this is for the gate to decide.
            IInvocationOperation { Instance.Type: INamedTypeSymbol { TypeKind: TypeKind.Interface } type } call
                when code.Types.IsOfSeveral(type) => Refusal.InterfaceCall(call.TargetMethod.ToDisplayString()),
            _ => null,
        };

    /// <summary>Members that say of themselves that they take the order of their first type parameter.</summary>
    private static Refusal? JudgeOrder(IOperation one)
    {
        IMethodSymbol? method = one switch
        {
            IInvocationOperation call => call.TargetMethod,
            IPropertyReferenceOperation property => property.Property.GetMethod,
            _ => null,
        };
        if (
            method is null
            || !method.OriginalDefinition.GetAttributes().Any(one => one.AttributeClass?.Name == "NeedsOrderAttribute")
        )
        {
            return null;
        }

        ITypeSymbol? type = method.TypeArguments.Concat(method.ContainingType.TypeArguments).FirstOrDefault();
        return type is null || HasOrder(type) ? null : Refusal.Unordered(method.Name, NameOf(type));
    }

    private static bool HasOrder(ITypeSymbol type) =>
        type is { TypeKind: TypeKind.TypeParameter or TypeKind.Enum }
        || (
            type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
                ? HasOrder(nullable.TypeArguments[0])
                : type.AllInterfaces.Any(face => face is { Name: "IComparable", IsGenericType: true })
        );

    private static ITypeSymbol? MatchedType(IPatternOperation pattern) =>
        pattern switch
        {
            IDeclarationPatternOperation declaration => declaration.MatchedType,
            ITypePatternOperation type => type.MatchedType,
            IRecursivePatternOperation recursive => recursive.MatchedType,
            _ => null,
        };

    /// <summary>A cast or an <c>as</c> that looks at the object.</summary>
    private static bool IsAsked(IConversionOperation cast) =>
        cast.GetConversion() is { IsExplicit: true, IsUserDefined: false, IsReference: true };

    private static bool IsKnown(ITypeSymbol? from, ITypeSymbol to, CodeBlock code) =>
        from is not null && code.Program.ClassifyConversion(from, to) is { IsImplicit: true };

    private static bool IsConstructed(ITypeSymbol? type) =>
        type is IArrayTypeSymbol or INamedTypeSymbol { TypeKind: TypeKind.Interface, IsGenericType: true }
        || (type is not null && LibraryInterfaces.Has(NameOf(type)));

    private static string NameOf(ITypeSymbol type) => type.ToDisplayString();

    private static bool IsCompared(ITypeOfOperation taken) =>
        Conversions.UserOf(taken)
            is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } test
        && Conversions.Under(test.RightOperand) is ITypeOfOperation;
}

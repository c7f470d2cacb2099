using Keelson.Tools.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Keelson.Analyzers;

/// <summary>What makes an object at run time, where there is no heap.</summary>
internal static class HeapRules
{
    public static Refusal? Judge(IOperation one, CodeBlock code) =>
        JudgeMember(one)
        ?? one switch
        {
            IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } when Captures.Any(lambda) =>
                Refusal.Delegate,
            IDelegateCreationOperation { Target: IMethodReferenceOperation method }
                when method.Instance is not null || Captures.AnyOf(method.Method, one) => Refusal.Delegate,
            IAnonymousObjectCreationOperation => Refusal.Anonymous,
            IInterpolatedStringOperation text when IsString(text) => Refusal.InterpolatedString,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum when IsJoin(sum) => Refusal.NeedsHeap(
                "System.String.Concat"
            ),
            ICompoundAssignmentOperation { Type.SpecialType: SpecialType.System_String } => Refusal.NeedsHeap(
                "System.String.Concat"
            ),
            IArrayElementReferenceOperation { Indices.Length: 1 } part when part.Indices[0].Type?.Name == "Range" =>
                Refusal.NeedsHeap("System.Runtime.CompilerServices.RuntimeHelpers.GetSubArray"),
            _ when !code.IsOfStatics || IsInFunction(one) => JudgeObject(one, code) is { } made && !code.ServesStatics
                ? made
                : null,
            _ => null,
        };

    /// <summary>Members that say so of themselves, and classes that a type parameter is to be made by.</summary>
    private static Refusal? JudgeMember(IOperation one)
    {
        IMethodSymbol? method = one switch
        {
            IInvocationOperation call => call.TargetMethod,
            IObjectCreationOperation create => create.Constructor,
            IPropertyReferenceOperation property => property.Property.GetMethod,
            IImplicitIndexerReferenceOperation { IndexerSymbol: IMethodSymbol slice } => slice,
            ISlicePatternOperation { Pattern: not null, SliceSymbol: IMethodSymbol slice } => slice,
            _ => null,
        };
        if (method is null)
        {
            return null;
        }

        if (ClassToBeMade(method) is { } made)
        {
            return Refusal.NewOfClass(made.ToDisplayString());
        }

        return IsMarked(method) || IsMarked(method.ContainingType)
            ? Refusal.NeedsHeap(
                method.MethodKind == MethodKind.Constructor
                    ? method.ContainingType.ToDisplayString()
                    : $"{method.ContainingType.ToDisplayString()}.{method.Name}"
            )
            : null;
    }

    private static ITypeSymbol? ClassToBeMade(IMethodSymbol method) =>
        method
            .TypeParameters.Zip(method.TypeArguments, (parameter, argument) => (parameter, argument))
            .Concat(
                method.ContainingType.TypeParameters.Zip(
                    method.ContainingType.TypeArguments,
                    (parameter, argument) => (parameter, argument)
                )
            )
            .Where(pair => pair.parameter.HasConstructorConstraint && pair.argument is { IsReferenceType: true })
            .Select(pair => pair.argument)
            .FirstOrDefault(argument => argument.TypeKind != TypeKind.TypeParameter);

    private static bool IsMarked(ISymbol member) =>
        member.OriginalDefinition.GetAttributes().Any(one => one.AttributeClass?.Name == "NeedsHeapAttribute");

    private static bool IsString(IInterpolatedStringOperation text) =>
        text is { Type.SpecialType: SpecialType.System_String, ConstantValue.HasValue: false }
        && text.Parent is not (IInterpolatedStringHandlerCreationOperation or IInterpolatedStringAdditionOperation);

    /// <summary>The outermost of several that are joined.</summary>
    private static bool IsJoin(IBinaryOperation sum) =>
        sum is { Type.SpecialType: SpecialType.System_String, ConstantValue.HasValue: false }
        && sum.Parent is not IBinaryOperation { Type.SpecialType: SpecialType.System_String };

    /// <summary>The compiler may find a way without an object; so these are for the gate to decide.</summary>
    private static Refusal? JudgeObject(IOperation one, CodeBlock code) =>
        one switch
        {
            IObjectCreationOperation { Type.IsReferenceType: true }
                when Conversions.UserOf(one) is not (IThrowOperation or IAttributeOperation) => Refusal.NewObject(
                NameOf(one)
            ),
            IWithOperation { Type.IsReferenceType: true } => Refusal.NewObject(NameOf(one)),
            IArrayCreationOperation { Type: IArrayTypeSymbol { Rank: 1 } } when !IsData(one) => Refusal.NewObject(
                NameOf(one)
            ),
            ICollectionExpressionOperation { Type: IArrayTypeSymbol, Elements.IsEmpty: false } => Refusal.NewObject(
                NameOf(one)
            ),
            // Into an array first, whatever it is for.
            ICollectionExpressionOperation all when all.Elements.Any(part => part is ISpreadOperation) =>
                Refusal.NewObject(NameOf(one)),
            IConversionOperation box when IsBox(box) => Refusal.Boxing(box.Operand.Type!.ToDisplayString()),
            _ => null,
        };

    private static string NameOf(IOperation one) => one.Type!.ToDisplayString();

    /// <summary>Becomes a span of the image's own data.</summary>
    private static bool IsData(IOperation array) =>
        array.Parent is IConversionOperation { Type.Name: "ReadOnlySpan" or "Span" };

    private static bool IsBox(IConversionOperation conversion) =>
        conversion.GetConversion().IsBoxing
        && conversion.Operand.Type is { TypeKind: not TypeKind.TypeParameter }
        && conversion.Parent switch
        {
            // The parts of a text are asked for theirs; a flag is looked for in place.
            IBinaryOperation { Type.SpecialType: SpecialType.System_String } => false,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "HasFlag" or "Equals" } } => false,
            _ => true,
        };

    private static bool IsInFunction(IOperation one)
    {
        for (IOperation? at = one.Parent; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }
}

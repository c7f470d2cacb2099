using Keelson.Text;
using Keelson.Tools.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Keelson.Analyzers;

/// <summary>Formats of holes, and what every type inherits from Object.</summary>
internal static class TextRules
{
    public static Refusal? Judge(IOperation one, CodeBlock code) =>
        one switch
        {
            IInterpolatedStringAppendOperation { AppendCall: IInvocationOperation append } => JudgeHole(append),
            IInvocationOperation { TargetMethod.IsStatic: false } call when IsInherited(call, code) =>
                Refusal.Inherited(
                    call.TargetMethod.Name,
                    (call.Instance?.Type ?? call.TargetMethod.ContainingType).ToDisplayString()
                ),
            _ => null,
        };

    private static Refusal? JudgeHole(IInvocationOperation append)
    {
        if (append.TargetMethod.TypeArguments.FirstOrDefault() is ITypeParameterSymbol)
        {
            return Refusal.GenericEnum;
        }

        string? format =
            append.Arguments.FirstOrDefault(one => one.Parameter?.Name == "format")?.Value.ConstantValue.Value
            as string;
        return
            format is null
            || (append.TargetMethod.IsGenericMethod ? IsOfEnum(format) : NumberFormat.TryParse(format, out _))
            ? null
            : Refusal.UnknownFormat(format);
    }

    private static bool IsOfEnum(string format) => format is "" or "g" or "G" or "d" or "D" or "x" or "X";

    /// <summary>A member that .NET answers by reflection (<c>InstructionRules</c>).</summary>
    private static bool IsInherited(IInvocationOperation call, CodeBlock code)
    {
        IMethodSymbol method = call.TargetMethod;
        if (
            method.Name is not ("ToString" or "GetHashCode" or "Equals" or "GetType")
            || call.Instance?.Type is not { } type
            // What it is compared with has a type of its own: not Object's.
            || (
                method.Name == "Equals"
                && method.Parameters.Any(one => one.Type.SpecialType != SpecialType.System_Object)
            )
        )
        {
            return false;
        }

        bool isOfRecord =
            code.Heap != HeapKind.Bump
            && method is { Name: "ToString", IsImplicitlyDeclared: true, ContainingType.IsRecord: true };
        if (type is { IsValueType: true, TypeKind: not TypeKind.TypeParameter })
        {
            return isOfRecord
                || IsOfObject(method.ContainingType) && !(code.Heap == HeapKind.Bump && IsGiven(type, method.Name));
        }

        SpecialType declaring = LeastOverridden(method).ContainingType.SpecialType;
        return declaring is SpecialType.System_ValueType or SpecialType.System_Enum
                && (method.Name == "GetType" || code.Heap != HeapKind.Bump)
            || declaring is SpecialType.System_Object
                && type.TypeKind != TypeKind.TypeParameter
                && (method.Name == "GetType" || method.Name == "ToString" && code.Heap != HeapKind.Bump);
    }

    /// <summary>With a heap (<c>GivenMembers</c>).</summary>
    private static bool IsGiven(ITypeSymbol type, string member) =>
        member != "GetType"
        && type is INamedTypeSymbol { IsRefLikeType: false, ContainingAssembly.Name: not "CoreLib" } named
        && (
            type.TypeKind == TypeKind.Enum
            || (
                member == "ToString"
                    ? !IsGeneric(named)
                    : !IsInlineArray(named)
                        && named
                            .GetMembers()
                            .OfType<IFieldSymbol>()
                            .All(field => field.IsStatic || !field.IsFixedSizeBuffer && !IsInlineArray(field.Type))
            )
        );

    private static bool IsGeneric(INamedTypeSymbol? type) =>
        type is not null && (type.IsGenericType || IsGeneric(type.ContainingType));

    private static bool IsInlineArray(ITypeSymbol type) =>
        type.GetAttributes().Any(one => one.AttributeClass?.Name == "InlineArrayAttribute");

    private static bool IsOfObject(INamedTypeSymbol type) =>
        type.SpecialType is SpecialType.System_Object or SpecialType.System_ValueType or SpecialType.System_Enum;

    /// <summary>Which the C# compiler calls.</summary>
    private static IMethodSymbol LeastOverridden(IMethodSymbol method)
    {
        while (method.OverriddenMethod is { } inherited)
        {
            method = inherited;
        }

        return method;
    }
}

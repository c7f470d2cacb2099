using Microsoft.CodeAnalysis;

namespace Keelson.Analyzers;

/// <summary>As <c>TypeSize</c> of the gate: without padding; what depends on a type argument is a word.</summary>
internal static class SymbolSize
{
    private const int WordBytes = 8;

    public static long Of(ITypeSymbol type) =>
        type.SpecialType switch
        {
            SpecialType.System_Boolean or SpecialType.System_Byte or SpecialType.System_SByte => 1,
            SpecialType.System_Char or SpecialType.System_Int16 or SpecialType.System_UInt16 => 2,
            SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => 4,
            SpecialType.None when type is INamedTypeSymbol { EnumUnderlyingType: { } number } => Of(number),
            SpecialType.None when type is INamedTypeSymbol { IsValueType: true } structure => OfStructure(structure),
            _ => WordBytes,
        };

    private static long OfStructure(INamedTypeSymbol type)
    {
        long fields = type.GetMembers()
            .OfType<IFieldSymbol>()
            .Where(field => !field.IsStatic && !field.IsConst)
            .Sum(field => field.IsFixedSizeBuffer ? field.FixedSize * Of(Element(field)) : Of(field.Type));
        return
            type.GetAttributes()
                .FirstOrDefault(one => one.AttributeClass?.Name == "InlineArrayAttribute")
                ?.ConstructorArguments.FirstOrDefault()
                .Value
                is int count
            ? count * fields
            : fields;
    }

    private static ITypeSymbol Element(IFieldSymbol field) => ((IPointerTypeSymbol)field.Type).PointedAtType;
}

using Mono.Cecil;

namespace Keelson.Tools.Language;

/// <summary>
/// How large a local variable is, to within padding; what depends on a type argument counts as a word.
/// </summary>
internal static class TypeSize
{
    private const int WordBytes = 8;

    public static long Of(TypeReference type)
    {
        if (type is not (TypeDefinition or GenericInstanceType) && type.GetType() != typeof(TypeReference))
        {
            return WordBytes;
        }

        return type.MetadataType switch
        {
            MetadataType.Boolean or MetadataType.Byte or MetadataType.SByte => 1,
            MetadataType.Char or MetadataType.Int16 or MetadataType.UInt16 => 2,
            MetadataType.Int32 or MetadataType.UInt32 or MetadataType.Single => 4,
            MetadataType.ValueType
            or MetadataType.GenericInstance when type.Resolve() is { IsValueType: true } definition => OfStruct(
                definition
            ),
            _ => WordBytes,
        };
    }

    private static long OfStruct(TypeDefinition type)
    {
        long fields = type.Fields.Where(field => !field.IsStatic).Sum(field => Of(field.FieldType));
        CustomAttribute? inline = type.CustomAttributes.FirstOrDefault(one =>
            one.AttributeType.Name == "InlineArrayAttribute"
        );
        return Math.Max(type.ClassSize, inline is null ? fields : fields * (int)inline.ConstructorArguments[0].Value);
    }
}

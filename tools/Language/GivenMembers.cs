using Mono.Cecil;

namespace Keelson.Tools.Language;

/// <summary>
/// Which types of a program with a heap are given the members that .NET answers by reflection: those that stand in it,
/// and have none of their own. The core library's answer for themselves.
/// </summary>
internal static class GivenMembers
{
    public const string CoreLibrary = "CoreLib";

    /// <param name="member"><c>ToString</c>, <c>Equals</c> or <c>GetHashCode</c>.</param>
    public static bool Has(TypeDefinition type, string member) =>
        type.Module.Assembly.Name.Name != CoreLibrary
        && type is { IsInterface: false } and not { IsAbstract: true, IsSealed: true }
        && type.BaseType is { } parent
        && parent.FullName != "System.MulticastDelegate"
        && !IsMarked(type, "IsByRefLikeAttribute")
        && !HasOwn(type, member)
        && (
            member == "ToString"
                // The name of a type with arguments is known where those are.
                ? !type.HasGenericParameters
                : type.IsEnum
                    || (type.IsValueType && !IsMarked(type, "InlineArrayAttribute") && type.Fields.All(IsComparable))
        );

    /// <summary>What is there once for each value: fields of an object.</summary>
    public static IEnumerable<FieldDefinition> FieldsOf(TypeDefinition type) =>
        type.Fields.Where(field => !field.IsStatic);

    /// <summary>A method that the program wrote, in the type or in a class that it is of.</summary>
    private static bool HasOwn(TypeDefinition type, string member)
    {
        for (TypeDefinition? at = type; at is not null && !IsRoot(at); at = at.BaseType?.Resolve())
        {
            if (at.Methods.Any(method => IsOverrideOf(method, member)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOverrideOf(MethodDefinition method, string member) =>
        method is { IsVirtual: true, IsNewSlot: false }
        && method.Name == member
        && method.Parameters.Count == (member == "Equals" ? 1 : 0);

    private static bool IsRoot(TypeDefinition type) =>
        type.FullName is "System.Object" or "System.ValueType" or "System.Enum";

    /// <summary>Not what takes more places than it has fields: fixed buffers, inline arrays.</summary>
    private static bool IsComparable(FieldDefinition field) =>
        field.IsStatic
        || field.FieldType.MetadataType is not (MetadataType.ValueType or MetadataType.GenericInstance)
        || field.FieldType.Resolve() is not { IsValueType: true } type
        || !(type.Name.StartsWith('<') || IsMarked(type, "InlineArrayAttribute"));

    private static bool IsMarked(TypeDefinition type, string attribute) =>
        type.CustomAttributes.Any(one => one.AttributeType.Name == attribute);
}

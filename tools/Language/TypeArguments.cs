using Mono.Cecil;

namespace Keelson.Tools.Language;

/// <summary>What the type parameters of a member are in one use of it.</summary>
internal static class TypeArguments
{
    /// <summary>
    /// A class where <c>new T()</c> may follow (constraint <c>new()</c>). Where it is a type parameter again, that one
    /// has the constraint too, and is looked at where it is given.
    /// </summary>
    /// <param name="operand">Of an instruction.</param>
    public static TypeReference? OfClassToBeMade(object? operand) =>
        operand is MemberReference member
            ? Pairs(member as GenericInstanceMethod, use => use.Resolve())
                .Concat(Pairs(member.DeclaringType as GenericInstanceType, use => use.Resolve()))
                .Where(pair => pair.Parameter.HasDefaultConstructorConstraint)
                .Select(pair => pair.Argument)
                .FirstOrDefault(IsClass)
            : null;

    /// <summary>
    /// The first of a member that takes its order (<c>[NeedsOrder]</c>), if it has none of itself: text has one by a
    /// culture alone, a tuple by its items', others by <c>IComparable</c> of themselves. Null too for what is known
    /// only where a type parameter is given.
    /// </summary>
    public static TypeReference? WithoutOrder(MethodReference callee) =>
        (
            callee is GenericInstanceMethod method
                ? method.GenericArguments
                : (callee.DeclaringType as GenericInstanceType)?.GenericArguments
        )
            is [{ } type, ..]
        && !HasOrder(type)
            ? type
            : null;

    private static bool HasOrder(TypeReference type) =>
        type switch
        {
            // Types that signatures have a letter for name no library.
            GenericParameter or { IsPrimitive: true } => true,
            { MetadataType: MetadataType.String or MetadataType.Object } => false,
            GenericInstanceType { ElementType.FullName: "System.Nullable`1" } nullable => HasOrder(
                nullable.GenericArguments[0]
            ),
            ArrayType => false,
            _ => type.Resolve() is { } definition
                && (
                    definition.IsEnum
                    || BasesOf(definition)
                        .Any(one => one.Interfaces.Any(face => face.InterfaceType.Name == "IComparable`1"))
                ),
        };

    private static IEnumerable<TypeDefinition> BasesOf(TypeDefinition type)
    {
        for (TypeDefinition? one = type; one is not null; one = one.BaseType?.Resolve())
        {
            yield return one;
        }
    }

    private static IEnumerable<(GenericParameter Parameter, TypeReference Argument)> Pairs<TUse>(
        TUse? use,
        Func<TUse, IGenericParameterProvider?> definition
    )
        where TUse : class, IGenericInstance =>
        use is null || definition(use) is not { } provider ? [] : provider.GenericParameters.Zip(use.GenericArguments);

    private static bool IsClass(TypeReference type) => !type.IsGenericParameter && !type.IsValueType;
}

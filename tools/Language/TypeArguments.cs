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

    private static IEnumerable<(GenericParameter Parameter, TypeReference Argument)> Pairs<TUse>(
        TUse? use,
        Func<TUse, IGenericParameterProvider?> definition
    )
        where TUse : class, IGenericInstance =>
        use is null || definition(use) is not { } provider ? [] : provider.GenericParameters.Zip(use.GenericArguments);

    private static bool IsClass(TypeReference type) => !type.IsGenericParameter && !type.IsValueType;
}

using Keelson.Tools.Diagnostics;
using Keelson.Tools.Language;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Weaving;

/// <summary>
/// Refuses log lines of Keelson's own that print an enum as a number, <c>$"{(uint)error}"</c>: they cannot be read
/// without the sources at hand. The bits of a [Flags] enum may stand in hexadecimal. Whoever writes a program of his
/// own prints what he likes.
/// </summary>
internal static class EnumNumbers
{
    private const string HandlerName = "TextLine";
    private const string FormatMethod = "AppendFormatted";
    private const string OwnAssemblies = "Keelson.";

    public static IEnumerable<Diagnostic> Find(IEnumerable<ModuleDefinition> program, string sourceRoot) =>
        program
            .Where(module => module.Assembly.Name.Name.StartsWith(OwnAssemblies, StringComparison.Ordinal))
            .SelectMany(module => module.GetTypes())
            .SelectMany(type => type.Methods)
            .Where(method => method.HasBody)
            .SelectMany(method =>
                Find(method)
                    .Select(found => new Diagnostic(
                        SourceLine.Of(method, found.Call, sourceRoot),
                        "KEEL320",
                        $"{method.DeclaringType.FullName}.{method.Name} prints the enum {found.Name} as a number: "
                            + "print what its Text() returns, which has one for each value"
                    ))
            );

    private static IEnumerable<(Instruction Call, string Name)> Find(MethodDefinition method) =>
        from call in method.Body.Instructions
        where call.Operand is MethodReference { Name: FormatMethod, DeclaringType.Name: HandlerName }
        let callee = (MethodReference)call.Operand
        where callee.Parameters[0].ParameterType is { IsPrimitive: true }
        let isFormatted = callee.Parameters.Count > 1
        let value = Enumerable.Range(1, callee.Parameters.Count).Aggregate(call, (at, _) => at?.Previous!)
        let pushed = Pushed(value, method)
        where pushed is { IsValueType: true, IsPrimitive: false }
        let type = pushed.Resolve()
        where type is { IsEnum: true } && !(isFormatted && IsFlags(type))
        select (call, type.Name);

    private static bool IsFlags(TypeDefinition type) =>
        type.CustomAttributes.Any(one => one.AttributeType.Name == "FlagsAttribute");

    /// <returns>The type of what an instruction leaves on the stack, as far as an enum can come from it.</returns>
    private static TypeReference? Pushed(Instruction? instruction, MethodDefinition method) =>
        instruction?.OpCode.Code switch
        {
            null => null,
            Code.Ldfld or Code.Ldsfld => ((FieldReference)instruction.Operand).FieldType,
            Code.Call or Code.Callvirt => ((MethodReference)instruction.Operand).ReturnType,
            Code.Ldloc or Code.Ldloc_S => ((VariableDefinition)instruction.Operand).VariableType,
            >= Code.Ldloc_0 and <= Code.Ldloc_3 => method
                .Body
                .Variables[instruction.OpCode.Code - Code.Ldloc_0]
                .VariableType,
            Code.Ldarg or Code.Ldarg_S => ((ParameterDefinition)instruction.Operand).ParameterType,
            >= Code.Ldarg_0 and <= Code.Ldarg_3 => Argument(instruction.OpCode.Code - Code.Ldarg_0, method),
            Code.Ldobj => (TypeReference)instruction.Operand,
            >= Code.Ldind_I1 and <= Code.Ldind_I8 => (
                Pushed(instruction.Previous, method) as ByReferenceType
            )?.ElementType,
            >= Code.Conv_I1 and <= Code.Conv_I8 or Code.Conv_U1 or Code.Conv_U2 or Code.Conv_U4 or Code.Conv_U8 =>
                Pushed(instruction.Previous, method),
            _ => null,
        };

    private static TypeReference? Argument(int index, MethodDefinition method)
    {
        int parameter = method.HasThis ? index - 1 : index;
        return parameter < 0 ? method.DeclaringType : method.Parameters[parameter].ParameterType;
    }
}

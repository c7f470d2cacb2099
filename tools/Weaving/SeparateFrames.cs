using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Weaving;

/// <summary>
/// Keeps a method that makes objects from being moved into its callers: the gate for objects then names its own line,
/// where it would name the caller's. What is made after all is refused, or so slow that a call more does not matter.
/// </summary>
internal static class SeparateFrames
{
    public static void Mark(IReadOnlyList<ModuleDefinition> program)
    {
        foreach (
            MethodDefinition method in program
                .SelectMany(module => module.GetTypes())
                .SelectMany(type => type.Methods)
                .Where(method => method is { HasBody: true, AggressiveInlining: false })
        )
        {
            if (method.Body.Instructions.Any(MakesObject))
            {
                method.NoInlining = true;
            }
        }
    }

    private static bool MakesObject(Instruction instruction) =>
        instruction.OpCode.Code switch
        {
            Code.Newobj => ((MethodReference)instruction.Operand).DeclaringType is { IsValueType: false },
            Code.Newarr => true,
            Code.Box or Code.Unbox or Code.Unbox_Any => instruction.Operand
                is TypeReference { IsGenericParameter: false, IsValueType: true },
            Code.Callvirt => instruction.Previous?.OpCode.Code != Code.Constrained
                && ((MethodReference)instruction.Operand).DeclaringType is not ArrayType
                && ((MethodReference)instruction.Operand).DeclaringType.Resolve() is { IsInterface: true },
            _ => false,
        };
}

using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Language;

/// <summary>What one method may be made of.</summary>
internal static class MethodRules
{
    /// <summary>
    /// Some 128 KB of stack are the firmware's promise (UEFI 2.10, 2.3.6), and a frame is there before the guard looks:
    /// a quarter of what is kept free below the guard's mark.
    /// </summary>
    public const int MaximumFrameBytes = 8 * 1024;

    /// <summary>More is not a question of how deep the program is: it is never there.</summary>
    public const int MaximumStackallocBytes = 64 * 1024;

    public static IEnumerable<(Instruction? Place, Refusal Refusal)> Check(MethodDefinition method, HeapKind heap)
    {
        if (!method.HasBody)
        {
            if (!method.IsAbstract && !IsBound(method) && !IsOfDelegate(method))
            {
                yield return (null, Refusal.Unbound);
            }

            yield break;
        }

        foreach (ExceptionHandler handler in method.Body.ExceptionHandlers)
        {
            if (handler.HandlerType != ExceptionHandlerType.Finally)
            {
                yield return (handler.HandlerStart, Refusal.Catch);
            }
        }

        long frameBytes = method.Body.Variables.Sum(variable => TypeSize.Of(variable.VariableType));
        if (frameBytes > MaximumFrameBytes)
        {
            yield return (null, Refusal.BigFrame(frameBytes));
        }

        foreach (Instruction instruction in method.Body.Instructions)
        {
            if (InstructionRules.Judge(method, instruction, heap) is { } refusal)
            {
                yield return (instruction, refusal);
            }
        }
    }

    private static bool IsBound(MethodDefinition method) =>
        method.CustomAttributes.Any(one => one.AttributeType.Name == "RuntimeImportAttribute");

    private static bool IsOfDelegate(MethodDefinition method) =>
        method.DeclaringType.BaseType?.FullName == "System.MulticastDelegate";
}

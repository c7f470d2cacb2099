using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Language;

/// <summary>What one method may be made of.</summary>
internal static class MethodRules
{
    public static IEnumerable<(Instruction? Place, Refusal Refusal)> Check(MethodDefinition method, HeapKind heap)
    {
        if (!method.HasBody)
        {
            if (!method.IsAbstract && !IsBound(method) && !IsOfDelegate(method) && !IsOfString(method))
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
        if (frameBytes > StackLimits.MaximumFrameBytes)
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

    /// <summary>ilc calls <c>String.Ctor</c> of the same arguments, as the length of an object is known by it
    /// alone.</summary>
    private static bool IsOfString(MethodDefinition method) =>
        method.IsConstructor && method.DeclaringType.FullName == "System.String";
}

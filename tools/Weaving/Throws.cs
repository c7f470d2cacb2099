using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Keelson.Tools.Weaving;

/// <summary>
/// Makes <c>throw new ...</c> the end of the program, as it is in .NET for an exception that is not caught: the
/// exception itself, which would need a heap, is not made. What throws anything else was refused.
/// </summary>
internal static class Throws
{
    private const string FailFastName = "Internal.Runtime.FailFast";
    private const string StopMethod = "Throw";

    /// <returns>Throws rewritten.</returns>
    public static int Rewrite(IReadOnlyList<ModuleDefinition> program)
    {
        TypeDefinition? failFast = program
            .Select(module => module.GetType(FailFastName))
            .FirstOrDefault(type => type is not null);
        return failFast is null
            ? 0
            : program
                .SelectMany(module => module.GetTypes())
                .SelectMany(type => type.Methods)
                .Where(method => method.HasBody)
                .Sum(method => Rewrite(method, failFast));
    }

    private static int Rewrite(MethodDefinition method, TypeDefinition failFast)
    {
        Instruction[] throws = [.. method.Body.Instructions.Where(IsOfNew)];
        if (throws.Length == 0)
        {
            return 0;
        }

        method.Body.SimplifyMacros();
        ILProcessor processor = method.Body.GetILProcessor();
        foreach (Instruction end in throws)
        {
            Instruction create = end.Previous;
            MethodReference constructor = (MethodReference)create.Operand;
            // In place, as branches lead here.
            create.OpCode = OpCodes.Nop;
            create.Operand = null;
            for (int i = 0; i < constructor.Parameters.Count; i++)
            {
                processor.InsertBefore(end, processor.Create(OpCodes.Pop));
            }

            processor.InsertBefore(
                end,
                processor.Create(
                    OpCodes.Call,
                    method.Module.ImportReference(failFast.Methods.Single(one => one.Name == StopMethod))
                )
            );
            end.OpCode = OpCodes.Br;
            end.Operand = end;
        }

        method.Body.OptimizeMacros();
        return throws.Length;
    }

    private static bool IsOfNew(Instruction instruction) =>
        instruction is { OpCode.Code: Code.Throw, Previous.OpCode.Code: Code.Newobj };
}
